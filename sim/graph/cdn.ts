import { makePicture } from '../instagram/cdn/picture.ts'
import type { Context } from './call.ts'

const LIFE_MS = 4 * 24 * 3_600_000
const STEP_MS = 24 * 3_600_000
/** After the name of a picture: the same one in another size. */
const AGAIN = '_again'
const SIZE = { width: 640, height: 800 }
const OTHER_SIZE = { width: 800, height: 1_000 }

/** A signed address; within a day it stays the same. */
function signed({ url }: Pick<Context, 'url'>, name: string, at: number): string {
  const end = Math.floor((Math.floor(at / STEP_MS) * STEP_MS + LIFE_MS) / 1_000)
  return `${url}/cdn/${name}?oe=${end.toString(16).toUpperCase()}`
}

export const pictureUrl = (context: Pick<Context, 'url'>, id: string, at: number): string =>
  signed(context, `${id}.jpg`, at)
/** Returns the picture's address of a post, which may show the picture of another one again. */
export const postPictureUrl = (
  context: Pick<Context, 'url'>,
  { id, pictureOf }: { id: string; pictureOf?: string },
  at: number,
): string => pictureUrl(context, pictureOf === undefined ? id : `${pictureOf}${AGAIN}`, at)
export const videoUrl = (context: Pick<Context, 'url'>, id: string, at: number): string =>
  signed(context, `${id}.mp4`, at)

/** Its posts are of all topics: an own account or a store may sell anything. */
const ANY_POST = { kind: 'post', topic: 'any', gender: 'female' } as const

/** A file of the content network while its signature lasts. */
export async function answerFile(
  { clock, pictures }: Pick<Context, 'clock' | 'pictures'>,
  url: URL,
): Promise<Response> {
  const at = clock.now().getTime()
  const end = Number.parseInt(url.searchParams.get('oe') ?? '', 16) * 1_000
  if (Number.isNaN(end)) return new Response('Bad URL hash', { status: 403 })
  if (at >= end) return new Response('URL signature expired', { status: 403 })
  const name = url.pathname.slice('/cdn/'.length)
  if (name.endsWith('.mp4')) {
    const head = Buffer.from(
      '\u0000\u0000\u0000\u0018ftypmp42\u0000\u0000\u0000\u0000mp42isom',
      'latin1',
    )
    return new Response(head, { headers: { 'content-type': 'video/mp4' } })
  }
  const picture = await makePicture(
    name.replace(AGAIN, ''),
    name.includes(AGAIN) ? OTHER_SIZE : SIZE,
    pictures === 'drawn' ? ANY_POST : null,
  )
  return new Response(new Uint8Array(picture), { headers: { 'content-type': 'image/jpeg' } })
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { makeVideo } from '../../../sim/files/make-video.ts'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { pageToken, type World } from './kit.ts'

const PUBLISHING =
  'instagram_basic,pages_show_list,pages_read_engagement,instagram_manage_insights,instagram_content_publish,instagram_manage_comments,pages_manage_metadata'

/** A public server with a good picture, a wide one, a PNG and a video. */
export async function startFiles(): Promise<string> {
  const good = await makePicture('good', { width: 400, height: 500 })
  const wide = await makePicture('wide', { width: 900, height: 300 })
  const near = await makePicture('near', { width: 1_080, height: 1_356 })
  const video = makeVideo({ name: 'good' })
  const files: Record<string, readonly [string, Buffer]> = {
    '/good.jpg': ['image/jpeg', good],
    '/wide.jpg': ['image/jpeg', wide],
    '/near.jpg': ['image/jpeg', near],
    '/bad.jpg': ['image/jpeg', Buffer.from('\u0089PNG')],
    '/page.jpg': ['text/html', Buffer.from('<html>')],
    '/good.mp4': ['video/mp4', video],
    '/bad.mp4': ['video/mp4', Buffer.from('no video at all')],
    '/cut.mp4': ['video/mp4', video.subarray(0, -1)],
    '/late-index.mp4': ['video/mp4', makeVideo({ name: 'late', isMoovLast: true })],
  }
  const server = createServer((request, response) => {
    const file = files[request.url ?? '']
    response.writeHead(file ? 200 : 404, { 'content-type': file?.[0] ?? 'text/plain' })
    response.end(file?.[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The owner of `qahwa.co`, who may publish. */
export async function publisher(world: World) {
  const page = await pageToken(world, 'brand', { scope: PUBLISHING })
  const { ig, token } = page
  const ask = async (path: string, query: Record<string, string> = {}) =>
    await world.ask('facebook', path, { token, query })
  const send = async (path: string, query: Record<string, string>) =>
    await world.ask('facebook', path, { token, method: 'POST', query })
  const look = async (id: string) => (await ask(id, { fields: 'status_code,status' })).body
  const list = async () => {
    const { body } = await ask(`${ig}/media`, { fields: 'caption,media_type', limit: '100' })
    return [...(body['data'] ?? [])]
  }
  let files = ''
  /** A container with a picture. */
  const make = async (caption: string): Promise<string> => {
    files ||= await startFiles()
    const made = await send(`${ig}/media`, { image_url: `${files}/good.jpg`, caption })
    return String(made.body['id'])
  }
  /** Publishes it as soon as it is ready. */
  const publishPicture = async (caption: string) => {
    const creation_id = await make(caption)
    while ((await look(creation_id))['status_code'] === 'IN_PROGRESS');
    return await send(`${ig}/media_publish`, { creation_id })
  }
  return { ...page, ask, send, look, list, make, publishPicture }
}

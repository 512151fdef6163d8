import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import type { Product } from './data.ts'
import { productsWords } from './words.ts'

/** The videos of a product, which are loaded once somebody plays them. */
export function videosOf({ language }: Page, { id, name, videos }: Product) {
  if (videos.length === 0) return ''
  const say = sayIn(language, productsWords)
  return html`<p class="pictures">
    ${videos.map(
      (hash, at) =>
        html`<video
          src="/console/products/${id}/videos/${hash}"
          aria-label="${say('videoOf', { name, n: at + 1 })}"
          controls
          playsinline
          preload="metadata"
        ></video>`,
    )}
  </p>`
}

const ASKED = ['range', 'if-range', 'if-none-match'] as const
const ANSWERED = [
  'content-type',
  'content-length',
  'content-range',
  'accept-ranges',
  'cache-control',
  'etag',
] as const

/** `GET /products/:id/videos/:hash`: a video, or the part that a player asks for. */
export async function showVideo(page: Page): Promise<Response> {
  const { c } = page
  const [id, hash] = [c.req.param('id') ?? '', c.req.param('hash') ?? '']
  const headers = Object.fromEntries(
    ASKED.flatMap((name): [string, string][] => {
      const value = c.req.header(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const path = `/api/products/videos/${encodeURIComponent(id)}/${hash}` as const
  const answer = await page.askFile(`GET ${path}`, { headers, alsoTakes: [304] })
  const given = ANSWERED.flatMap((name): [string, string][] => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return new Response(answer.body, { status: answer.status, headers: given })
}

import { html } from 'hono/html'
import type { Context, Product } from './kit.ts'

/** Shows the videos of a product. A video is loaded when a person plays it. */
export function videosOf({ t }: Context, { id, name, videos }: Product) {
  if (videos.length === 0) return ''
  return html`<p class="pictures">
    ${videos.map(
      (hash, at) =>
        html`<video
          src="/console/products/${id}/videos/${hash}"
          aria-label="${t('videoOf', { name, n: at + 1 })}"
          controls
          playsinline
          preload="metadata"
        ></video>`,
    )}
  </p>`
}

const REQUEST_HEADERS = ['range', 'if-range', 'if-none-match'] as const
const ANSWERED = [
  'content-type',
  'content-length',
  'content-range',
  'accept-ranges',
  'cache-control',
  'etag',
] as const

/** `GET /products/:id/videos/:hash`: a video, or the part that a player asks for. */
export async function showVideo(page: Context): Promise<Response> {
  const { api, c, param } = page
  const headers = Object.fromEntries(
    REQUEST_HEADERS.flatMap((name): [string, string][] => {
      const value = c.req.header(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const params = { id: param('id'), hash: param('hash') }
  const answer = await api.file('getProductVideo', { params, headers })
  const passed = ANSWERED.flatMap((name): [string, string][] => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return new Response(answer.body, { status: answer.status, headers: passed })
}

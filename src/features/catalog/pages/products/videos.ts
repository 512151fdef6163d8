import { html } from 'hono/html'
import { rangeHeaders, proxyPart } from '../../../../console/parts/download.ts'
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

/** `GET /products/:id/videos/:hash`: a video, or the part that a player asks for. */
export async function showVideo(page: Context): Promise<Response> {
  const { api, c, param } = page
  const params = { id: param('id'), hash: param('hash') }
  return proxyPart(await api.file('getProductVideo', { params, headers: rangeHeaders(c) }))
}

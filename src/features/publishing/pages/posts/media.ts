import { html } from 'hono/html'
import { icon } from '../../../../console/icons.ts'
import { rangeHeaders, proxyPart } from '../../../../console/parts/download.ts'
import type { Context, Media } from './kit.ts'

const HEADERS = ['content-type', 'content-security-policy', 'etag']

/** The small picture of a file, for those who publish. */
export async function showPreview(page: Context): Promise<Response> {
  const answer = await page.api.file('getUploadPreview', { params: { id: page.param('upload') } })
  const headers = HEADERS.flatMap((name): [string, string][] => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  // An upload's picture never changes; its address reveals nothing to others.
  return new Response(answer.body, {
    headers: [...headers, ['cache-control', 'private, max-age=3600']],
  })
}

/** A file of a post in small; of a video its sign. */
export const thumbnail = (media: Pick<Media, 'upload_id' | 'kind' | 'alt_text'> | undefined) =>
  media === undefined || media.kind === 'video'
    ? html`<span class="picture thumbnail" aria-hidden="true"
        >${icon(media === undefined ? 'draft' : 'reels')}</span
      >`
    : html`<img
        class="picture thumbnail"
        src="/console/posts/files/${media.upload_id}"
        alt="${media.alt_text ?? ''}"
        loading="lazy"
        decoding="async"
      />`

/** A moment of a video, by default its first one: the browser loads what it needs of the file. */
export const moment = (
  { upload_id: id, alt_text: alt }: Pick<Media, 'upload_id' | 'alt_text'>,
  atMs: number | null,
) =>
  html`<video
    class="picture thumbnail"
    src="/console/posts/files/${id}/content#t=${(atMs ?? 0) / 1_000}"
    aria-label="${alt ?? ''}"
    muted
    playsinline
    preload="metadata"
  ></video>`

/** `GET /posts/files/:upload/content`: a file, or the part that a player asks for. */
export async function showContent({ api, c, param }: Context): Promise<Response> {
  const params = { id: param('upload') }
  return proxyPart(await api.file('getUploadContent', { params, headers: rangeHeaders(c) }))
}

import { html } from 'hono/html'
import { localeOf, type Language } from '../../../console/messages.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { proxyDownload } from '../../../console/parts/download.ts'
import { apiFilter, filterOf } from './filter.ts'
import type { Context, Media } from './kit.ts'

/** The stored preview of a post beside its caption; its place where there is none. */
export const preview = (
  { id, preview_hash: hash }: Pick<Media, 'id' | 'preview_hash'>,
  size: 40 | 96,
) =>
  hash === null
    ? html`<span class="picture preview size-${size}" aria-hidden="true"></span>`
    : html`<img
        class="picture preview size-${size}"
        src="/console/reels/${id}/preview?v=${hash.slice(0, 12)}"
        alt=""
        width="${size}"
        height="${size}"
        ${boolAttr(size === 40, 'loading="lazy"')}
        decoding="async"
      />`

const HEADERS = ['content-type', 'cache-control', 'content-security-policy']

/** `GET /reels/:id/preview` */
export async function showPreview(page: Context): Promise<Response> {
  const answer = await page.api.file('getOwnMediaPreview', { params: { id: page.param('id') } })
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}

/** `GET /reels/export`: the posts of the filter with their newest numbers. */
export async function exportPosts(page: Context): Promise<Response> {
  const filter = filterOf(page)
  const id = filter.account ?? ''
  const query = { ...apiFilter(filter, page), ...styleOf(page) }
  return proxyDownload(await page.api.file('exportOwnMedia', { params: { account_id: id }, query }))
}

/** `GET /reels/:id/export`: every number that was read of a post. */
export async function exportHistory(page: Context): Promise<Response> {
  const params = { id: page.param('id') }
  return proxyDownload(
    await page.api.file('exportOwnMediaInsights', { params, query: styleOf(page) }),
  )
}

/** Returns the style of CSV that spreadsheets of the reader's language open. */
const styleOf = ({ language }: Context) =>
  decimalMark(language) === ',' ? { bom: true, delimiter: 'semicolon' as const } : { bom: true }

/** Where a decimal mark is a comma, spreadsheets separate cells by semicolons. */
const decimalMark = (language: Language): string | undefined =>
  new Intl.NumberFormat(localeOf(language))
    .formatToParts(0.5)
    .find(({ type }) => type === 'decimal')?.value

import { html } from 'hono/html'
import { when } from '../../parts/attributes.ts'
import { passOn } from '../../parts/download.ts'
import type { Page } from '../../page.ts'
import type { Media } from './data.ts'
import { askedOf, filterOf } from './filter.ts'
import { mediaId } from './sync.ts'

/** The stored preview of a post beside its caption; its place where there is none. */
export const preview = ({ id, preview_hash: hash }: Media, size: 40 | 96) =>
  hash === null
    ? html`<span class="picture preview size-${size}" aria-hidden="true"></span>`
    : html`<img
        class="picture preview size-${size}"
        src="/console/reels/${id}/preview?v=${hash.slice(0, 12)}"
        alt=""
        width="${size}"
        height="${size}"
        ${when(size === 40, 'loading="lazy"')}
        decoding="async"
      />`

const HEADERS = ['content-type', 'cache-control', 'content-security-policy']

/** `GET /reels/:id/preview` */
export async function showPreview(page: Page): Promise<Response> {
  const answer = await page.askFile(`GET /api/ig/media/${mediaId(page)}/preview`)
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}

/** `GET /reels/export`: the posts of the filter with their newest numbers. */
export async function exportPosts(page: Page): Promise<Response> {
  const filter = filterOf(page)
  const id = filter.account ?? ''
  const query = { ...askedOf(filter, page), ...styleOf(page) }
  return passOn(await page.askFile(`GET /api/ig/${id}/media/export`, { query }))
}

/** `GET /reels/:id/export`: every number that was read of a post. */
export async function exportHistory(page: Page): Promise<Response> {
  const path = `/api/ig/media/${mediaId(page)}/insights/export` as const
  return passOn(await page.askFile(`GET ${path}`, { query: styleOf(page) }))
}

/** As the spreadsheets of a language read it. */
const styleOf = ({ language }: Page): Record<string, string> =>
  language === 'ru' ? { bom: 'true', delimiter: 'semicolon' } : { bom: 'true' }

import type { ConsolePage, Page } from '../../page.ts'
import { defineWords } from '../../words.ts'

const HEADERS = ['content-type', 'cache-control', 'content-security-policy']

/** A picture from our own store: the platform's addresses expire, and tell who looks. */
async function showImage(page: Page): Promise<Response> {
  const answer = await page.askFile(`GET /api/media/${page.c.req.param('hash') ?? ''}`)
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}

export const images: ConsolePage = {
  path: '/images',
  words: defineWords({ en: { title: 'Pictures' }, ru: { title: 'Картинки' } }),
  nav: null,
  routes: [{ method: 'GET', path: '/images/:hash{[0-9a-f]{64}}', handle: showImage }],
}

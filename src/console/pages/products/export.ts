import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { StoreNames } from './data.ts'
import { productsWords } from './words.ts'

const FORMATS = ['shopify', 'meta', 'woocommerce', 'csv', 'jsonl'] as const
const Asked = z.object({ store: z.uuid(), format: z.enum(FORMATS) })
const HEADERS = ['content-type', 'content-disposition', 'cache-control']

export async function showExport(page: Page): Promise<Response> {
  const say = sayIn(page.language, productsWords)
  const { data } = await page.ask('GET /api/stores', StoreNames, { query: { limit: '200' } })
  const { store } = page.c.req.query()
  const body = html`<form class="card" action="/console/products/export/file">
    <p>${say('exportHint')}</p>
    ${select({
      name: 'store',
      label: say('store'),
      options: data.map(({ id, name }) => ({ value: id, label: name })),
      chosen: store,
    })}
    ${select({
      name: 'format',
      label: say('format'),
      options: FORMATS.map((value) => ({ value, label: say(`format_${value}`) })),
      chosen: 'shopify',
    })}
    <footer>
      <a class="button" href="/console/products" data-close
        >${sayIn(page.language, frameWords)('leave')}</a
      >
      <button class="main" data-leaves>${say('download')}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title: say('exportTitle'), body }))
}

export async function sendExport(page: Page): Promise<Response> {
  const asked = Asked.safeParse(page.c.req.query())
  if (!asked.success) return await showExport(page)
  const answer = await page.askFile('GET /api/products/export', { query: asked.data })
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}

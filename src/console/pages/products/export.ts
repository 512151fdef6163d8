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

const Check = z.object({
  products: z.int(),
  left_out: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      misfits: z.array(z.object({ rule: z.string(), value: z.string() })),
    }),
  ),
})
const ROWS = 100

/** What is exported how; with both chosen, also which products would not be in the file. */
export async function showExport(page: Page): Promise<Response> {
  const say = sayIn(page.language, productsWords)
  const { data } = await page.ask('GET /api/stores', StoreNames, { query: { limit: '200' } })
  const { store, format } = page.c.req.query()
  const asked = Asked.safeParse({ store, format })
  const body = html`${asked.success ? await checked(page, asked.data) : ''}
    <form class="card" action="/console/products/export/file">
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
        chosen: format ?? 'shopify',
      })}
      <footer>
        <a class="button" href="/console/products" data-close
          >${sayIn(page.language, frameWords)('leave')}</a
        >
        <button formaction="/console/products/export">${say('exportCheck')}</button>
        <button class="main" data-leaves>${say('download')}</button>
      </footer>
    </form>`
  return page.c.html(await shell(page, { title: say('exportTitle'), body }))
}

/** Which products are not in the file, and why. */
async function checked(page: Page, query: z.output<typeof Asked>) {
  const say = sayIn(page.language, productsWords)
  const { products, left_out: left } = await page.ask('GET /api/products/export/check', Check, {
    query,
  })
  if (left.length === 0) return html`<p role="status">${say('exportFits', { n: products })}</p>`
  return html`<section aria-labelledby="left-out">
    <h2 id="left-out">${say('exportLeftOut', { n: left.length })}</h2>
    <table class="list plain">
      <tbody>
        ${left.slice(0, ROWS).map(
          ({ id, name, misfits }) =>
            html`<tr>
              <td><a class="name" href="/console/products/${id}">${name}</a></td>
              <td lang="en">
                ${misfits.map(({ rule, value }) => html`<p>${rule}${value === '' ? '' : ` (${value})`}</p>`)}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${left.length > ROWS ? html`<p>${say('exportMore', { n: left.length - ROWS })}</p>` : ''}
  </section>`
}

export async function sendExport(page: Page): Promise<Response> {
  const asked = Asked.safeParse(page.c.req.query())
  if (!asked.success) return await showExport(page)
  const answer = await page.askFile('GET /api/products/export', { query: asked.data })
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}

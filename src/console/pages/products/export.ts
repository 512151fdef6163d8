import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { StoreNames } from './data.ts'
import { exportWords } from './export-words.ts'
import { productsWords } from './words.ts'

/** What people choose, as the API is asked for it. */
const FORMATS = {
  shopify: { format: 'shopify' },
  meta: { format: 'meta' },
  woocommerce: { format: 'woocommerce' },
  excel: { format: 'csv', delimiter: 'semicolon', bom: 'true' },
  csv: { format: 'csv' },
  jsonl: { format: 'jsonl' },
} as const satisfies Record<string, Record<string, string>>
const NAMES = ['shopify', 'meta', 'woocommerce', 'excel', 'csv', 'jsonl'] as const
const Asked = z.object({ store: z.uuid(), format: z.enum(NAMES) })
const HEADERS = ['content-type', 'content-disposition', 'cache-control']

const Findings = z.array(
  z.object({ code: z.string().optional(), rule: z.string(), value: z.string() }),
)
type Found = { id: string; name: string; findings: z.output<typeof Findings> }

const Check = z.object({
  products: z.int(),
  left_out: z.array(z.object({ id: z.string(), name: z.string(), misfits: Findings })),
  warned: z.array(z.object({ id: z.string(), name: z.string(), warnings: Findings })),
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
        options: NAMES.map((value) => ({ value, label: say(`format_${value}`) })),
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

/** Which products are not in the file, and what the shop will warn of in others. */
async function checked(page: Page, { store, format }: z.output<typeof Asked>) {
  const say = sayIn(page.language, productsWords)
  const check = await page.ask('GET /api/products/export/check', Check, {
    query: { store, format: FORMATS[format].format },
  })
  const left = check.left_out.map(({ misfits, ...each }) => ({ ...each, findings: misfits }))
  const warned = check.warned.map(({ warnings, ...each }) => ({ ...each, findings: warnings }))
  return html`${
    left.length === 0
      ? html`<p role="status">${say('exportFits', { n: check.products })}</p>`
      : section(page, 'left-out', say('exportLeftOut', { n: left.length }), left)
  }
  ${warned.length === 0 ? '' : section(page, 'warned', say('exportWarned', { n: warned.length }), warned)}`
}

function section(page: Page, id: string, title: string, found: readonly Found[]) {
  const say = sayIn(page.language, productsWords)
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <table class="list plain">
      <tbody>
        ${found.slice(0, ROWS).map(
          ({ id: product, name, findings }) =>
            html`<tr>
              <td><a class="name" href="/console/products/${product}">${name}</a></td>
              <td>${findings.map((each) => finding(page, each))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${found.length > ROWS ? html`<p>${say('exportMore', { n: found.length - ROWS })}</p>` : ''}
  </section>`
}

/** In the reader's language where there is a text for it. */
function finding({ language }: Page, { code, rule, value }: Found['findings'][number]) {
  const known = code === undefined ? undefined : wordOf(language, exportWords, `warn_${code}`)
  const shown = value === '' ? '' : ` (${value})`
  return known === undefined
    ? html`<p lang="en">${rule}${shown}</p>`
    : html`<p>${known}${shown}</p>`
}

export async function sendExport(page: Page): Promise<Response> {
  const asked = Asked.safeParse(page.c.req.query())
  if (!asked.success) return await showExport(page)
  const { store, format } = asked.data
  const query = { store, ...FORMATS[format] }
  const answer = await page.askFile('GET /api/products/export', { query })
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}

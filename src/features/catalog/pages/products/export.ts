import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { layout } from '../../../../console/layout.ts'
import { loadStores, type Check, type Context } from './kit.ts'
import { original } from '../../../../console/parts/original.ts'

/** The formats that people choose, with the query of the API for each. */
const FORMATS = {
  shopify: { format: 'shopify' },
  meta: { format: 'meta' },
  woocommerce: { format: 'woocommerce' },
  excel: { format: 'csv', delimiter: 'semicolon', bom: 'true' },
  csv: { format: 'csv' },
  jsonl: { format: 'jsonl' },
} as const satisfies Record<string, Record<string, string>>
const NAMES = ['shopify', 'meta', 'woocommerce', 'excel', 'csv', 'jsonl'] as const
const ExportRequest = z.object({ store: z.uuid(), format: z.enum(NAMES) })
const HEADERS = ['content-type', 'content-disposition', 'cache-control']

type Finding = {
  code?: string
} & Check['left_out'][number]['violations'][number]
type Found = { id: string; name: string; findings: readonly Finding[] }

const ROWS = 100

/**
 * Shows the choice of store and format; with both chosen, also the products that would not be in
 * the file.
 */
export async function showExport(page: Context): Promise<Response> {
  const { t } = page
  const stores = await loadStores(page)
  const { store, format } = page.c.req.query()
  const request = ExportRequest.safeParse({ store, format })
  const body = html`${request.success ? await checked(page, request.data) : ''}
    <form class="card" action="/console/products/export/file">
      <p>${t('exportHint')}</p>
      ${select({
        name: 'store',
        label: t('store'),
        options: stores.map(({ id, name }) => ({ value: id, label: name })),
        chosen: store,
      })}
      ${select({
        name: 'format',
        label: t('format'),
        options: NAMES.map((value) => ({ value, label: t(`format_${value}`) })),
        chosen: format ?? 'shopify',
      })}
      <footer>
        <a class="button" href="/console/products" data-close>${t('common.leave')}</a>
        <button formaction="/console/products/export">${t('exportCheck')}</button>
        <button class="main" data-leaves>${t('download')}</button>
      </footer>
    </form>`
  return page.c.html(await layout(page, { title: t('exportTitle'), body }))
}

/** Shows which products are not in the file, and what the shop will warn of in others. */
async function checked(page: Context, { store, format }: z.output<typeof ExportRequest>) {
  const { t } = page
  const check = await page.api.call('checkProductExport', {
    query: { store, format: FORMATS[format].format },
  })
  const left = check.left_out.map(({ violations, ...each }) => ({ ...each, findings: violations }))
  const warned = check.warned.map(({ warnings, ...each }) => ({ ...each, findings: warnings }))
  return html`${
    left.length === 0
      ? html`<p role="status">${t('exportFits', { n: check.products })}</p>`
      : section(page, 'left-out', t('exportLeftOut', { n: left.length }), left)
  }
  ${warned.length === 0 ? '' : section(page, 'warned', t('exportWarned', { n: warned.length }), warned)}`
}

function section(page: Context, id: string, title: string, found: readonly Found[]) {
  const { t } = page
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <table class="list plain">
      <tbody>
        ${found.slice(0, ROWS).map(
          ({ id: product, name, findings }) =>
            html`<tr>
              <td><a class="name" href="/console/products/${product}" dir="auto">${name}</a></td>
              <td>${findings.map((each) => finding(page, each))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${found.length > ROWS ? html`<p>${t('exportMore', { n: found.length - ROWS })}</p>` : ''}
  </section>`
}

/** Shows a finding, in the reader's language where there is a text for it. */
function finding(page: Context, { code, rule, value }: Finding) {
  const known = code === undefined ? undefined : page.findText(`export.warn_${code}`)
  const suffix = value === '' ? '' : ` (${value})`
  return known === undefined ? original(page, `${rule}${suffix}`) : html`<p>${known}${suffix}</p>`
}

export async function sendExport(page: Context): Promise<Response> {
  const request = ExportRequest.safeParse(page.c.req.query())
  if (!request.success) return await showExport(page)
  const { store, format } = request.data
  const query = { store, ...FORMATS[format] }
  const answer = await page.api.file('exportProducts', { query })
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}

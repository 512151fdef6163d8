import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { readFormWithFile } from '../../../../console/form-with-file.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { notice, layout } from '../../../../console/layout.ts'
import { loadStores, type Context, type Report } from './kit.ts'
import { faultText } from '../../../../console/words/faults.ts'

const PATH = '/console/products/import'
/** The size in bytes of a file as large as the API takes, with what a form puts around it. */
const MAX_FORM_BYTES = 4 * 1024 * 1024 + 64 * 1024
const ROWS = 200

type ImportState = { store?: string; report?: Report; fault?: string; status?: 413 | 422 }

/** `GET /products/import`: products from a file, for when Instagram cannot be read. */
export async function showImport(page: Context, state: ImportState = {}): Promise<Response> {
  const { t } = page
  const stores = await loadStores(page)
  const { report, fault, store = page.c.req.query('store') } = state
  const body = html`${fault === undefined ? '' : notice(fault)}
    ${report === undefined ? '' : reportOf(page, report)}
    <form class="card" method="post" action="${PATH}" enctype="multipart/form-data">
      <p>${t('import.hint')}</p>
      ${select({
        name: 'store',
        label: t('store'),
        options: stores.map(({ id, name }) => ({ value: id, label: name })),
        chosen: store,
      })}
      <div class="field">
        <label for="file">${t('import.file')}</label>
        <input id="file" name="file" type="file" accept=".csv,text/csv" required />
        <p class="hint">
          ${t('import.columns')}
          <code>name, price, currency, description, sku, categories, tags, variants</code>
        </p>
      </div>
      <footer>
        <a class="button" href="/console/products">${t('common.back')}</a>
        <button class="main">${t('import.submit')}</button>
      </footer>
    </form>`
  const content = { title: t('import.title'), lead: t('import.lead'), body }
  return page.c.html(await layout(page, content), state.status ?? 200)
}

const SHAPES = {
  created: 'done',
  changed: 'done',
  unchanged: 'resting',
  invalid: 'failed',
} as const

/** Shows the result of each line, invalid lines first. */
function reportOf(page: Context, { results, created, changed, unchanged, invalid }: Report) {
  const { t } = page
  const rows = results.toSorted(
    (one, other) => Number(other.result === 'invalid') - Number(one.result === 'invalid'),
  )
  const left = rows.length - ROWS
  return html`<section aria-labelledby="report">
    <h2 id="report" role="status">
      ${t('import.counts', { created, changed, unchanged, invalid })}
    </h2>
    <table class="list plain">
      <tbody>
        ${rows.slice(0, ROWS).map(
          ({ line, name, result, product_id: id, ...fault }) =>
            html`<tr>
              <td class="number">${t('import.line', { n: line })}</td>
              <td>
                ${id === null ? name : html`<a class="name" href="/console/products/${id}" dir="auto">${name}</a>`}
              </td>
              <td>${badge(SHAPES[result], t(`import.is_${result}`))} ${faultLine(page, fault)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${left > 0 ? html`<p>${t('import.more', { n: left })}</p>` : ''}
  </section>`
}

/** A fault with its column; nothing for a line without one. */
function faultLine(
  page: Context,
  fault: Pick<Report['results'][number], 'column' | 'reason' | 'code' | 'limits'>,
) {
  const { column, reason, code, limits } = fault
  if (reason === null || code === null) return ''
  const text = faultText(page.language, { field: '', reason, code, ...(limits && { limits }) })
  return html`<p>${column === null ? '' : html`<code>${column}</code>: `}${text}</p>`
}

export async function importFile(page: Context): Promise<Response> {
  const { t } = page
  const form = await readFormWithFile(page, MAX_FORM_BYTES)
  if (form === null) return await showImport(page, { fault: t('import.tooLarge'), status: 413 })
  const store = z.uuid().safeParse(form.fields['store']).data
  if (form.isUnreadable)
    return await showImport(page, { fault: t('import.unreadable'), status: 422 })
  const { file: text = '' } = form.fields
  if (store === undefined || text === '')
    return await showImport(page, { fault: t('import.nothingGiven'), status: 422 })
  const file = { type: 'text/csv', text }
  const call = page.api.call('importProducts', { query: { store }, file })
  const { answer, refusal } = await refusable(call, [422])
  if (!refusal) return await showImport(page, { store, report: answer })
  return await showImport(page, { store, fault: refusal.explain(), status: 422 })
}

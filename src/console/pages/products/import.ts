import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { readFormWithFile } from '../../form-with-file.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { select } from '../../parts/select.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { StoreNames } from './data.ts'
import { importWords } from './import-words.ts'
import { productsWords } from './words.ts'

const PATH = '/console/products/import'
/** A file as large as the API takes, and what a form puts around it. */
const MAX_FORM_BYTES = 4 * 1024 * 1024 + 64 * 1024
const ROWS = 200

const Report = z.object({
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  invalid: z.int(),
  results: z.array(
    z.object({
      line: z.int(),
      name: z.string(),
      result: z.enum(['created', 'changed', 'unchanged', 'invalid']),
      product_id: z.string().nullable(),
      column: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
})
type Report = z.output<typeof Report>

type Shown = { store?: string; report?: Report; fault?: string; status?: 413 | 422 }

/** `GET /products/import`: products from a file, for when Instagram cannot be read. */
export async function showImport(page: Page, shown: Shown = {}): Promise<Response> {
  const say = sayIn(page.language, importWords)
  const { data } = await page.ask('GET /api/stores', StoreNames, { query: { limit: '200' } })
  const { report, fault, store = page.c.req.query('store') } = shown
  const body = html`${fault === undefined ? '' : notice(fault)}
    ${report === undefined ? '' : reportOf(page, report)}
    <form class="card" method="post" action="${PATH}" enctype="multipart/form-data">
      <p>${say('hint')}</p>
      ${select({
        name: 'store',
        label: sayIn(page.language, productsWords)('store'),
        options: data.map(({ id, name }) => ({ value: id, label: name })),
        chosen: store,
      })}
      <div class="field">
        <label for="file">${say('file')}</label>
        <input id="file" name="file" type="file" accept=".csv,text/csv" required />
        <p class="hint">
          ${say('columns')}
          <code>name, price, currency, description, sku, categories, tags, variants</code>
        </p>
      </div>
      <footer>
        <a class="button" href="/console/products">${sayIn(page.language, frameWords)('back')}</a>
        <button class="main">${say('submit')}</button>
      </footer>
    </form>`
  const content = { title: say('title'), lead: say('lead'), body }
  return page.c.html(await shell(page, content), shown.status ?? 200)
}

const SHAPES = {
  created: 'done',
  changed: 'done',
  unchanged: 'resting',
  invalid: 'failed',
} as const

/** What became of the lines: those that were not taken first. */
function reportOf(page: Page, { results, ...counts }: Report) {
  const say = sayIn(page.language, importWords)
  const rows = results.toSorted(
    (one, other) => Number(other.result === 'invalid') - Number(one.result === 'invalid'),
  )
  const left = rows.length - ROWS
  return html`<section aria-labelledby="report">
    <h2 id="report" role="status">${say('counts', counts)}</h2>
    <table class="list plain">
      <tbody>
        ${rows.slice(0, ROWS).map(
          ({ line, name, result, product_id: id, column, reason }) =>
            html`<tr>
              <td class="number">${say('line', { n: line })}</td>
              <td>
                ${id === null ? name : html`<a class="name" href="/console/products/${id}">${name}</a>`}
              </td>
              <td>
                ${badge(SHAPES[result], say(`is_${result}`))}
                ${reason === null ? '' : html`<p lang="en">${column === null ? '' : `${column}: `}${reason}</p>`}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${left > 0 ? html`<p>${say('more', { n: left })}</p>` : ''}
  </section>`
}

export async function importFile(page: Page): Promise<Response> {
  const say = sayIn(page.language, importWords)
  const form = await readFormWithFile(page, MAX_FORM_BYTES)
  if (form === null) return await showImport(page, { fault: say('tooLarge'), status: 413 })
  const store = z.uuid().safeParse(form.fields['store']).data
  if (form.isUnreadable) return await showImport(page, { fault: say('unreadable'), status: 422 })
  const { file: text = '' } = form.fields
  if (store === undefined || text === '')
    return await showImport(page, { fault: say('nothingGiven'), status: 422 })
  try {
    const report = await page.ask('POST /api/products/import', Report, {
      query: { store },
      file: { type: 'text/csv', text },
    })
    return await showImport(page, { store, report })
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    return await showImport(page, { store, fault: error.problem.detail, status: 422 })
  }
}

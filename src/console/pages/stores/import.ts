import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page } from '../../page.ts'
import { details } from '../../parts/details.ts'
import { external } from '../../parts/external.ts'
import { withQuery } from '../../parts/pager.ts'
import { progress } from '../../parts/progress.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { Scan, Store, type Scan as ScanRow } from './data.ts'
import { storeId } from './edit.ts'
import { dayOf, syncState, tookOf, triggerOf } from './history.ts'
import { importWords } from './import-words.ts'
import { postsOfSync } from './posts.ts'
import { storesWords } from './words.ts'

const scanId = ({ c }: Page): string => encodeURIComponent(c.req.param('scan') ?? '')

/** What the API estimated when the import began; it is told once, so the address carries it. */
const Estimate = z.object({
  seconds: z.coerce.number().positive(),
  cost: z.coerce.number().nonnegative(),
})

/** `GET /stores/:id/scan/:scan`: how far an import is, what it did, and what failed. */
export async function showImport(page: Page): Promise<Response> {
  const [{ name }, scan] = await Promise.all([
    page.ask(`GET /api/stores/${storeId(page)}`, Store),
    page.ask(`GET /api/instagram/scan/${scanId(page)}`, Scan),
  ])
  const isRunning = scan.status === 'running'
  const body = html`${isRunning ? importCard(page, scan) : ''} ${reviewLink(page, scan)}
  ${numbers(page, scan)} ${errors(page, scan)} ${await postsOfSync(page, scan)}`
  const title = sayIn(page.language, importWords)('titleOf', { name })
  return page.c.html(await shell(page, { title, body, isLive: isRunning }))
}

/** An import that is under way, with the estimate and what it waits for. */
export function importCard(page: Page, scan: ScanRow) {
  const say = sayIn(page.language, storesWords)
  const { progress: of, waitsFor } = scan
  const label = say('progressOf', { done: of.processed, total: of.total })
  return html`<section class="card" id="import">
    <p>
      ${progress({ value: of.processed, most: of.total === 0 ? null : of.total, label })} ${label}
    </p>
    ${remaining(page, scan)} ${estimate(page)}
    ${waitsFor === null ? '' : html`<p lang="en">${say('waitsFor')}: ${waitsFor}</p>`}
    ${
      page.may('own:write')
        ? html`<form
            method="post"
            action="/console/stores/${scan.store}/scan/${scan.scanId}/cancel"
            data-morph
          >
            <button>${say('cancel')}</button>
          </form>`
        : ''
    }
  </section>`
}

function remaining({ formats, language }: Page, { remainingSeconds: seconds }: ScanRow) {
  if (seconds === null) return ''
  const time = formats.duration(seconds * 1_000)
  return html`<p>${sayIn(language, importWords)('left', { time })}</p>`
}

function estimate(page: Page) {
  const read = Estimate.safeParse(page.c.req.query())
  if (!read.success) return ''
  const { seconds, cost } = read.data
  const say = sayIn(page.language, importWords)
  const { formats } = page
  return html`<p>
    ${say('estimate', { time: formats.duration(seconds * 1_000), cost: formats.moneyAtMost(cost) })}
  </p>`
}

/** The way to exactly the drafts that it made or changed. */
function reviewLink(page: Page, { scanId: scan, store, status, progress: of }: ScanRow) {
  const say = sayIn(page.language, importWords)
  const n = of.draftsCreated
  if (n === 0 && of.updated === 0)
    return status === 'running' ? '' : html`<p>${say('noDrafts')}</p>`
  return html`<p>
    <a class="button main" href="${withQuery('/console/drafts', { store, scan })}"
      >${n === 0 ? sayIn(page.language, storesWords)('review') : say('reviewIts', { n })}</a
    >
  </p>`
}

function numbers(page: Page, scan: ScanRow) {
  const say = sayIn(page.language, storesWords)
  const sayImport = sayIn(page.language, importWords)
  const { formats } = page
  const { progress: of } = scan
  return details([
    [say('type'), say(`type_${scan.type}`)],
    [sayImport('trigger'), triggerOf(page, scan)],
    [say('state'), syncState(page, scan)],
    [say('posts'), say('progressOf', { done: of.processed, total: of.total })],
    [say('drafts'), formats.number(of.draftsCreated)],
    [sayImport('updated'), formats.number(of.updated)],
    [say('skipped'), formats.number(of.skipped)],
    [sayImport('failed'), formats.number(of.failed)],
    [sayImport('requests'), formats.number(scan.requests)],
    [say('cost'), formats.money(scan.cost_usd)],
    [sayImport('oldest'), dayOf(page, scan.oldest_post)],
    [sayImport('newest'), dayOf(page, scan.newest_post)],
    [say('begun'), time(page, scan.started_at)],
    [sayImport('duration'), tookOf(page, scan)],
    ...(scan.reason === null
      ? []
      : [[sayImport('reason'), html`<span lang="en">${scan.reason}</span>`] as const]),
  ])
}

function errors(page: Page, { errors: rows }: ScanRow) {
  if (rows.length === 0) return ''
  const say = sayIn(page.language, importWords)
  return html`<section>
    <h2>${say('errors')}</h2>
    <p class="hint">${say('errorsHint')}</p>
    <table class="list cards">
      <thead>
        <tr>
          <th>${say('cause')}</th>
          <th>${say('post')}</th>
          <th class="number">${say('at')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ permalink, code, message, at }) =>
            html`<tr>
              <td>
                ${wordOf(page.language, importWords, `code_${code ?? ''}`) ?? code ?? '–'}
                ${message === null ? '' : html`<p lang="en">${message}</p>`}
              </td>
              <td>${permalink === null ? say('noLink') : external(permalink)}</td>
              <td class="number">${time(page, at)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

export async function cancelScan(page: Page): Promise<Response> {
  const scan = scanId(page)
  await page.ask(`POST /api/instagram/scan/${scan}/cancel`, z.unknown())
  const flash = sayIn(page.language, storesWords)('cancelled')
  return goTo(page, `/stores/${storeId(page)}/scan/${scan}`, flash)
}

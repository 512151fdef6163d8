import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { goTo } from '../../../../console/page.ts'
import { details } from '../../../../console/parts/details.ts'
import { external } from '../../../../console/parts/external.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { progress } from '../../../../console/parts/figures/progress.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { dayOf, syncState, tookOf, triggerOf } from './history.ts'
import { postsOfSync } from './posts.ts'
import { loadStore, type Context, type Scan } from './kit.ts'
import { original, quoted } from '../../../../console/parts/original.ts'

/**
 * The estimate that the API gave when the import began. The API gives it once, so the address
 * carries it.
 */
const Estimate = z.object({
  seconds: z.coerce.number().positive(),
  cost: z.coerce.number().nonnegative(),
})

/** `GET /stores/:id/scan/:scan`: how far an import is, what it did, and what failed. */
export async function showImport(page: Context): Promise<Response> {
  const [{ name }, scan] = await Promise.all([
    loadStore(page),
    page.api.call('getCatalogScan', { params: { id: page.param('scan') } }),
  ])
  const isRunning = scan.status === 'running'
  const body = html`${isRunning ? importCard(page, scan) : ''} ${reviewLink(page, scan)}
  ${numbers(page, scan)} ${errors(page, scan)} ${await postsOfSync(page, scan)}`
  const title = page.t('import.titleOf', { name })
  return page.c.html(await layout(page, { title, body, isLive: isRunning }))
}

/** An import that is under way, with the estimate and what it waits for. */
export function importCard(page: Context, scan: Scan) {
  const { t } = page
  const { progress: of, waitsFor } = scan
  const label = t('progressOf', { done: of.processed, total: of.total })
  return html`<section class="card" id="import">
    <p>
      ${progress({ value: of.processed, most: of.total === 0 ? null : of.total, label })} ${label}
    </p>
    ${remaining(page, scan)} ${estimate(page)}
    ${waitsFor === null ? '' : html`<p>${t('waitsFor')}: ${quoted(page, waitsFor)}</p>`}
    ${
      page.may('own:write')
        ? html`<form
            method="post"
            action="/console/stores/${scan.store}/scan/${scan.scanId}/cancel"
            data-morph
          >
            <button>${t('cancel')}</button>
          </form>`
        : ''
    }
  </section>`
}

function remaining({ t, formats }: Context, { remainingSeconds: seconds }: Scan) {
  if (seconds === null) return ''
  const time = formats.duration(seconds * 1_000)
  return html`<p>${t('import.left', { time })}</p>`
}

function estimate(page: Context) {
  const read = Estimate.safeParse(page.c.req.query())
  if (!read.success) return ''
  const { seconds, cost } = read.data
  const { t } = page
  const { formats } = page
  return html`<p>
    ${t('import.estimate', { time: formats.duration(seconds * 1_000), cost: formats.moneyAtMost(cost) })}
  </p>`
}

/** The way to exactly the drafts that it made or changed. */
function reviewLink(page: Context, { scanId: scan, store, status, progress: of }: Scan) {
  const { t } = page
  const n = of.draftsCreated
  if (n === 0 && of.updated === 0)
    return status === 'running' ? '' : html`<p>${t('import.noDrafts')}</p>`
  return html`<p>
    <a class="button main" href="${withQuery('/console/drafts', { store, scan })}"
      >${n === 0 ? t('review') : t('import.reviewIts', { n })}</a
    >
  </p>`
}

function numbers(page: Context, scan: Scan) {
  const { t } = page
  const { formats } = page
  const { progress: of } = scan
  return details([
    [t('type'), t(`type_${scan.type}`)],
    [t('import.trigger'), triggerOf(page, scan)],
    [t('state'), syncState(page, scan)],
    [t('posts'), t('progressOf', { done: of.processed, total: of.total })],
    [t('drafts'), formats.number(of.draftsCreated)],
    [t('import.updated'), formats.number(of.updated)],
    [t('skipped'), formats.number(of.skipped)],
    [t('import.failed'), formats.number(of.failed)],
    [t('import.requests'), formats.number(scan.requests)],
    [t('cost'), formats.money(scan.costUsd)],
    [t('import.oldest'), dayOf(page, scan.oldestPost)],
    [t('import.newest'), dayOf(page, scan.newestPost)],
    [t('begun'), time(page, scan.startedAt)],
    [t('import.duration'), tookOf(page, scan)],
    ...(scan.reason === null ? [] : [[t('import.reason'), quoted(page, scan.reason)] as const]),
  ])
}

function errors(page: Context, { errors: rows }: Scan) {
  if (rows.length === 0) return ''
  const { t } = page
  return html`<section>
    <h2>${t('import.errors')}</h2>
    <p class="hint">${t('import.errorsHint')}</p>
    <table class="list cards">
      <thead>
        <tr>
          <th>${t('import.cause')}</th>
          <th>${t('import.post')}</th>
          <th class="number">${t('import.at')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ permalink, code, message, at }) =>
            html`<tr>
              <td>
                ${page.findText(`import.code_${code ?? ''}`) ?? code ?? '–'}
                ${message === null ? '' : original(page, message)}
              </td>
              <td>${permalink === null ? t('import.noLink') : external(permalink)}</td>
              <td class="number">${time(page, at)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

export async function cancelScan(page: Context): Promise<Response> {
  const params = { id: page.param('scan') }
  const { store, scanId } = await page.api.call('cancelCatalogScan', { params })
  return goTo(page, `/stores/${store}/scan/${scanId}`, page.t('cancelled'))
}

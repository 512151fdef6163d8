import { html } from 'hono/html'
import { chart } from '../../../../console/parts/figures/chart.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { timeline, type TimelineEvent } from '../../../../console/parts/figures/timeline.ts'
import type { IconName } from '../../../../console/icons.ts'
import type { Account, AccountEvent, AccountEvents, BudgetHistory, Context } from './kit.ts'

const HOUR_MS = 3_600_000
const HOURS = 7 * 24
const MAX_EVENTS = 30
/** A pause between two events that is worth telling. */
const GAP_MS = HOUR_MS

/** Renders the requests of an account in seven days, how they ended, and its events. */
export async function history(page: Context, { id }: Account) {
  const before = page.c.req.query('before')
  const [budget, events] = await Promise.all([
    page.api.call('getBudgetHistory', { params: { id } }),
    page.api.call('listAccountEvents', {
      params: { id },
      query: { limit: MAX_EVENTS, cursor: before },
    }),
  ])
  return html`${spent(page, budget)} ${outcomes(page, budget)} ${happened(page, id, events, before)}`
}

function spent(page: Context, { hours, limits }: BudgetHistory) {
  const { t } = page
  if (hours.length === 0) return html`<p class="hint">${t('nothingSent')}</p>`
  const byHour = new Map(hours.map((hour) => [Date.parse(hour.hour), hour]))
  const last = Math.floor(page.now.getTime() / HOUR_MS) * HOUR_MS
  return chart(page, {
    id: 'budget',
    title: t('spentTitle', { hour: limits.hour, day: limits.day }),
    kind: 'bars',
    series: [
      { label: t('sent'), tone: 'bar' },
      { label: t('sentFailed'), tone: 'failed' },
    ],
    rows: Array.from({ length: HOURS }, (_, index) => {
      const at = new Date(last - (HOURS - 1 - index) * HOUR_MS)
      const hour = byHour.get(at.getTime())
      const sent = (hour?.requests ?? 0) + (hour?.logins ?? 0)
      return { at, label: page.formats.absolute(at), values: [sent, hour?.failed ?? 0] }
    }),
    write: (value) => page.formats.number(value),
  })
}

function outcomes({ t, findText, formats }: Context, { outcomes: found }: BudgetHistory) {
  if (found.length === 0) return ''
  return html`<section>
    <h2>${t('outcomes')}</h2>
    <table class="list plain outcomes">
      <thead>
        <tr>
          <th>${t('outcome')}</th>
          <th class="number">${t('sent')}</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(
          ({ outcome, requests }) =>
            html`<tr>
              <td>${findText(`events.out_${outcome}`) ?? html`<code>${outcome}</code>`}</td>
              <td class="number">${formats.number(requests)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function happened(
  page: Context,
  id: string,
  { data, next_cursor: older }: AccountEvents,
  before: string | undefined,
) {
  const { t } = page
  if (data.length === 0) return ''
  const path = `/console/accounts/${id}`
  const events = data.toReversed().map((event, at, all) => lineOf(page, event, all[at - 1]))
  return html`${timeline(page, t('happened'), events)}
  ${
    older === null && before === undefined
      ? ''
      : html`<nav class="pager" aria-label="${t('happened')}">
          ${before === undefined ? '' : html`<a href="${path}" data-morph>${t('newest')}</a>`}
          ${older === null ? '' : html`<a href="${withQuery(path, { before: older })}" data-morph>${t('older')} ›</a>`}
        </nav>`
  }`
}

const GOOD = new Set(['active', 'new'])
/** The account may go on after these, yet they are failures. */
const FAILURES = new Set(['login_failed', 'renewal_failed', 'session_died', 'proxy_dead'])

function lineOf(
  page: Context,
  event: AccountEvent,
  previous: AccountEvent | undefined,
): TimelineEvent {
  const { t, findText, formats } = page
  const at = Date.parse(event.created_at)
  const gap = previous === undefined ? 0 : at - Date.parse(previous.created_at)
  const detail =
    gap < GAP_MS
      ? ''
      : html`<small class="line">${t('later', { time: formats.duration(gap) })}</small>`
  const text =
    findText(`events.ev_${event.event}`) ??
    findText(`events.out_${event.event}`) ??
    t('events.ev_other')
  return { at: event.created_at, sign: signFor(page, event), text, detail }
}

/** Events that have the name of a refused request are failures, too. */
const isFailure = ({ findText }: Context, { event }: AccountEvent): boolean =>
  FAILURES.has(event) ||
  (findText(`events.ev_${event}`) === undefined && findText(`events.out_${event}`) !== undefined)

function signFor(page: Context, happened: AccountEvent): IconName {
  const { event, to_state: to } = happened
  if (event === 'paused') return 'paused'
  if (to === 'resting') return 'resting'
  if (to === 'needs_operator' || to === 'needs_login') return 'person'
  if (to === 'suspended' || to === 'proxy_error') return 'failed'
  if (isFailure(page, happened)) return 'failed'
  return to !== null && GOOD.has(to) ? 'done' : 'pending'
}

import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { chart } from '../../parts/chart.ts'
import { withQuery } from '../../parts/pager.ts'
import { timeline, type TimelineEvent } from '../../parts/timeline.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn, wordOf } from '../../words.ts'
import type { Account } from './account.ts'
import { eventWords } from './event-words.ts'
import { accountsWords } from './words.ts'

const Budget = z.object({
  limits: z.object({ hour: z.int(), day: z.int() }),
  hours: z.array(
    z.object({ hour: z.string(), requests: z.int(), logins: z.int(), failed: z.int() }),
  ),
  outcomes: z.array(z.object({ outcome: z.string(), requests: z.int() })),
})

const Event = z.object({
  event: z.string(),
  to_state: z.string().nullable(),
  code: z.string().nullable(),
  created_at: z.string(),
})
type Event = z.output<typeof Event>
const Events = z.object({ data: z.array(Event), next_cursor: z.string().nullable() })

const HOUR_MS = 3_600_000
const HOURS = 7 * 24
const MOST_EVENTS = 30
/** A pause between two events that is worth telling. */
const GAP_MS = HOUR_MS

/** What an account sent in seven days, how that ended, and what happened to it. */
export async function history(page: Page, { id }: Account) {
  const before = page.c.req.query('before')
  const [budget, events] = await Promise.all([
    page.ask(`GET /api/accounts/${id}/budget-history`, Budget),
    page.ask(`GET /api/accounts/${id}/events`, Events, {
      query: { limit: MOST_EVENTS, cursor: before },
    }),
  ])
  return html`${spent(page, budget)} ${outcomes(page, budget)} ${happened(page, id, events, before)}`
}

function spent(page: Page, { hours, limits }: z.output<typeof Budget>) {
  const say = sayIn(page.language, accountsWords)
  if (hours.length === 0) return html`<p class="hint">${say('nothingSent')}</p>`
  const byHour = new Map(hours.map((hour) => [Date.parse(hour.hour), hour]))
  const last = Math.floor(page.now.getTime() / HOUR_MS) * HOUR_MS
  return chart(page, {
    id: 'budget',
    title: say('spentTitle', { hour: limits.hour, day: limits.day }),
    kind: 'bars',
    series: [
      { label: say('sent'), tone: 'bar' },
      { label: say('sentFailed'), tone: 'failed' },
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

function outcomes({ formats, language }: Page, { outcomes: found }: z.output<typeof Budget>) {
  if (found.length === 0) return ''
  const say = sayIn(language, accountsWords)
  return html`<section>
    <h2>${say('outcomes')}</h2>
    <table class="list plain outcomes">
      <thead>
        <tr>
          <th>${say('outcome')}</th>
          <th class="number">${say('sent')}</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(
          ({ outcome, requests }) =>
            html`<tr>
              <td>
                ${wordOf(language, eventWords, `out_${outcome}`) ?? html`<code>${outcome}</code>`}
              </td>
              <td class="number">${formats.number(requests)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function happened(
  page: Page,
  id: string,
  { data, next_cursor: older }: z.output<typeof Events>,
  before: string | undefined,
) {
  const say = sayIn(page.language, accountsWords)
  if (data.length === 0) return ''
  const path = `/console/accounts/${id}`
  const events = data.toReversed().map((event, at, all) => lineOf(page, event, all[at - 1]))
  return html`${timeline(page, say('happened'), events)}
  ${
    older === null && before === undefined
      ? ''
      : html`<nav class="pager" aria-label="${say('happened')}">
          ${before === undefined ? '' : html`<a href="${path}" data-morph>${say('newest')}</a>`}
          ${older === null ? '' : html`<a href="${withQuery(path, { before: older })}" data-morph>${say('older')} ›</a>`}
        </nav>`
  }`
}

const GOOD = new Set(['active', 'new'])

function lineOf(page: Page, event: Event, previous: Event | undefined): TimelineEvent {
  const { formats, language } = page
  const at = Date.parse(event.created_at)
  const gap = previous === undefined ? 0 : at - Date.parse(previous.created_at)
  const told = sayIn(language, accountsWords)
  const detail =
    gap < GAP_MS
      ? ''
      : html`<small class="line">${told('later', { time: formats.duration(gap) })}</small>`
  const text =
    wordOf(language, eventWords, `ev_${event.event}`) ??
    wordOf(language, eventWords, `out_${event.event}`) ??
    sayIn(language, eventWords)('ev_other')
  return { at: event.created_at, sign: signFor(event), text, detail }
}

function signFor({ event, to_state: to }: Event): ShapeName {
  if (event === 'paused') return 'paused'
  if (to === 'resting') return 'resting'
  if (to === 'needs_operator' || to === 'needs_login') return 'person'
  if (to === 'suspended' || to === 'proxy_error') return 'failed'
  return to !== null && GOOD.has(to) ? 'done' : 'pending'
}

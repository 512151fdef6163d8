import { html } from 'hono/html'
import type { AnswerOf } from '../../api.ts'
import { translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { panelWords } from '../../words/panels.ts'
import { columnTicks } from '../figures/columns.ts'
import { stackedColumns } from '../figures/stacked-columns.ts'
import { taskType } from '../task-type.ts'
import { hourTable } from './hour-table.ts'
import { hoursUntil, tickHours } from './hours.ts'

type Usage = AnswerOf<'getPoolUsage'>
type Capacity = AnswerOf<'getPoolCapacity'>

const HOURS = 24

/**
 * Requests of the last 24 hours by hour, those of the kind of task that sent most apart, and the
 * most of an hour.
 */
export function requestsOfDay(page: PageContext, usage: Usage, capacity: Capacity | null) {
  const t = translator(page.language, panelWords)
  const { formats } = page
  const sent = usage.hours.reduce((sum, { requests }) => sum + requests, 0)
  if (sent === 0) return ''
  const first = mostOf(usage)
  const hours = hoursOf(page, usage, first?.type)
  const name = first === undefined ? t('care') : taskType(page.language, first.type)
  const left = capacity === null ? '' : t('requestsLeft', { n: formats.number(capacity.today) })
  return html`<section class="figure-panel" aria-labelledby="requests-of-day">
    <div class="figure-title">
      <h2 id="requests-of-day">${t('requestsTitle', { n: sent })}</h2>
      <span class="quiet">${left}</span>
    </div>
    ${stackedColumns(
      hours.map(({ at, most, rest }) => ({
        title: t('requestsHour', {
          time: formats.clock(at),
          n: formats.number(most + rest),
          name,
          most: formats.number(most),
        }),
        values: [rest, most],
      })),
      {
        tones: ['bar', 'accent'],
        height: 190,
        label: t('requestsTitle', { n: sent }),
        limit: limitOf(page, capacity),
        write: formats.number,
      },
    )}
    ${columnTicks(tickHours(page, HOURS), HOURS)}
    ${keys(page, name, [first?.requests ?? 0, sent - (first?.requests ?? 0)])}
    ${numbers(page, hours, first === undefined ? undefined : name)}
  </section>`
}

function limitOf({ language, formats }: PageContext, capacity: Capacity | null) {
  if (capacity === null || capacity.per_hour === 0) return null
  const { per_hour: value } = capacity
  const text = translator(language, panelWords)('mostOfHour', { n: formats.number(value) })
  return { value, text }
}

type RequestHour = ReturnType<typeof hoursOf>[number]

function numbers(page: PageContext, hours: readonly RequestHour[], name: string | undefined) {
  const { formats } = page
  const t = translator(page.language, panelWords)
  return hourTable(page, {
    id: 'requests-of-day-table',
    heads: [...(name === undefined ? [] : [name]), t('others')],
    rows: hours.map(({ at, most, rest }) => ({
      name: formats.clock(at),
      values: [...(name === undefined ? [] : [formats.number(most)]), formats.number(rest)],
    })),
  })
}

function keys({ language, formats }: PageContext, name: string, [most, others]: [number, number]) {
  const t = translator(language, panelWords)
  const key = (tone: 'accent' | 'bar', text: string, n: number) =>
    n === 0 ? '' : html`<span data-key="${tone}">${text} ${formats.number(n)}</span>`
  return html`<p class="figure-keys">
    ${key('accent', name, most)} ${key('bar', t('others'), others)}
  </p>`
}

/** The kind of task that sent most; undefined when only the care of accounts sent anything. */
function mostOf({ hours }: Usage): { type: string; requests: number } | undefined {
  return [...Map.groupBy(hours, ({ task_type: type }) => type)]
    .flatMap(([type, rows]) =>
      type === null ? [] : [{ type, requests: rows.reduce((sum, row) => sum + row.requests, 0) }],
    )
    .toSorted((one, other) => other.requests - one.requests)[0]
}

function hoursOf({ now }: PageContext, { hours }: Usage, most: string | undefined) {
  const byHour = Map.groupBy(hours, ({ hour }) => Date.parse(hour))
  return hoursUntil(now, HOURS).map((at) => {
    const rows = byHour.get(at.getTime()) ?? []
    const sum = (isMost: boolean) =>
      rows
        .filter(({ task_type: type }) => (most !== undefined && type === most) === isMost)
        .reduce((all, { requests }) => all + requests, 0)
    return { at, most: sum(true), rest: sum(false) }
  })
}

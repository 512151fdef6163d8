import { html } from 'hono/html'
import { dayIn } from '../../../../console/days.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { LOCALES } from '../../../../console/messages.ts'
import { entry, type Placed } from './entry.ts'
import type { Context } from './kit.ts'

const DAY_MS = 86_400_000

/** The month before or after. */
export function monthAfter(month: string, step: 1 | -1): string {
  const at = new Date(`${month}-15T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + step)
  return at.toISOString().slice(0, 7)
}

/**
 * Returns the days of a month in weeks that begin on Monday, with those of other months around
 * them.
 */
function weeksOf(month: string): string[][] {
  const first = new Date(`${month}-01T00:00:00Z`)
  const before = (first.getUTCDay() + 6) % 7
  const last = Date.parse(`${monthAfter(month, 1)}-01T00:00:00Z`) - DAY_MS
  const weeks = Math.ceil(((last - first.getTime()) / DAY_MS + 1 + before) / 7)
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) =>
      new Date(first.getTime() + (week * 7 + day - before) * DAY_MS).toISOString().slice(0, 10),
    ),
  )
}

/** A month by the day. */
export function monthGrid(page: Context, month: string, posts: readonly Placed[]) {
  const byDay = Map.groupBy(posts, ({ day }) => day)
  const weeks = weeksOf(month)
  const weekday = new Intl.DateTimeFormat(LOCALES[page.language], {
    weekday: 'short',
    timeZone: 'UTC',
  })
  const today = dayIn(page.now, page.timeZone)
  return html`<table class="month">
    <thead>
      <tr>
        ${(weeks[0] ?? []).map((day) => html`<th scope="col">${weekday.format(new Date(`${day}T00:00:00Z`))}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${weeks.map(
        (days) =>
          html`<tr>
            ${days.map((day) => {
              const its = day.startsWith(month) ? (byDay.get(day) ?? []) : []
              return html`<td
                id="day-${day}"
                ${day.startsWith(month) ? html`data-day="${day}"` : ''}
                ${boolAttr(its.length === 0, 'data-empty')}
                ${boolAttr(day === today, 'aria-current="date"')}
              >
                ${day.startsWith(month) ? html`<time datetime="${day}">${Number(day.slice(8))}</time>` : ''}
                ${its.map((each) => entry(page, each, 'month'))}
              </td>`
            })}
          </tr>`,
      )}
    </tbody>
  </table>`
}

export const monthName = ({ language }: Context, month: string): string =>
  new Intl.DateTimeFormat(LOCALES[language], {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`))

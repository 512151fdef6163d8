import { html } from 'hono/html'
import { dayIn } from '../../../../console/days.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { LOCALES } from '../../../../console/messages.ts'
import { entry, type Placed } from './entry.ts'
import type { Context } from './kit.ts'

const DAY_MS = 86_400_000
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** The Monday of the week of a day. */
export const mondayOf = (day: string): string =>
  dayAfter(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))

/** The Monday some weeks later. */
export const weekAfter = (monday: string, weeks: number): string => dayAfter(monday, weeks * 7)

/** A week by the hour. */
export function weekGrid(page: Context, monday: string, posts: readonly Placed[]) {
  const days = Array.from({ length: 7 }, (_, place) => dayAfter(monday, place))
  const today = dayIn(page.now, page.timeZone)
  const name = new Intl.DateTimeFormat(LOCALES[page.language], {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
  const nameOf = (day: string) => name.format(new Date(`${day}T00:00:00Z`))
  return html`<table class="month week">
    <thead>
      <tr>
        <td></td>
        ${days.map(
          (day) =>
            html`<th scope="col" ${boolAttr(day === today, 'aria-current="date"')}>
              ${nameOf(day)}
            </th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${HOURS.map((hour) => {
        const ofHour = posts.filter(({ clock }) => clock.startsWith(`${hour}:`))
        return html`<tr ${boolAttr(ofHour.length === 0, 'data-empty')}>
          <th scope="row">${hour}:00</th>
          ${days.map((day) => {
            const its = ofHour.filter((each) => each.day === day)
            return html`<td
              data-day="${day}"
              data-hour="${hour}"
              ${boolAttr(its.length === 0, 'data-empty')}
            >
              ${its.length === 0 ? '' : html`<time class="phone" datetime="${day}">${nameOf(day)}</time>`}
              ${its.map((each) => entry(page, each, 'week'))}
            </td>`
          })}
        </tr>`
      })}
    </tbody>
  </table>`
}

/** The days of a week in words, such as 23 – 29 Nov 2026. */
export function weekName({ language }: Context, monday: string): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeZone: 'UTC',
  })
  return format.formatRange(
    new Date(`${monday}T00:00:00Z`),
    new Date(`${dayAfter(monday, 6)}T00:00:00Z`),
  )
}

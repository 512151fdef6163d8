import { dayIn } from '../../../../console/days.ts'
import { html } from 'hono/html'
import { icon } from '../../../../console/icons.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { addressWith, EARLIER, UNDO } from './address.ts'
import { dayAfter, mondayOf, monthAfter, namesOf, weekOf, weeksOf } from './days.ts'
import type { Context } from './kit.ts'

/** A span of the calendar, with those beside it. */
export type Span = {
  view: 'month' | 'week'
  name: string
  /** Its first day, and the one after its last. */
  from: string
  until: string
  /** Its weeks, with days around it. */
  weeks: readonly (readonly string[])[]
  before: Query
  after: Query
}
type Query = { month: string; week: null } | { week: string; month: null }

const ofMonth = (month: string): Query => ({ month, week: null })
const ofWeek = (week: string): Query => ({ week, month: null })

/** Returns the span of the address; this month for an invalid one. */
export function spanOf(page: Context): Span {
  const { month = '', week = '' } = page.c.req.query()
  const isDay = /^20\d\d-\d\d-\d\d$/.test(week) && !Number.isNaN(Date.parse(week))
  if (isDay) return weekSpan(page, mondayOf(week))
  const isMonth = /^20\d\d-(0[1-9]|1[0-2])$/.test(month)
  return monthSpan(page, isMonth ? month : todayOf(page).slice(0, 7))
}

export const todayOf = ({ now, timeZone }: Context): string => dayIn(now, timeZone)

const monthSpan = (page: Context, month: string): Span => ({
  view: 'month',
  name: namesOf(page).month(month),
  from: `${month}-01`,
  until: `${monthAfter(month, 1)}-01`,
  weeks: weeksOf(month),
  before: ofMonth(monthAfter(month, -1)),
  after: ofMonth(monthAfter(month, 1)),
})

function weekSpan(page: Context, monday: string): Span {
  return {
    view: 'week',
    name: namesOf(page).weekRange(monday, dayAfter(monday, 6)),
    from: monday,
    until: dayAfter(monday, 7),
    weeks: [weekOf(monday)],
    before: ofWeek(dayAfter(monday, -7)),
    after: ofWeek(dayAfter(monday, 7)),
  }
}

/** Links to the spans beside this one, and to its days in the other view. */
export function spanLinks(page: Context, { view, from, until, before, after }: Span) {
  const { t } = page
  const today = todayOf(page)
  const day = today >= from && today < until ? today : from
  const to = (query: Query) => addressWith(page, { ...query, [UNDO]: null, [EARLIER]: null })
  const now = view === 'month' ? ofMonth(today.slice(0, 7)) : ofWeek(mondayOf(today))
  const views = [
    ['month', ofMonth(day.slice(0, 7))],
    ['week', ofWeek(mondayOf(day))],
  ] as const
  return html`<nav class="switch" aria-label="${t('period')}">
      <a href="${to(before)}" data-morph rel="prev" aria-label="${t(`before_${view}`)}"
        >${icon('before')}</a
      ><a href="${to(now)}" data-morph>${t('today')}</a
      ><a href="${to(after)}" data-morph rel="next" aria-label="${t(`after_${view}`)}"
        >${icon('after')}</a
      >
    </nav>
    <nav class="switch" aria-label="${t('views')}">
      ${views.map(
        ([name, query]) =>
          html`<a href="${to(query)}" data-morph ${boolAttr(name === view, 'aria-current="true"')}
            >${t(name)}</a
          >`,
      )}
    </nav>`
}

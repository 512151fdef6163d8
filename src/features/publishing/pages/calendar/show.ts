import { html } from 'hono/html'
import { dayIn, momentOf } from '../../../../console/days.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import { PATH, placed, type Placed } from './entry.ts'
import { monthAfter, monthGrid, monthName } from './month.ts'
import { mondayOf, weekAfter, weekGrid, weekName } from './week.ts'
import type { Context } from './kit.ts'

/** A span of the calendar, with those beside it. */
type Span = {
  view: 'month' | 'week'
  name: string
  /** Its days, the last one excluded. */
  from: string
  until: string
  before: Query
  after: Query
  grid(posts: readonly Placed[]): unknown
}
type Query = Readonly<Record<string, string>>

/**
 * Shows when posts go out, in the time zone of the reader: by the day of a month, or the hour of a
 * week.
 */
export async function showCalendar(page: Context): Promise<Response> {
  const { t } = page
  const span = spanOf(page)
  const start = (day: string) => momentOf(`${day}T00:00`, page.timeZone)?.toISOString()
  const { data, next_cursor: more } = await page.api.call('listPosts', {
    query: { scheduled_from: start(span.from), scheduled_until: start(span.until), limit: 200 },
  })
  const body = html`${views(page, span)}
    <p class="hint">${t('zone', { zone: page.timeZone })}</p>
    ${data.length === 0 ? html`<p>${t('none')}</p>` : ''} ${span.grid(placed(page, data))}
    ${more === null ? '' : html`<p class="hint">${t('more')}</p>`}`
  const link = (query: Query, label: string, rel: 'prev' | 'next') =>
    html`<a class="button" href="${withQuery(PATH, query)}" data-morph rel="${rel}" dir="auto"
      >${label}</a
    >`
  return page.c.html(
    await layout(page, {
      title: `${t('title')}: ${span.name}`,
      lead: t('lead'),
      body,
      actions: html`${link(span.before, t(`before_${span.view}`), 'prev')}
      ${link(span.after, t(`after_${span.view}`), 'next')}`,
      isLive: true,
    }),
  )
}

/** Returns the span of the address; this month for an invalid one. */
function spanOf(page: Context): Span {
  const { month = '', week = '' } = page.c.req.query()
  const isDay = /^20\d\d-\d\d-\d\d$/.test(week) && !Number.isNaN(Date.parse(week))
  if (isDay) return weekSpan(page, mondayOf(week))
  const today = dayIn(page.now, page.timeZone)
  const requestedMonth = /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : today.slice(0, 7)
  return {
    view: 'month',
    name: monthName(page, requestedMonth),
    from: `${requestedMonth}-01`,
    until: `${monthAfter(requestedMonth, 1)}-01`,
    before: { month: monthAfter(requestedMonth, -1) },
    after: { month: monthAfter(requestedMonth, 1) },
    grid: (posts) => monthGrid(page, requestedMonth, posts),
  }
}

const weekSpan = (page: Context, monday: string): Span => ({
  view: 'week',
  name: weekName(page, monday),
  from: monday,
  until: weekAfter(monday, 1),
  before: { week: weekAfter(monday, -1) },
  after: { week: weekAfter(monday, 1) },
  grid: (posts) => weekGrid(page, monday, posts),
})

/** The other view shows the same time, or now when that is in it. */
function views(page: Context, { view, from, until }: Span) {
  const { t } = page
  const today = dayIn(page.now, page.timeZone)
  const day = today >= from && today < until ? today : from
  return tabs(t('views'), [
    {
      label: t('month'),
      href: withQuery(PATH, { month: day.slice(0, 7) }),
      isCurrent: view === 'month',
    },
    {
      label: t('week'),
      href: withQuery(PATH, { week: mondayOf(day) }),
      isCurrent: view === 'week',
    },
  ])
}

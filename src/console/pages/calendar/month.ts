import { html } from 'hono/html'
import { dayIn, momentOf } from '../../days.ts'
import type { Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { withQuery } from '../../parts/pager.ts'
import { postBadge } from '../../parts/publishing-state.ts'
import { shell } from '../../shell.ts'
import { LOCALES, sayIn } from '../../words.ts'
import { Posts, type Post } from '../posts/data.ts'
import { titleOf } from '../posts/frame.ts'
import { calendarWords } from './words.ts'

const PATH = '/console/calendar'
const DAY_MS = 86_400_000

/** The month that is asked for, such as 2026-11; this one for anything else. */
function monthOf(page: Page): string {
  const { month = '' } = page.c.req.query()
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : dayIn(page.now, page.timeZone).slice(0, 7)
}

/** The month before or after. */
function neighbour(month: string, step: 1 | -1): string {
  const at = new Date(`${month}-15T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + step)
  return at.toISOString().slice(0, 7)
}

/** Its days in weeks that begin on Monday, with those of other months around them. */
function weeksOf(month: string): string[][] {
  const first = new Date(`${month}-01T00:00:00Z`)
  const before = (first.getUTCDay() + 6) % 7
  const last = Date.parse(`${neighbour(month, 1)}-01T00:00:00Z`) - DAY_MS
  const weeks = Math.ceil(((last - first.getTime()) / DAY_MS + 1 + before) / 7)
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) =>
      new Date(first.getTime() + (week * 7 + day - before) * DAY_MS).toISOString().slice(0, 10),
    ),
  )
}

/** What goes out on which day of a month, in the time zone of the reader. */
export async function showCalendar(page: Page): Promise<Response> {
  const say = sayIn(page.language, calendarWords)
  const month = monthOf(page)
  const start = (of: string) => momentOf(`${of}-01T00:00`, page.timeZone)?.toISOString()
  const { data, next_cursor: more } = await page.ask('GET /api/posts', Posts, {
    query: {
      scheduled_from: start(month),
      scheduled_until: start(neighbour(month, 1)),
      limit: 200,
    },
  })
  const link = (of: string, label: string, rel: 'prev' | 'next') =>
    html`<a class="button" href="${withQuery(PATH, { month: of })}" data-morph rel="${rel}">
      ${label}
    </a>`
  const body = html`<p class="hint">${say('zone', { zone: page.timeZone })}</p>
    ${data.length === 0 ? html`<p>${say('none')}</p>` : ''} ${grid(page, month, data)}
    ${more === null ? '' : html`<p class="hint">${say('more')}</p>`}`
  const name = new Intl.DateTimeFormat(LOCALES[page.language], {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`))
  return page.c.html(
    await shell(page, {
      title: `${say('title')}: ${name}`,
      lead: say('lead'),
      body,
      actions: html`${link(neighbour(month, -1), say('previous'), 'prev')}
      ${link(neighbour(month, 1), say('next'), 'next')}`,
      isLive: true,
    }),
  )
}

function grid(page: Page, month: string, posts: readonly Post[]) {
  const byDay = Map.groupBy(posts, ({ scheduled_at: at }) =>
    dayIn(new Date(at ?? page.now), page.timeZone),
  )
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
                ${when(its.length === 0, 'data-empty')}
                ${when(day === today, 'aria-current="date"')}
              >
                ${day.startsWith(month) ? html`<time datetime="${day}">${Number(day.slice(8))}</time>` : ''}
                ${its.toSorted(byTime).map((post) => entry(page, post))}
              </td>`
            })}
          </tr>`,
      )}
    </tbody>
  </table>`
}

const byTime = (a: Post, b: Post): number =>
  (a.scheduled_at ?? '').localeCompare(b.scheduled_at ?? '')

function entry(page: Page, post: Post) {
  const say = sayIn(page.language, calendarWords)
  const { id, status, scheduled_at: at } = post
  const name = titleOf(page, post)
  const mayMove = page.may('publishing:write') && status === 'pending'
  return html`<div class="entry" id="entry-${id}">
    <strong>${page.formats.clock(new Date(at ?? page.now))}</strong>
    <a href="/console/posts/${id}">${name}</a>
    ${postBadge(page, status)}
    ${mayMove ? html`<a class="move" href="${PATH}/${id}/move" data-dialog aria-label="${say('moveNamed', { name })}">${say('move')}</a>` : ''}
  </div>`
}

import { html } from 'hono/html'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { beginButton } from './begin.ts'
import { namesOf } from './days.ts'
import { collisionNote, gapStrip, stripsOf } from './flaws.ts'
import type { Collision, Context, Gap, Placed } from './kit.ts'
import { todayOf, type Span } from './span.ts'
import { tile } from './tile.ts'

type Filled = {
  posts: readonly Placed[]
  gaps: readonly Gap[]
  collisions: readonly Collision[]
  /** On a phone: also the days before today. */
  hasEarlier: boolean
}

/** The weeks of a span: small pictures in a month, large ones in a week. */
export function calendarGrid(page: Context, span: Span, filled: Filled) {
  const names = namesOf(page)
  const byDay = Map.groupBy(filled.posts, ({ day }) => day)
  const today = todayOf(page)
  const isWithin = (day: string): boolean => day >= span.from && day < span.until
  const strips = stripsOf(span, filled.gaps)
  // Of another month, no day is earlier than what the reader came for.
  const hasToday = today >= span.from && today < span.until
  return html`<section
    class="calendar-view"
    data-view="${span.view}"
    ${boolAttr(filled.hasEarlier, 'data-earlier')}
    aria-label="${span.name}"
  >
    <ol class="weekdays" aria-hidden="true">
      ${(span.weeks[0] ?? []).map((day) => html`<li>${names.shortWeekday(day)}</li>`)}
    </ol>
    <ol class="calendar">
      ${span.weeks.map((days) => {
        return html`<li>
          <ol class="week-row">
            ${days.map(
              (day) =>
                html`${strips.filter((strip) => strip.day === day).map((strip) => gapStrip(page, strip))}
                ${
                  isWithin(day)
                    ? dayCell(page, {
                        day,
                        posts: byDay.get(day) ?? [],
                        collisions: filled.collisions,
                        view: span.view,
                        isPast: hasToday && day < today,
                      })
                    : html`<li class="day outside" data-empty>
                        <time datetime="${day}">${names.shortDate(day)}</time>
                      </li>`
                }`,
            )}
          </ol>
        </li>`
      })}
    </ol>
  </section>`
}

type Day = {
  day: string
  posts: readonly Placed[]
  collisions: readonly Collision[]
  view: Span['view']
  isPast: boolean
}

function dayCell(page: Context, { day, posts, collisions, view, isPast }: Day) {
  const { t } = page
  const names = namesOf(page)
  const today = todayOf(page)
  const takes = day >= today && page.may('publishing:write')
  return html`<li
    class="day"
    id="day-${day}"
    ${takes ? html`data-day="${day}"` : ''}
    ${boolAttr(isPast, 'data-past')}
    ${boolAttr(posts.length === 0, 'data-empty')}
    ${boolAttr(day === today, 'aria-current="date"')}
  >
    <div class="day-head">
      <time datetime="${day}"
        ><span class="weekday">${names.weekday(day)}, </span>${Number(day.slice(8))}${
          day === today ? html` <b>${t('today')}</b>` : ''
        }</time
      >
      ${takes ? beginButton(page, { day, label: t('newPost') }) : ''}
    </div>
    ${posts.map(
      (post, place) =>
        html`${takes && view === 'week' ? slot(page, day, between(posts[place - 1], post)) : ''}
        ${tile(page, post)}
        ${collisions
          .filter(({ second }) => second === post.id)
          .map((collision) => collisionNote(page, collision))}`,
    )}
    ${takes && view === 'week' && posts.length > 0 ? slot(page, day, after(posts.at(-1))) : ''}
  </li>`
}

/** A place between two posts of a day, with the time that a post gets there. */
const slot = ({ t }: Context, day: string, time: string) =>
  html`<div class="slot" data-day="${day}" data-time="${time}" aria-hidden="true">
    <span>${t('toTime', { time })}</span>
  </div>`

const QUARTER = 15
const minutesOf = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
const clockOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')

/** The middle of two posts, to a quarter of an hour; before the first post of a day two hours. */
function between(before: Placed | undefined, post: Placed): string {
  const end = minutesOf(post.clock)
  const start = before === undefined ? Math.max(0, end - 4 * 60) : minutesOf(before.clock)
  return clockOf(Math.floor((start + end) / 2 / QUARTER) * QUARTER)
}

const LAST = 23 * 60 + 45

/** Two hours after the last post of a day. */
const after = (last: Placed | undefined): string =>
  clockOf(Math.min(LAST, minutesOf(last?.clock ?? '10:00') + 2 * 60))

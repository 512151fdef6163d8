import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { icon } from '../../../../console/icons.ts'
import { momentOf } from '../../../../console/days.ts'
import { layout } from '../../../../console/layout.ts'
import { addressWith, chosenGroups, EARLIER } from './address.ts'
import { beginForm } from './begin.ts'
import { namesOf } from './days.ts'
import { flawsOf } from './flaws.ts'
import { calendarGrid } from './grid.ts'
import type { Calendar, Context, Placed } from './kit.ts'
import { leadOf } from './lead.ts'
import { legend } from './legend.ts'
import { placed } from './placed.ts'
import { spanLinks, spanOf, todayOf, type Span } from './span.ts'
import { shelfCard } from './tile.ts'
import { undoOffer } from './undo.ts'

/** Groups that have a box of their own. */
const MAX_GROUPS = 24

/**
 * Shows what goes out when and on which accounts, where it is empty or too full, and the drafts
 * that have no day yet, in the time zone of the reader.
 */
export async function showCalendar(page: Context): Promise<Response> {
  const { api, timeZone, now } = page
  const span = spanOf(page)
  const start = (day: string) => (momentOf(`${day}T00:00`, timeZone) ?? now).toISOString()
  const { data: groups } = await api.call('listGroups', { query: { limit: MAX_GROUPS } })
  const chosen = chosenGroups(page, groups)
  const calendar = await api.call('getPublishingCalendar', {
    query: {
      from: start(span.from),
      until: start(span.until),
      time_zone: timeZone,
      groups: chosen,
    },
  })
  const posts = placed(page, calendar.posts)
  const flaws = flawsOf(calendar, { ...span, posts })
  const hasEarlier = page.c.req.query(EARLIER) !== undefined
  const body = html`${undoOffer(page, [...posts, ...calendar.undated])}
  ${legend(page, span, { groups, chosen })} ${hasEarlier ? '' : earlierLink(page, span, posts)}
  ${calendarGrid(page, span, { posts, ...flaws, hasEarlier })} ${beginForm()}
  ${calendar.has_more_posts ? html`<p class="hint">${page.t('more')}</p>` : ''}
  ${shelf(page, calendar)}`
  return page.c.html(
    await layout(page, {
      title: span.name,
      lead: leadOf(page, { posts, ...flaws }),
      body,
      actions: html`${spanLinks(page, span)} ${newPost(page)}`,
      isLive: true,
    }),
  )
}

function newPost(page: Context) {
  if (!page.may('publishing:write')) return ''
  return html`<form method="post" action="/console/posts">
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button class="main">${icon('plus')}${page.t('newPost')}</button>
  </form>`
}

/** On a phone the agenda begins today; what was before is behind a button. */
function earlierLink(page: Context, { from, until, view }: Span, posts: readonly Placed[]) {
  const { t } = page
  const today = todayOf(page)
  const before = posts.filter(({ day }) => day < today).length
  if (before === 0 || today < from || today >= until) return ''
  const n = { n: before }
  return html`<p class="only-phone">
    <a class="button" href="${addressWith(page, { [EARLIER]: '1' })}" data-morph
      >${
        view === 'month'
          ? t('earlierInMonth', { month: namesOf(page).monthOnly(from.slice(0, 7)), ...n })
          : t('earlierInWeek', n)
      }</a
    >
  </p>`
}

function shelf(page: Context, { undated, has_more_undated: hasMore }: Calendar) {
  if (undated.length === 0) return ''
  const { t } = page
  return html`<section class="shelf" aria-labelledby="dayless">
    <div class="title">
      <h2 id="dayless">${t('undated')}</h2>
      ${page.may('publishing:write') ? html`<small>${t('undatedHint')} <kbd>m</kbd></small>` : ''}
    </div>
    <ul>
      ${undated.map((post) => shelfCard(page, post))}
    </ul>
    ${hasMore ? html`<p><a href="/console/posts?status=draft">${t('allDrafts')}</a></p>` : ''}
  </section>`
}

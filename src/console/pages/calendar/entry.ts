import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { postBadge, postTitle } from '../../parts/publishing-state.ts'
import { sayIn } from '../../words.ts'
import { momentIn } from '../../days.ts'
import type { Post } from '../posts/data.ts'
import { calendarWords } from './words.ts'

export const PATH = '/console/calendar'
export type View = 'month' | 'week'

/** What a page of the calendar has, by the hour in the reader's zone, such as 2026-11-24T18. */
export type Placed = { post: Post; day: string; clock: string }

/** Posts with the day and time that the clocks of the reader show, the earliest first. */
export const placed = ({ timeZone }: Page, posts: readonly Post[]): Placed[] =>
  posts
    .flatMap((post): Placed[] => {
      if (post.scheduled_at === null) return []
      const [day = '', clock = ''] = momentIn(new Date(post.scheduled_at), timeZone).split('T')
      return [{ post, day, clock }]
    })
    .toSorted((a, b) => `${a.day}${a.clock}`.localeCompare(`${b.day}${b.clock}`))

/** A post in the calendar; one that has not begun is dragged, or moved by its form. */
export function entry(page: Page, { post, clock }: Placed, view: View) {
  const say = sayIn(page.language, calendarWords)
  const { id, status } = post
  const name = postTitle(page, post)
  const mayMove = page.may('publishing:write') && status === 'pending'
  const move = `${PATH}/${id}/move`
  return html`<div
    class="entry"
    id="entry-${id}"
    ${mayMove ? html`draggable="true" data-drag="${move}" data-clock="${clock}" data-view="${view}"` : ''}
  >
    <strong>${clock}</strong>
    <a href="/console/posts/${id}" ${when(mayMove, 'draggable="false"')}>${name}</a>
    ${postBadge(page, status)}
    ${mayMove ? html`<a class="move" href="${move}?view=${view}" draggable="false" data-dialog aria-label="${say('moveNamed', { name })}">${say('move')}</a>` : ''}
  </div>`
}

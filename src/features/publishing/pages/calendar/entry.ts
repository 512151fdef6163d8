import { html } from 'hono/html'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { momentIn } from '../../../../console/days.ts'
import { postBadge, postTitle } from '../states.ts'
import type { Context, Post } from './kit.ts'

export const PATH = '/console/calendar'
export type View = 'month' | 'week'

/** An entry of the calendar, by the hour in the reader's zone, such as 2026-11-24T18. */
export type Placed = { post: Post; day: string; clock: string }

/** Posts with the day and time that the clocks of the reader show, the earliest first. */
export const placed = ({ timeZone }: Context, posts: readonly Post[]): Placed[] =>
  posts
    .flatMap((post): Placed[] => {
      if (post.scheduled_at === null) return []
      const [day = '', clock = ''] = momentIn(new Date(post.scheduled_at), timeZone).split('T')
      return [{ post, day, clock }]
    })
    .toSorted((a, b) => `${a.day}${a.clock}`.localeCompare(`${b.day}${b.clock}`))

/** A post in the calendar; one that has not begun is dragged, or moved by its form. */
export function entry(page: Context, { post, clock }: Placed, view: View) {
  const { t } = page
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
    <a href="/console/posts/${id}" ${boolAttr(mayMove, 'draggable="false"')} dir="auto">${name}</a>
    ${postBadge(page, status)}
    ${
      mayMove
        ? html`<a
            class="move"
            href="${move}?view=${view}"
            draggable="false"
            data-dialog
            aria-label="${t('moveNamed', { name })}"
            >${t('move')}</a
          >`
        : ''
    }
  </div>`
}

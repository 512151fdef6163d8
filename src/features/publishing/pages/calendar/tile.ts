import { html } from 'hono/html'
import { icon, type IconName } from '../../../../console/icons.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { accountMarks } from '../marks.ts'
import { thumbnail } from '../posts/media.ts'
import { postSign, postTitle } from '../states.ts'
import { PATH, searchOf } from './address.ts'
import type { Context, Placed, Undated } from './kit.ts'

type State = { sign: IconName; word: string }

/** The state of a post: published posts that failed somewhere say on how many accounts. */
function stateOf({ t, formats }: Context, post: Undated): State {
  const { status, missed_at: missed, executions } = post
  const { failed = 0 } = executions
  if (missed !== null) return { sign: 'failed', word: t('missed') }
  if (failed > 0 && (status === 'partly_failed' || status === 'failed'))
    return { sign: 'failed', word: t('failedOn', { n: formats.number(failed) }) }
  return { sign: postSign(status), word: t(`publishing.post_${status}`) }
}

/** Returns whether a person may give the post another time: nothing of it was published. */
const isMovable = (page: Context, { status }: Undated): boolean =>
  page.may('publishing:write') && ['draft', 'translating', 'review', 'pending'].includes(status)

/** A post in the calendar: its picture, time, state and accounts. It is dragged by the dots. */
export function tile(page: Context, post: Placed) {
  const name = postTitle(page, post)
  const { sign, word } = stateOf(page, post)
  const { id, clock, language, is_wish: isWish } = post
  return html`<div
    class="tile"
    id="entry-${id}"
    data-state="${sign}"
    ${boolAttr(isWish, 'data-wish')}
    ${isMovable(page, post) ? dragging(id, clock) : ''}
  >
    <a
      class="tile-body"
      href="/console/posts/${id}"
      draggable="false"
      title="${clock} · ${name} · ${word}"
      dir="auto"
    >
      ${thumbnail(post.media ?? undefined)}
      <span class="tile-time">${clock}</span>
      <span class="badge tile-state" data-state="${sign}">${icon(sign)}<span>${word}</span></span>
      <span class="tile-what two-lines" dir="auto" lang="${language ?? ''}">${name}</span>
      ${accountMarks(post.accounts, post.account_count)}
    </a>
    ${moveLink(page, post, name)}
  </div>`
}

const dragging = (id: string, clock: string | undefined) =>
  html`draggable="true" data-drag="${PATH}/${id}/move"
  ${clock === undefined ? '' : html`data-clock="${clock}"`}`

/** Six dots to drag by; a click on them, or `m`, moves the post by a form. */
function moveLink(page: Context, post: Undated, name: string) {
  if (!isMovable(page, post)) return ''
  return html`<a
    class="grip"
    href="${PATH}/${post.id}/move${searchOf(page)}"
    draggable="false"
    data-dialog
    data-move
    title="${page.t('move')}"
    aria-label="${page.t('moveNamed', { name })}"
    dir="auto"
    >${icon('grip')}</a
  >`
}

/** A draft without a time, below the calendar. */
export function shelfCard(page: Context, post: Undated) {
  const name = postTitle(page, post)
  const { sign, word } = stateOf(page, post)
  const { id, language } = post
  return html`<li
    class="tile shelf-card"
    id="entry-${id}"
    ${isMovable(page, post) ? dragging(id, undefined) : ''}
  >
    ${thumbnail(post.media ?? undefined)}
    <div>
      <a
        class="name two-lines"
        href="/console/posts/${id}"
        draggable="false"
        dir="auto"
        lang="${language ?? ''}"
        >${name}</a
      >
      <p>
        ${accountMarks(post.accounts, post.account_count)}
        <span class="badge" data-state="${sign}">${icon(sign)}${word}</span>
      </p>
    </div>
    ${moveLink(page, post, name)}
  </li>`
}

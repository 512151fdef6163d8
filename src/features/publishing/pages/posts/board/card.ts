import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { badge } from '../../../../../console/parts/badge.ts'
import { accountMarks } from '../../marks.ts'
import { postBadge, postTitle } from '../../states.ts'
import { addressOfStep } from '../frame.ts'
import { thumbnail } from '../media.ts'
import type { Board, BoardPost, Context } from '../kit.ts'
import { PATH } from './path.ts'

type Name = Board['columns'][number]['name']

/** A post on the board: its picture, time and accounts, its state, and the act that helps. */
export function card(page: Context, column: Name, post: BoardPost) {
  const { id, language } = post
  const lang = language === null ? '' : html`lang="${language}"`
  return html`<li class="post-card" id="card-${id}">
    ${thumbnail(post.media ?? undefined)}
    <div>
      <p class="card-time">${timeOf(page, post)}</p>
      <a class="name" href="${PATH}/${id}" dir="auto" ${lang}>${postTitle(page, post)}</a>
      ${accountMarks(post.accounts, post.account_count)} ${stateOf(page, column, post)}
      ${page.may('publishing:write') ? act(page, column, post) : ''}
    </div>
  </li>`
}

function timeOf({ t, formats }: Context, { at }: BoardPost) {
  if (at === null) return t('board.noTime')
  const moment = new Date(at)
  return html`<time datetime="${at}" title="${formats.absolute(moment)}"
    >${formats.moment(moment)}</time
  >`
}

/** Where the column does not say it: how far a post is, or its trouble. */
function stateOf(page: Context, column: Name, post: BoardPost) {
  const { t } = page
  const { status } = post
  if (status === 'posting') return badge('running', t('board.goingOut', shareOf(page, post)))
  if (column === 'trouble') return troubleOf(page, post)
  if (column === 'published')
    return badge('done', t('board.onAll', { n: post.executions.success ?? 0 }))
  return status === 'translating' ? postBadge(page, status) : ''
}

const shareOf = ({ formats }: Context, { executions, account_count: all }: BoardPost) => ({
  done: formats.number(executions.success ?? 0),
  all: formats.number(all),
})

/** The first failure in words, or that the post missed its time. */
function troubleOf(page: Context, post: BoardPost) {
  const { t, findText } = page
  const { failure, missed_at: missed, account_count: all, status } = post
  if (missed !== null) return badge('failed', t('board.missed'))
  if (all === 0) return postBadge(page, status)
  const state = badge('failed', t('board.onSome', shareOf(page, post)))
  if (failure === null) return state
  const cause = findText(`outcome.error_${failure.class}`) ?? ''
  return html`${state}
    <p class="quiet"><bdi>@${failure.username}</bdi>: ${cause}</p>`
}

/** The act that helps: confirm captions, try failed accounts again, or choose another time. */
function act(page: Context, column: Name, post: BoardPost) {
  const { t } = page
  const { id, executions, missed_at: missed } = post
  const name = postTitle(page, post)
  const link = (address: string, text: string, label: string) =>
    html`<a class="button" href="/console${address}" aria-label="${label}" dir="auto">${text}</a>`
  if (column === 'to_confirm')
    return link(addressOfStep(id, 'captions'), t('board.check'), t('board.checkNamed', { name }))
  if (column !== 'trouble') return ''
  if (missed !== null)
    return link(
      addressOfStep(id, 'plan'),
      t('board.reschedule'),
      t('board.rescheduleNamed', { name }),
    )
  const { failed = 0 } = executions
  if (failed === 0) return ''
  return html`<form method="post" action="${PATH}/${id}/retry" data-morph>
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button aria-label="${t('board.retryNamed', { name })}" dir="auto">
      ${t('board.retry', { n: failed })}
    </button>
  </form>`
}

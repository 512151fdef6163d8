import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { badge } from '../../../../console/parts/badge.ts'
import { thumbnail } from '../posts/media.ts'
import { postTitle } from '../states.ts'
import type { AgendaPost, Context } from './kit.ts'

/** The posts that need a person, each with its picture, the cause and the act. */
export function attention(page: Context, posts: readonly AgendaPost[]) {
  if (posts.length === 0) return ''
  return html`<section aria-labelledby="decide">
    <h2 class="hidden" id="decide">${page.t('needsYou')}</h2>
    <ul class="tiles">
      ${posts.map((post) => tile(page, post))}
    </ul>
  </section>`
}

function tile(page: Context, post: AgendaPost) {
  const { id, failure, language } = post
  return html`<li class="panel" id="needs-${id}">
    ${thumbnail(post.media ?? undefined)}
    <div>
      ${failure === null ? badge('person', reason(page, post)) : badge('failed', failedOn(page, post))}
      <p>
        <a class="name" href="/console/posts/${id}" dir="auto" lang="${language ?? ''}"
          >${postTitle(page, post)}</a
        >
      </p>
      <p class="quiet">${detail(page, post)}</p>
      ${page.may('publishing:write') ? acts(page, post) : ''}
    </div>
  </li>`
}

const failedOn = ({ t, formats }: Context, { executions, account_count: all }: AgendaPost) =>
  t('failedOn', { n: executions.failed ?? 0, all: formats.number(all) })

function reason({ t, formats }: Context, { missed_at: missed, at }: AgendaPost): string {
  if (missed !== null) return t('missed')
  return at === null ? t('toConfirm') : t('confirmBy', { time: formats.moment(new Date(at)) })
}

function detail(page: Context, { failure, account_count: n, executions, at }: AgendaPost) {
  const { t } = page
  if (failure === null && n === 0) return t('noAccounts')
  if (failure === null) return at === null ? t('noTime', { n }) : t('waitsForYou', { n })
  const others = executions.success ?? 0
  return html`<bdi>@${failure.username}</bdi>: ${causeOf(page, failure)}
    ${others > 0 ? t('othersHaveIt', { n: others }) : ''}`
}

/** The kind of a failure in words; the message of the platform is on the page of the post. */
const causeOf = ({ findText, t }: Context, failure: NonNullable<AgendaPost['failure']>): string =>
  findText(`outcome.error_${failure.class}`) ?? t('refused')

function acts({ t }: Context, { id, failure }: AgendaPost) {
  return html`<div class="acts">
    ${
      failure === null
        ? ''
        : html`<form method="post" action="/console/posts/${id}/retry" data-morph>
            <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
            <button>${t('tryAgain')}</button>
          </form>`
    }
    <a class="button" href="/console/posts/${id}">${t(failure === null ? 'look' : 'open')}</a>
  </div>`
}

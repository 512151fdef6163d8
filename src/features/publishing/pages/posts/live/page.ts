import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { details } from '../../../../../console/parts/details.ts'
import { pager } from '../../../../../console/parts/pager.ts'
import { refused } from '../../../../../console/parts/refused.ts'
import { layout } from '../../../../../console/layout.ts'
import { postTitle } from '../../states.ts'
import { thumbnail } from '../media.ts'
import type { Context, Post } from '../kit.ts'
import { activity } from './activity.ts'
import { lead } from './lead.ts'
import { lists } from './lists.ts'
import { steps } from './steps.ts'

/** Shows the outcome of a post on each of its accounts, updated as it happens. */
export async function live(page: Context, post: Post, refusal?: ProblemError): Promise<Response> {
  const { cursor } = page.c.req.query()
  const path = `/console/posts/${post.id}`
  const [{ data, next_cursor: next }, done] = await Promise.all([
    page.api.call('listExecutions', { params: { id: post.id }, query: { cursor, limit: 200 } }),
    activity(page, post),
  ])
  const body = html`${refusal === undefined ? '' : refused(page, refusal)}
    ${data.length === 0 ? '' : steps(page, data)}
    <div class="figure-split live-split">
      <div>
        ${lists(page, post, data)} ${pager(page, path, { cursor, next, rows: data.length })}
      </div>
      <aside>${done} ${original(page, post)}</aside>
    </div>`
  const content = {
    title: postTitle(page, post),
    lead: lead(page, post, data),
    body,
    actions: actions(page, post),
    isLive: true,
  }
  return page.c.html(await layout(page, content), refusal === undefined ? 200 : 422)
}

const act = (
  { id }: Post,
  name: 'duplicate' | 'cancel' | 'retry',
  { label, isMain = false }: { label: string; isMain?: boolean },
) =>
  html`<form method="post" action="/console/posts/${id}/${name}" data-morph>
    <button class="${isMain ? 'main' : ''}">${label}</button>
  </form>`

/** Acts on all accounts at once while the post goes out. */
function actions(page: Context, post: Post) {
  if (!page.may('publishing:write')) return ''
  const { t } = page
  const { failed = 0 } = post.executions
  return html`${post.status === 'posting' ? act(post, 'cancel', { label: t('cancelRest') }) : ''}
  ${failed > 0 ? act(post, 'retry', { label: t('retryAll', { n: failed }), isMain: true }) : ''}`
}

/** The content of the post, and acts on the post itself. */
function original(page: Context, post: Post) {
  const { t } = page
  const { media, caption, language, first_comment: comment } = post
  const lang = language === null ? '' : html`lang="${language}"`
  return html`<section class="figure-panel content" aria-labelledby="original">
    <div class="figure-title"><h2 id="original">${t('content')}</h2></div>
    <p class="pictures">${media.map((each) => thumbnail(each))}</p>
    <p class="post-caption" dir="auto" ${lang}>${caption === '' ? t('noCaption') : caption}</p>
    ${comment === null ? '' : details([[t('firstComment'), comment]])} ${postActs(page, post)}
  </section>`
}

function postActs(page: Context, post: Post) {
  if (!page.may('publishing:write')) return ''
  const { t } = page
  const { id, status, executions } = post
  const { success = 0, unknown = 0 } = executions
  const mayGo = status !== 'posting' && success === 0 && unknown === 0
  const link = (to: 'delete' | 'removal', label: string) =>
    html`<a class="button remove" href="/console/posts/${id}/${to}" data-dialog>${label}</a>`
  return html`<div class="acts">
    ${act(post, 'duplicate', { label: t('duplicate') })} ${mayGo ? link('delete', t('delete')) : ''}
    ${success > 0 ? link('removal', t('removeAll')) : ''}
  </div>`
}

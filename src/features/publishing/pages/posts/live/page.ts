import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { details } from '../../../../../console/parts/details.ts'
import { pager } from '../../../../../console/parts/pager.ts'
import { progress } from '../../../../../console/parts/figures/progress.ts'
import { refused } from '../../../../../console/parts/refused.ts'
import { layout } from '../../../../../console/layout.ts'
import { postBadge, postTitle, type ExecutionState } from '../../states.ts'
import { thumbnail } from '../media.ts'
import { executionTable } from './execution-table.ts'
import type { Context, Execution, Post } from '../kit.ts'

/** Shows the outcome of a post on each of its accounts, updated as it happens. */
export async function live(page: Context, post: Post, refusal?: ProblemError): Promise<Response> {
  const { t } = page
  const { cursor } = page.c.req.query()
  const path = `/console/posts/${post.id}`
  const { data, next_cursor: next } = await page.api.call('listExecutions', {
    params: { id: post.id },
    query: { cursor, limit: 200 },
  })
  const body = html`${refusal === undefined ? '' : refused(page, refusal)}
    ${summary(page, post, data)}
    ${data.length === 0 ? html`<p>${t('noExecutions')}</p>` : executionTable(page, post, data)}
    ${pager(page, path, { cursor, next, rows: data.length })}
    <section class="content">
      <h2>${t('content')}</h2>
      <p class="pictures">${post.media.map((media) => thumbnail(media))}</p>
      <p class="post-caption" dir="auto">${post.caption === '' ? t('noCaption') : post.caption}</p>
      ${post.first_comment === null ? '' : details([[t('firstComment'), post.first_comment]])}
    </section>`
  const content = { title: postTitle(page, post), body, actions: actions(page, post), isLive: true }
  return page.c.html(await layout(page, content), refusal === undefined ? 200 : 422)
}

function actions(page: Context, { id, status, executions }: Post) {
  if (!page.may('publishing:write')) return ''
  const { t } = page
  const form = (act: 'duplicate' | 'cancel' | 'retry', label: string, isMain = false) =>
    html`<form method="post" action="/console/posts/${id}/${act}" data-morph>
      <button class="${isMain ? 'main' : ''}">${label}</button>
    </form>`
  const { failed = 0, success = 0, unknown = 0 } = executions
  const mayGo = status !== 'posting' && success === 0 && unknown === 0
  return html`${form('duplicate', t('duplicate'))}
  ${status === 'posting' ? form('cancel', t('cancelRest')) : ''}
  ${mayGo ? html`<a class="button remove" href="/console/posts/${id}/delete" data-dialog>${t('delete')}</a>` : ''}
  ${success > 0 ? html`<a class="button" href="/console/posts/${id}/removal" data-dialog>${t('removeAll')}</a>` : ''}
  ${failed > 0 ? form('retry', t('retryAll', { n: failed }), true) : ''}`
}

/** "15 of 20 published, 3 wait until 14:05, 2 failed". */
function summary(page: Context, post: Post, executions: readonly Execution[]) {
  const { t } = page
  const { executions: counts } = post
  const of = (...states: readonly ExecutionState[]): number =>
    states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
  const open = of('queued', 'waiting', 'posting')
  const total = of('success', 'failed', 'unknown', 'cancelled') + open
  const others = (['failed', 'unknown', 'cancelled', 'skipped'] as const).filter(
    (state) => of(state) > 0,
  )
  const review = executions.filter(({ waits_code: code }) => code === 'review').length
  const published = { n: of('success'), total }
  const sentence = [
    open === 0 && post.stopped !== null && of('cancelled') > 0
      ? stoppedText(page, post.stopped, published)
      : t('publishedOf', published),
    ...(of('posting') > 0 ? [t('now_posting', { n: of('posting') })] : []),
    ...waits(page, of('queued', 'waiting') - review, executions),
    ...(review > 0 ? [page.t('language.now_review', { n: review })] : []),
    ...others.map((state) => t(`now_${state}`, { n: of(state) })),
  ].join(', ')
  return html`<p class="state">${postBadge(page, post.status)}</p>
    <p class="summary" id="summary">
      ${progress({ value: total - open, most: total, label: sentence })} ${sentence}
    </p>
    ${review === 0 && of('skipped') === 0 ? '' : toCaptions(page, post, executions)}`
}

/** The way to the captions that accounts wait for. */
function toCaptions({ t, may }: Context, { id }: Post, executions: readonly Execution[]) {
  const waits = executions.some(
    ({ waits_code: code, error }) => code === 'review' || error?.class === 'not_translated',
  )
  if (!waits || !may('publishing:write')) return ''
  return html`<p>
    <a class="button" href="/console/posts/${id}/captions">${t('language.toConfirm')}</a>
  </p>`
}

/** Says who stopped the post, and how much was published before. */
function stoppedText(
  { t }: Context,
  { by }: NonNullable<Post['stopped']>,
  published: { n: number; total: number },
): string {
  return by === null
    ? t('language.stopped', published)
    : t('language.stoppedBy', { name: by.name, ...published })
}

/** Says how many wait, and until when the last of those on the page. */
function waits(page: Context, n: number, executions: readonly Execution[]): string[] {
  if (n === 0) return []
  const { t } = page
  const last = executions
    .filter(
      ({ status, waits_code: code }) =>
        (status === 'queued' || status === 'waiting') && code !== 'review',
    )
    .reduce((latest, { due_at: due }) => Math.max(latest, Date.parse(due)), 0)
  if (last === 0) return [t('waitingNow', { n })]
  return [t('waitingUntil', { n, time: page.formats.moment(new Date(last)) })]
}

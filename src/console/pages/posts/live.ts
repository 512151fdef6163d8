import { html } from 'hono/html'
import type { ProblemError } from '../../ask.ts'
import type { Page } from '../../page.ts'
import { details } from '../../parts/details.ts'
import { pager } from '../../parts/pager.ts'
import { progress } from '../../parts/progress.ts'
import { postBadge, postTitle, type ExecutionState } from '../../parts/publishing-state.ts'
import { refused } from '../../parts/refused.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Executions, type Execution, type Post } from './data.ts'
import { languageWords } from './language-words.ts'
import { thumbnail } from './media.ts'
import { executionTable } from './execution-table.ts'
import { postsWords } from './words.ts'

/** What became of a post on each of its accounts, as it happens. */
export async function live(page: Page, post: Post, refusal?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, postsWords)
  const { cursor } = page.c.req.query()
  const path = `/console/posts/${post.id}`
  const { data, next_cursor: next } = await page.ask(
    `GET /api/posts/${post.id}/executions`,
    Executions,
    { query: { cursor, limit: 200 } },
  )
  const body = html`${refusal === undefined ? '' : refused(page, refusal)}
    ${summary(page, post, data)}
    ${data.length === 0 ? html`<p>${say('noExecutions')}</p>` : executionTable(page, post, data)}
    ${pager(page, path, { cursor, next })}
    <section class="content">
      <h2>${say('content')}</h2>
      <p class="pictures">${post.media.map((media) => thumbnail(media))}</p>
      <p class="post-caption">${post.caption === '' ? say('noCaption') : post.caption}</p>
      ${post.first_comment === null ? '' : details([[say('firstComment'), post.first_comment]])}
    </section>`
  const content = { title: postTitle(page, post), body, actions: acts(page, post), isLive: true }
  return page.c.html(await shell(page, content), refusal === undefined ? 200 : 422)
}

function acts(page: Page, { id, status, executions }: Post) {
  if (!page.may('publishing:write')) return ''
  const say = sayIn(page.language, postsWords)
  const form = (act: 'duplicate' | 'cancel' | 'retry', label: string, isMain = false) =>
    html`<form method="post" action="/console/posts/${id}/${act}" data-morph>
      <button class="${isMain ? 'main' : ''}">${label}</button>
    </form>`
  const { failed = 0, success = 0, unknown = 0 } = executions
  const mayGo = status !== 'posting' && success === 0 && unknown === 0
  return html`${form('duplicate', say('duplicate'))}
  ${status === 'posting' ? form('cancel', say('cancelRest')) : ''}
  ${mayGo ? html`<a class="button" href="/console/posts/${id}/delete" data-dialog>${say('delete')}</a>` : ''}
  ${success > 0 ? html`<a class="button" href="/console/posts/${id}/removal" data-dialog>${say('removeAll')}</a>` : ''}
  ${failed > 0 ? form('retry', say('retryAll', { n: failed }), true) : ''}`
}

/** "15 of 20 published, 3 wait until 14:05, 2 failed". */
function summary(page: Page, post: Post, shown: readonly Execution[]) {
  const say = sayIn(page.language, postsWords)
  const { executions: counts } = post
  const of = (...states: readonly ExecutionState[]): number =>
    states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
  const open = of('queued', 'waiting', 'posting')
  const total = of('success', 'failed', 'unknown', 'cancelled') + open
  const others = (['failed', 'unknown', 'cancelled', 'skipped'] as const).filter(
    (state) => of(state) > 0,
  )
  const review = shown.filter(({ waits_code: code }) => code === 'review').length
  const published = { n: of('success'), total }
  const sentence = [
    open === 0 && post.stopped !== null && of('cancelled') > 0
      ? stoppedText(page, post.stopped, published)
      : say('publishedOf', published),
    ...(of('posting') > 0 ? [say('now_posting', { n: of('posting') })] : []),
    ...waits(page, of('queued', 'waiting') - review, shown),
    ...(review > 0 ? [sayIn(page.language, languageWords)('now_review', { n: review })] : []),
    ...others.map((state) => say(`now_${state}`, { n: of(state) })),
  ].join(', ')
  return html`<p class="state">${postBadge(page, post.status)}</p>
    <p class="summary" id="summary">
      ${progress({ value: total - open, most: total, label: sentence })} ${sentence}
    </p>
    ${review === 0 && of('skipped') === 0 ? '' : toCaptions(page, post, shown)}`
}

/** The way to the captions that accounts wait for. */
function toCaptions({ language, may }: Page, { id }: Post, shown: readonly Execution[]) {
  const waits = shown.some(
    ({ waits_code: code, error }) => code === 'review' || error?.class === 'not_translated',
  )
  if (!waits || !may('publishing:write')) return ''
  const say = sayIn(language, languageWords)
  return html`<p><a class="button" href="/console/posts/${id}/captions">${say('toConfirm')}</a></p>`
}

/** Who stopped it, and what was published before. */
function stoppedText(
  { language }: Page,
  { by }: NonNullable<Post['stopped']>,
  published: { n: number; total: number },
): string {
  const say = sayIn(language, languageWords)
  return by === null ? say('stopped', published) : say('stoppedBy', { name: by.name, ...published })
}

/** How many wait, and until when the last of those on the page. */
function waits(page: Page, n: number, shown: readonly Execution[]): string[] {
  if (n === 0) return []
  const say = sayIn(page.language, postsWords)
  const last = shown
    .filter(
      ({ status, waits_code: code }) =>
        (status === 'queued' || status === 'waiting') && code !== 'review',
    )
    .reduce((latest, { due_at: due }) => Math.max(latest, Date.parse(due)), 0)
  if (last === 0) return [say('waitingNow', { n })]
  return [say('waitingUntil', { n, time: page.formats.moment(new Date(last)) })]
}

import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { external } from '../../parts/external.ts'
import { details } from '../../parts/details.ts'
import { languageName } from '../../parts/language-name.ts'
import { executionBadge } from '../../parts/publishing-state.ts'
import { time } from '../../parts/time.ts'
import { sayIn, wordOf, type Language } from '../../words.ts'
import { publishingMessages } from '../../words/publishing.ts'
import type { Execution, Post } from './data.ts'
import { resolveForms } from './resolve.ts'
import { languageWords } from './language-words.ts'
import { outcomeWords } from './outcome-words.ts'
import { refusalWords } from './refusal-words.ts'
import { postsWords } from './words.ts'

/** What became of a post on each account. */
export const executionTable = (page: Page, post: Post, rows: readonly Execution[]) => {
  const say = sayIn(page.language, postsWords)
  return html`<table class="list cards executions">
    <thead>
      <tr>
        <th>${say('account')}</th>
        <th>${say('state')}</th>
        <th>${say('language')}</th>
        <th class="number">${say('when')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((each) => row(page, post, each))}
    </tbody>
  </table>`
}

function row(page: Page, post: Post, execution: Execution) {
  const { id, username, route, status, language, permalink } = execution
  const say = sayIn(page.language, postsWords)
  const routes = sayIn(page.language, publishingMessages)
  return html`<tr id="execution-${id}">
    <td>
      <strong class="name">@${username}</strong>
      <p>${routes(`route_${route}`)}</p>
    </td>
    <td>
      ${executionBadge(page, status)}
      ${permalink === null ? '' : html`<p>${external(permalink, say('openPost'))}</p>`}
      ${why(page, execution)}
      <p><a href="/console/publication-log?execution=${id}">${say('toLog')}</a></p>
      ${status === 'unknown' && page.may('publishing:write') ? resolveForms(page, post.id, execution) : ''}
    </td>
    <td>
      ${language === null ? '–' : languageName(page.language, language)} ${textsOf(page, execution)}
    </td>
    <td class="number">${whenOf(page, execution)}</td>
    <td class="acts">${retryForm(page, post, execution)} ${removeLink(page, post, execution)}</td>
  </tr>`
}

/** Caption and first comment, as the account got them. */
function textsOf(page: Page, { id, status, caption, comment }: Execution) {
  if (status === 'skipped' || status === 'waiting') return ''
  const say = sayIn(page.language, postsWords)
  return html`<details id="texts-${id}">
    <summary>${sayIn(page.language, languageWords)('whatItGot')}</summary>
    <p class="post-caption">${caption === '' ? say('noCaption') : caption}</p>
    ${comment === null ? '' : details([[say('firstComment'), comment]])}
  </details>`
}

const whenOf = (page: Page, { status, posted_at: posted, due_at: due }: Execution) => {
  if (posted !== null) return time(page, posted)
  return status === 'queued' || status === 'waiting' ? time(page, due) : ''
}

/** What it waits for, or why it failed; then what is not as it was ordered. */
function why(page: Page, execution: Execution) {
  const { status, warnings, retry_count: n } = execution
  const say = sayIn(page.language, outcomeWords)
  const isOver = status === 'failed' || status === 'unknown' || status === 'skipped'
  return html`${isOver ? errorOf(page, execution) : waitOf(page, execution)}
  ${n === 0 ? '' : html`<p>${say('triedAgain', { n })}</p>`}
  ${warnings.map((each) => html`<p>${wordOf(page.language, outcomeWords, `warned_${each}`) ?? each}</p>`)}
  ${removalOf(page, execution)}`
}

/** In the reader's words where there are some; what a platform said stands beneath. */
function errorOf({ language }: Page, { status, error }: Execution) {
  if (error === null) return ''
  const kind = status === 'skipped' ? `left_${error.class}` : `error_${error.class}`
  const known = refusalOf(language, error) ?? wordOf(language, outcomeWords, kind)
  return html`<p class="fault">${known ?? ''}</p>
    <p class="said" lang="en">${error.said}</p>`
}

/** What the platform's code means, with what helps. */
const refusalOf = (language: Language, { reason }: NonNullable<Execution['error']>) =>
  reason === null ? undefined : wordOf(language, refusalWords, reason)

/** A wait has a code of its own, or is that after an error. */
function waitOf({ language }: Page, { waits_for: waits, waits_code: code, error }: Execution) {
  if (waits === null) return ''
  const known =
    (code === null ? undefined : wordOf(language, outcomeWords, `wait_${code}`)) ??
    (error === null
      ? undefined
      : (refusalOf(language, error) ?? wordOf(language, outcomeWords, `error_${error.class}`)))
  return known === undefined ? html`<p lang="en">${waits}</p>` : html`<p>${known}</p>`
}

/** That it was deleted at Instagram, or why not. */
function removalOf(page: Page, { removed_at: at, removal }: Execution) {
  const say = sayIn(page.language, outcomeWords)
  if (at !== null) return html`<p>${badge('cancelled', say('removed'))} ${time(page, at)}</p>`
  if (removal === null || removal.status === 'removed') return ''
  const known = wordOf(page.language, outcomeWords, `removal_${removal.status}`)
  return html`<p class="fault">${known ?? removal.status}</p>
    ${removal.message === null ? '' : html`<p class="said" lang="en">${removal.message}</p>`}`
}

function retryForm(
  page: Page,
  { id }: Post,
  { id: execution, can_retry: canRetry, username }: Execution,
) {
  if (!page.may('publishing:write') || !canRetry) return ''
  const say = sayIn(page.language, postsWords)
  return html`<form
    method="post"
    action="/console/posts/${id}/executions/${execution}/retry"
    data-morph
  >
    <button aria-label="${say('retryNamed', { name: username })}" data-key="r">
      ${say('retry')}
    </button>
  </form>`
}

/** Of what is there, as far as gramd knows its id. */
function removeLink(page: Page, { id }: Post, execution: Execution) {
  const { status, removed_at: removed, instagram_media_id: media, username: name } = execution
  if (!page.may('publishing:write') || status !== 'success' || removed !== null || media === null)
    return ''
  const say = sayIn(page.language, postsWords)
  return html`<a
    class="button"
    href="/console/posts/${id}/removal?execution=${execution.id}"
    data-dialog
    aria-label="${say('removeNamed', { name })}"
    >${say('remove')}</a
  >`
}

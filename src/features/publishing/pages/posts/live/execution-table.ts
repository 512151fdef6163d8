import { html } from 'hono/html'
import { badge } from '../../../../../console/parts/badge.ts'
import { external } from '../../../../../console/parts/external.ts'
import { details } from '../../../../../console/parts/details.ts'
import { languageName } from '../../../../../console/parts/language-name.ts'
import { time } from '../../../../../console/parts/time.ts'
import { messageOf, type Language } from '../../../../../console/messages.ts'
import { messages as outcomes } from '../../../texts/post-outcomes/index.ts'
import { messages as refusals } from '../../../texts/post-refusals/index.ts'
import { executionBadge } from '../../states.ts'
import { resolveForms } from './resolve.ts'
import type { Context, Execution, Post } from '../kit.ts'

/** Shows the outcome of a post on each account. */
export const executionTable = (page: Context, post: Post, rows: readonly Execution[]) => {
  const { t } = page
  return html`<table class="list cards executions">
    <thead>
      <tr>
        <th>${t('account')}</th>
        <th>${t('state')}</th>
        <th>${t('language')}</th>
        <th class="number">${t('when')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((each) => row(page, post, each))}
    </tbody>
  </table>`
}

function row(page: Context, post: Post, execution: Execution) {
  const { id, username, route, status, language, permalink } = execution
  const { t } = page
  return html`<tr id="execution-${id}">
    <td>
      <strong class="name" dir="auto">@${username}</strong>
      <p>${t(`publishing.route_${route}`)}</p>
    </td>
    <td>
      ${executionBadge(page, status)}
      ${permalink === null ? '' : html`<p>${external(permalink, t('openPost'))}</p>`}
      ${why(page, execution)}
      <p><a href="/console/publication-log?execution=${id}">${t('toLog')}</a></p>
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
function textsOf(page: Context, { id, status, caption, comment }: Execution) {
  if (status === 'skipped' || status === 'waiting') return ''
  const { t } = page
  return html`<details id="texts-${id}">
    <summary>${page.t('language.whatItGot')}</summary>
    <p class="post-caption" dir="auto">${caption === '' ? t('noCaption') : caption}</p>
    ${comment === null ? '' : details([[t('firstComment'), comment]])}
  </details>`
}

const whenOf = (page: Context, { status, posted_at: posted, due_at: due }: Execution) => {
  if (posted !== null) return time(page, posted)
  return status === 'queued' || status === 'waiting' ? time(page, due) : ''
}

/** Shows why an execution waits or failed, then its differences from what was ordered. */
function why(page: Context, execution: Execution) {
  const { t } = page
  const { status, warnings, retry_count: n } = execution
  const isOver = status === 'failed' || status === 'unknown' || status === 'skipped'
  return html`${isOver ? errorOf(page, execution) : waitOf(page, execution)}
  ${n === 0 ? '' : html`<p>${t('outcome.triedAgain', { n })}</p>`}
  ${warnings.map((each) => html`<p>${messageOf(page.language, outcomes, `warned_${each}`) ?? each}</p>`)}
  ${removalOf(page, execution)}`
}

/** Shows an error in the reader's words if there are some, with the platform's message beneath. */
function errorOf({ language }: Context, { status, error }: Execution) {
  if (error === null) return ''
  const kind = status === 'skipped' ? `left_${error.class}` : `error_${error.class}`
  const known = refusalOf(language, error) ?? messageOf(language, outcomes, kind)
  return html`<p class="fault">${known ?? ''}</p>
    <p class="said" lang="en" dir="auto">${error.said}</p>`
}

/** Returns the meaning of the platform's code, and what helps. */
const refusalOf = (language: Language, { reason }: NonNullable<Execution['error']>) =>
  reason === null ? undefined : messageOf(language, refusals, reason)

/** A wait has a code of its own, or is that after an error. */
function waitOf({ language }: Context, { waits_for: waits, waits_code: code, error }: Execution) {
  if (waits === null) return ''
  const known =
    (code === null ? undefined : messageOf(language, outcomes, `wait_${code}`)) ??
    (error === null
      ? undefined
      : (refusalOf(language, error) ?? messageOf(language, outcomes, `error_${error.class}`)))
  return known === undefined ? html`<p lang="en" dir="auto">${waits}</p>` : html`<p>${known}</p>`
}

/** Says that the post was deleted at Instagram, or why not. */
function removalOf(page: Context, { removed_at: at, removal }: Execution) {
  const { t } = page
  if (at !== null) return html`<p>${badge('cancelled', t('outcome.removed'))} ${time(page, at)}</p>`
  if (removal === null || removal.status === 'removed') return ''
  const known = messageOf(page.language, outcomes, `removal_${removal.status}`)
  return html`<p class="fault">${known ?? removal.status}</p>
    ${removal.message === null ? '' : html`<p class="said" lang="en" dir="auto">${removal.message}</p>`}`
}

function retryForm(
  page: Context,
  { id }: Post,
  { id: execution, can_retry: canRetry, username }: Execution,
) {
  if (!page.may('publishing:write') || !canRetry) return ''
  const { t } = page
  return html`<form
    method="post"
    action="/console/posts/${id}/executions/${execution}/retry"
    data-morph
  >
    <button aria-label="${t('retryNamed', { name: username })}" data-key="r">${t('retry')}</button>
  </form>`
}

/** Links to the removal of a published post whose id gramd knows. */
function removeLink(page: Context, { id }: Post, execution: Execution) {
  const { status, removed_at: removed, instagram_media_id: media, username: name } = execution
  if (!page.may('publishing:write') || status !== 'success' || removed !== null || media === null)
    return ''
  const { t } = page
  return html`<a
    class="button"
    href="/console/posts/${id}/removal?execution=${execution.id}"
    data-dialog
    aria-label="${t('removeNamed', { name })}"
    >${t('remove')}</a
  >`
}

import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { external } from '../../../../../console/parts/external.ts'
import type { Context, Execution, Post } from '../kit.ts'

/** The acts that help a publication, by what is at fault; deletion comes last. */
export function rowActs(page: Context, post: Post, execution: Execution) {
  if (!page.may('publishing:write')) return profile(page, execution)
  const { status } = execution
  const acts = [
    status === 'unknown' ? resolve(page, post, execution) : '',
    retryWithout(page, post, execution),
    retry(page, post, execution),
    captions(page, post, execution),
    remedy(page, post, execution),
    skip(page, post, execution),
    remove(page, post, execution),
  ].filter((act) => act !== '')
  return acts.length === 0 ? '' : html`<div class="acts">${acts}</div>`
}

/** Readers see where a post may be, too. */
const profile = (page: Context, execution: Execution) =>
  execution.status === 'unknown'
    ? html`<div class="acts">${profileLink(page, execution)}</div>`
    : ''

const profileLink = ({ t }: Context, { username }: Execution) =>
  external(`https://www.instagram.com/${encodeURIComponent(username)}/`, t('live.openProfile'))

/** A person looks at the account and says whether the post is there, which gramd does not know. */
function resolve(page: Context, { id: post }: Post, execution: Execution) {
  const { t } = page
  const { id } = execution
  const action = `/console/posts/${post}/executions/${id}/resolve`
  return html`${profileLink(page, execution)}
    <form method="post" action="${action}">
      <button name="is" value="absent">${t('live.isAbsent')}</button>
    </form>
    <details class="resolve" id="there-${id}">
      <summary class="button">${t('live.isThere')}</summary>
      <form method="post" action="${action}">
        <label for="permalink-${id}">${t('live.isThereHint')}</label>
        <input
          id="permalink-${id}"
          name="permalink"
          type="url"
          placeholder="https://www.instagram.com/p/…"
          autocomplete="off"
          required
        />
        <button name="is" value="there">${t('live.isThereSubmit')}</button>
      </form>
    </details>`
}

/** Leaves out the co-authors whom the platform refuses, on this account alone. */
function retryWithout(page: Context, { id }: Post, execution: Execution) {
  const { refused_collaborators: refused, can_retry: canRetry, username } = execution
  if (!canRetry || refused.length === 0) return ''
  const { t } = page
  const names = refused.map((name) => `@${name}`).join(', ')
  return html`<form
    method="post"
    action="/console/posts/${id}/executions/${execution.id}/retry-without"
    data-morph
  >
    ${refused.map((name) => html`<input type="hidden" name="collaborator" value="${name}" />`)}
    <button class="primary" aria-label="${t('live.retryWithoutNamed', { names, name: username })}">
      ${t('live.retryWithout', { names })}
    </button>
  </form>`
}

function retry(page: Context, { id }: Post, execution: Execution) {
  if (!execution.can_retry) return ''
  const { t } = page
  const name = execution.username
  return html`<form
    method="post"
    action="/console/posts/${id}/executions/${execution.id}/retry"
    data-morph
  >
    <button aria-label="${t('retryNamed', { name })}" data-key="r">${t('retry')}</button>
  </form>`
}

/** Captions that a person has to write or to confirm first. */
function captions({ t }: Context, { id }: Post, { waits_code: code, error, status }: Execution) {
  const lacks = error?.class === 'not_translated' || error?.class === 'not_confirmed'
  if (code !== 'review' && !(status === 'skipped' && lacks)) return ''
  return html`<a class="button" href="/console/posts/${id}/captions">${t('language.toConfirm')}</a>`
}

/** Where the fault is: at the account, or in a post that has begun, of which a copy can change. */
function remedy(page: Context, { id }: Post, execution: Execution) {
  const { t } = page
  const { status, error, username, waits_code: code } = execution
  const fault = status === 'failed' || status === 'skipped' ? error?.fault : undefined
  if (fault === 'account' || code === 'login') {
    const query = new URLSearchParams({ text: username }).toString()
    return html`<a class="button" href="/console/publishing-accounts?${query}"
      >${t('live.openAccount')}</a
    >`
  }
  if (status !== 'failed' || (fault !== 'order' && fault !== 'file')) return ''
  return html`<form method="post" action="/console/posts/${id}/duplicate">
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button aria-label="${t('live.changeItNamed', { name: username })}">
      ${t('live.changeIt')}
    </button>
  </form>`
}

function skip({ t }: Context, { id }: Post, { id: execution, status, username }: Execution) {
  if (status !== 'queued' && status !== 'waiting') return ''
  return html`<form
    method="post"
    action="/console/posts/${id}/executions/${execution}/skip"
    data-morph
  >
    <button aria-label="${t('live.skipItNamed', { name: username })}">${t('live.skipIt')}</button>
  </form>`
}

/** Deletes a published post; gramd has to know its id. */
function remove({ t }: Context, { id }: Post, execution: Execution) {
  const { status, removed_at: removed, instagram_media_id: media, username: name } = execution
  if (status !== 'success' || removed !== null || media === null) return ''
  return html`<a
    class="button remove"
    href="/console/posts/${id}/removal?execution=${execution.id}"
    data-dialog
    aria-label="${t('removeNamed', { name })}"
    >${t('remove')}</a
  >`
}

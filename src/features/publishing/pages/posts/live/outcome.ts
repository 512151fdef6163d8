import { html } from 'hono/html'
import { progress } from '../../../../../console/parts/figures/progress.ts'
import { time } from '../../../../../console/parts/time.ts'
import { messageOf, type Language } from '../../../../../console/messages.ts'
import { messages as outcomes } from '../../../texts/post-outcomes/index.ts'
import { messages as refusals } from '../../../texts/post-refusals/index.ts'
import type { Context, Execution, Post } from '../kit.ts'
import { original, quoted } from '../../../../../console/parts/original.ts'

/** The outcome of a publication and its cause, in the reader's words. */
export function outcome(page: Context, post: Post, execution: Execution) {
  const { t } = page
  const { warnings, retry_count: n } = execution
  return html`${reason(page, execution)} ${checked(page, post, execution)}
  ${uninvited(page, execution)}
  ${n === 0 ? '' : html`<p class="quiet">${t('outcome.triedAgain', { n })}</p>`}
  ${warnings.map((each) => html`<p>${messageOf(page.language, outcomes, `warned_${each}`) ?? each}</p>`)}
  ${removalOf(page, execution)}`
}

function uninvited({ t }: Context, { uninvited: names, status }: Execution) {
  if (names.length === 0 || status === 'skipped') return ''
  const list = names.map((name) => `@${name}`).join(', ')
  return html`<p class="quiet">${t('live.withoutCoAuthors', { names: list })}</p>`
}

function reason(page: Context, execution: Execution) {
  switch (execution.status) {
    case 'failed':
    case 'skipped':
      return failure(page, execution)
    case 'unknown':
      return html`<p>${page.t('live.notSure')}</p>
        ${said(page, execution)}`
    case 'posting':
      return execution.waits_code === null
        ? html`${uploading(page, execution)} ${waiting(page, execution)}`
        : waiting(page, execution)
    default:
      return waiting(page, execution)
  }
}

/** Which file is being sent; without files, the request that publishes. */
function uploading({ t }: Context, { files, waits_for: waits, sent_at: sent }: Execution) {
  if (files === null)
    return waits === null && sent === null ? html`<p>${t('live.sending')}</p>` : ''
  const { sent: n, total } = files
  const text = n < total ? t('live.file', { n: n + 1, total }) : t('live.filesThere')
  return html`<p>${text}</p>
    ${total < 2 ? '' : progress({ value: n, most: total, label: t('live.sentFiles', { n, total }) })}`
}

/** The cause of a failure, what is at fault, and folded what the platform answered. */
function failure(page: Context, execution: Execution) {
  const { t, language } = page
  const { status, error } = execution
  if (error === null) return ''
  const kind = status === 'skipped' ? `left_${error.class}` : `error_${error.class}`
  const known = refusalOf(language, error) ?? messageOf(language, outcomes, kind)
  const isFailed = status === 'failed'
  return html`<p class="fault">${known ?? ''}</p>
    ${isFailed && error.fault !== null ? html`<p>${t(`live.fault_${error.fault}`)}</p>` : ''}
    ${said(page, execution)}`
}

function said(page: Context, { id, error, route, status }: Execution) {
  if (error === null) return ''
  const { t } = page
  const answer = route === 'official' ? 'live.whatMetaSaid' : 'live.whatInstagramSaid'
  return html`<details id="said-${id}">
    <summary>${t(status === 'skipped' ? 'live.details' : answer)}</summary>
    <p class="said">${quoted(page, error.said)}</p>
    <p><a href="/console/publication-log?execution=${id}">${t('toLog')}</a></p>
  </details>`
}

/** Returns the meaning of the platform's code, and what helps. */
const refusalOf = (language: Language, { reason: code }: NonNullable<Execution['error']>) =>
  code === null ? undefined : messageOf(language, refusals, code)

/** A wait has a code of its own, or is that after an error. */
function waiting(page: Context, { waits_for: waits, waits_code: code, error }: Execution) {
  if (waits === null) return ''
  const { language } = page
  const known =
    (code === null ? undefined : messageOf(language, outcomes, `wait_${code}`)) ??
    (error === null
      ? undefined
      : (refusalOf(language, error) ?? messageOf(language, outcomes, `error_${error.class}`)))
  return known === undefined ? original(page, waits) : html`<p>${known}</p>`
}

function checked({ t }: Context, { media }: Post, execution: Execution) {
  const { is_checked: isChecked, warnings, removed_at: removed } = execution
  if (!isChecked || warnings.length > 0 || removed !== null) return ''
  return html`<p class="quiet">${t('live.readBack', { n: media.length })}</p>`
}

/** Says that the post was deleted at Instagram, or why not. */
function removalOf(page: Context, { removed_at: at, removal }: Execution) {
  if (at !== null) return html`<p class="quiet">${time(page, at)}</p>`
  if (removal === null || removal.status === 'removed') return ''
  const known = messageOf(page.language, outcomes, `removal_${removal.status}`)
  return html`<p class="fault">${known ?? removal.status}</p>
    ${removal.message === null ? '' : original(page, removal.message)}`
}

import { html } from 'hono/html'
import { badge } from '../../../../../console/parts/badge.ts'
import { details } from '../../../../../console/parts/details.ts'
import { external } from '../../../../../console/parts/external.ts'
import { languageName } from '../../../../../console/parts/language-name.ts'
import { accountOf, plainMark } from '../../marks.ts'
import { executionBadge } from '../../states.ts'
import type { Context, Execution, Post } from '../kit.ts'
import { thumbnail } from '../media.ts'
import { rowActs } from './row-acts.ts'
import { outcome } from './outcome.ts'

const MINUTE_MS = 60_000

/** A publication: its account, what became of it, what helps, and the caption that it got. */
export function row(page: Context, post: Post, execution: Execution) {
  const { id, username, route, permalink } = execution
  return html`<li id="execution-${id}">
    <div class="with-picture">
      ${plainMark(accountOf(execution), 40)}
      <div>
        <strong class="name"><bdi>@${username}</bdi></strong>
        <p class="quiet">${page.t(`publishing.route_${route}`)}</p>
      </div>
    </div>
    <div class="live-what">
      <p class="state-line">${stateOf(page, execution)} ${timeOf(page, execution)}</p>
      ${permalink === null ? '' : html`<p>${external(permalink, shortened(permalink))}</p>`}
      ${outcome(page, post, execution)} ${rowActs(page, post, execution)}
    </div>
    ${got(page, post, execution)}
  </li>`
}

function stateOf(page: Context, { status, removed_at: removed, waits_code: code }: Execution) {
  const { t } = page
  if (removed !== null) return badge('cancelled', t('outcome.removed'))
  if (code === 'review' || code === 'login') return badge('person', t('live.step_review'))
  return executionBadge(page, status)
}

const shortened = (address: string): string =>
  address.replace(/^https:\/\/(?:www\.)?/, '').replace(/\/$/, '')

/** When it happened, since when it lasts, or when it is to happen. */
function timeOf(page: Context, execution: Execution) {
  const { t, formats, now } = page
  const { status, posted_at: posted, ended_at: ended, sent_at: sent } = execution
  const written = (iso: string, text: (time: string) => string) => {
    const at = new Date(iso)
    // The time of day is clear within half a day of it; otherwise with its day.
    const isNear = Math.abs(at.getTime() - now.getTime()) < 12 * 60 * MINUTE_MS
    return html`<time datetime="${iso}" title="${formats.absolute(at)}"
      >${text(isNear ? formats.clock(at) : formats.moment(at))}</time
    >`
  }
  switch (status) {
    case 'success':
      return posted === null ? '' : written(posted, (time) => time)
    case 'unknown':
      return sent === null ? '' : written(sent, (time) => t('live.since', { time }))
    case 'queued':
    case 'waiting':
      return execution.waits_code === 'review'
        ? ''
        : written(execution.due_at, (time) => t('live.about', { time }))
    case 'posting':
      return lasting(page, execution)
    default:
      return ended === null ? '' : written(ended, (time) => time)
  }
}

function lasting({ t, formats, now }: Context, { begun_at: begun }: Execution) {
  const ms = begun === null ? 0 : now.getTime() - Date.parse(begun)
  if (begun === null || ms < MINUTE_MS) return ''
  return html`<time datetime="${begun}" title="${formats.absolute(new Date(begun))}"
    >${t('live.for', { time: formats.duration(ms) })}</time
  >`
}

/** The caption and first comment that the account got or will get; the whole on request. */
function got(page: Context, post: Post, execution: Execution) {
  const { t } = page
  const { id, status, caption, comment, language } = execution
  if (status === 'skipped' || (status === 'waiting' && execution.waits_code === 'review')) return ''
  const lang = language === null ? '' : html`lang="${language}"`
  const name = language === null ? '' : languageName(page.language, language)
  return html`<div class="live-got">
    ${thumbnail(post.media[0])}
    <details id="texts-${id}">
      <summary aria-label="${t('language.whatItGot')}: @${execution.username}">
        <span class="lines" dir="auto"
          ><b>${name}</b>
          ${caption === '' ? t('noCaption') : html`<bdi ${lang}>${caption}</bdi>`}</span
        >
      </summary>
      ${comment === null ? '' : details([[t('firstComment'), comment]])}
    </details>
  </div>`
}

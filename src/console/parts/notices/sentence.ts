import { html } from 'hono/html'
import type { RowOf } from '../../api.ts'
import { messageOf, translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { causeWords } from '../../words/causes.ts'
import { noticeWords } from '../../words/notices.ts'
import { alertTitle } from '../alert.ts'
import { codeOf, countsOf, subjectOf, type Subject } from './subject.ts'

type Notice = RowOf<'listOwnNotifications'>

/**
 * Says what happened to which thing, why, and what helps; `all` is the page with the other things.
 */
export function noticeSentence(page: PageContext, notice: Notice, all?: string) {
  const { language } = page
  const t = translator(language, noticeWords)
  const title = alertTitle(page, notice)
  const cause = messageOf(language, causeWords, codeOf(notice) ?? '')
  const next = messageOf(language, noticeWords, `next_${notice.kind}`)
  const more = notice.count > 1 ? moreOf(t('andMore', { n: notice.count - 1 }), all) : ''
  const it = thingOf(page, notice)
  const about = it === '' ? html`${more}.` : html`: ${it}${more}.`
  return html`<p><strong dir="auto">${title}</strong>${about} ${cause ?? ''} ${next ?? ''}</p>`
}

const moreOf = (text: string, all: string | undefined) =>
  all === undefined ? ` ${text}` : html` <a class="out" href="/console${all}">${text}</a>`

/** The thing by its name, with a link to its page. */
function thingOf(page: PageContext, notice: Notice) {
  const subject = subjectOf(notice)
  if (subject === undefined) return ''
  const name = subject.name ?? namelessOf(page, notice, subject)
  if (name === '' || subject.path === null) return name
  return html`<a class="out" href="/console${subject.path}" dir="auto">${name}</a>`
}

/** The words for a thing without a name of its own; a job is known by its counts. */
function namelessOf({ language }: PageContext, notice: Notice, { type }: Subject): string {
  const t = translator(language, noticeWords)
  if (type === 'post') return t('thePost')
  const counts = type === 'job' ? countsOf(notice) : undefined
  if (counts === undefined) return ''
  const { total, failed } = counts
  const tasks = t('jobTasks', { n: total })
  return failed === 0 ? tasks : `${tasks}, ${t('jobFailed', { n: failed })}`
}

/** Kinds whose act decides about a post. */
const DECIDES: ReadonlySet<string> = new Set(['publication_unknown', 'post_missed'])

const OPENS = {
  account: 'open_account',
  connection: 'open_connection',
  post: 'open_post',
  proxy: 'open_proxy',
  reel: 'open_reel',
  store: 'open_store',
  creator: 'open_page',
  job: 'open_job',
} as const

/** Where a person acts on a kind that is about no single thing, or whose thing has no page. */
const PLACES: Readonly<Partial<Record<string, string>>> = {
  account_needs_person: '/accounts',
  account_suspended: '/accounts',
  ai_batches_failing: '/batches',
  ai_budget_spent: '/batches',
  openai_model_ending: '/batches',
  openai_refused: '/batches',
  pool_empty: '/accounts',
  pool_small: '/accounts',
  pool_stopped: '/overview',
  proxies_scarce: '/proxies',
  proxy_dead: '/proxies',
  publishing_failing: '/publishing-stats',
  sign_ins_failing: '/audit',
}

/** The link that helps; nothing where there is nothing to do. */
export function noticeAct(page: PageContext, notice: Notice) {
  const t = translator(page.language, noticeWords)
  const subject = subjectOf(notice)
  if (subject === undefined || subject.path === null) return placeOf(page, notice)
  const href = `/console${subject.path}`
  if (notice.kind === 'account_needs_person' && codeOf(notice) === 'challenge_required')
    return html`<a class="button" href="${href}/challenge" data-dialog>${t('answered')}</a>`
  if (DECIDES.has(notice.kind))
    return html`<a class="button main" href="${href}">${t('decide_post')}</a>`
  return html`<a class="button" href="${href}">${t(OPENS[subject.type])}</a>`
}

function placeOf(page: PageContext, { kind }: Notice) {
  const place = page.nav.find(({ path }) => path === PLACES[kind])
  return place === undefined
    ? ''
    : html`<a class="button" href="/console${place.path}">${place.title}</a>`
}

import { html } from 'hono/html'
import { taskType } from '../../parts/task-type.ts'
import type { Kind } from './need-kinds.ts'
import type { Full, Need } from './report.ts'
import type { Context } from './kit.ts'

type Subject = Need['subjects'][number]
type About = { subject: Subject | undefined; report: Full }

/** The buttons and links that help. */
export function actsOf(page: Context, kind: Kind, need: Need, about: About): unknown {
  switch (kind) {
    case 'publications_unknown':
    case 'publications_failed':
    case 'posts_missed':
      return postActs(page, kind, need, about.subject)
    case 'proxies_dead':
    case 'proxies_blocked':
      return proxyActs(page, kind, need)
    case 'accounts_need_person':
      return accountActs(page, need, about)
    case 'accounts_rest':
      return link(accountsPath(need, about.subject), page.t('act_open'))
    case 'budget_spent':
    case 'budget_low':
      return budgetActs(page, need)
  }
}

const link = (href: string, text: string, isMain = false) =>
  html`<a class="${isMain ? 'button main' : 'button'}" href="${href}" dir="auto">${text}</a>`

function postActs(page: Context, kind: Kind, { subjects }: Need, subject: Subject | undefined) {
  if (!page.may('publishing:read') || subject === undefined) return ''
  const isOne = subjects.every(({ id }) => id === subject.id)
  const path = isOne ? `/console/posts/${subject.id}` : '/console/posts'
  const isUnknown = kind === 'publications_unknown'
  return link(path, page.t(isUnknown ? 'act_decide' : 'act_open'), isUnknown)
}

function proxyActs(page: Context, kind: Kind, { subjects, count }: Need) {
  const { t } = page
  const [first] = subjects
  const isOne = count === 1 && first !== undefined
  const path = isOne ? `/console/proxies/${first.id}` : '/console/proxies?state=dead'
  if (!page.may('accounts:write')) return link(path, t('act_open'))
  // One that Instagram blocks answers a check, and is blocked still.
  const check =
    kind === 'proxies_blocked'
      ? ''
      : html`<form method="post" action="/console/check-proxies" data-morph>
          ${subjects.map(({ id }) => html`<input type="hidden" name="proxy" value="${id}" />`)}
          <button>${t('checkProxies', { n: subjects.length })}</button>
        </form>`
  const replace = isOne
    ? html`<a class="button" href="/console/proxies/${first.id}/replace" data-dialog
        >${t('act_replace')}</a
      >`
    : link(path, t('act_replace'))
  return html`${check} ${replace}`
}

const ACTS = /^gramd accounts (login|check|resume) (\S+)$/
const ANSWERED = /^gramd accounts challenge \S+ --resolved$/

/** The page of one account; the list of several. */
const accountsPath = ({ count, state }: Need, subject: Subject | undefined): string =>
  count === 1 && subject !== undefined
    ? `/console/accounts/${subject.id}`
    : `/console/accounts?state=${state ?? ''}`

function accountActs(page: Context, need: Need, { subject, report }: About) {
  const { t } = page
  const path = accountsPath(need, subject)
  const open = link(path, t('act_open'))
  if (need.count > 1 || subject === undefined || !page.may('accounts:write')) return open
  const next = report.accounts.need_you.find(({ account }) => account === subject.name)?.next ?? ''
  if (ANSWERED.test(next))
    return html`<a class="button" href="${path}/challenge" data-dialog>${t('act_challenge')}</a>
      ${open}`
  const act = ACTS.exec(next)?.[1]
  if (act !== 'login' && act !== 'check' && act !== 'resume') return open
  return html`<form method="post" action="/console/help" data-morph>
      <input type="hidden" name="account" value="${subject.name}" />
      <button name="act" value="${act}">${t(`act_${act}`)}</button>
    </form>
    ${open}`
}

/** Pauses the kind of task that used most. */
function budgetActs(page: Context, { spent }: Need) {
  const { t, language } = page
  const type = spent?.most?.task_type
  if (type === undefined || !page.may('system:write')) return ''
  const name = taskType(language, type)
  return html`<form method="post" action="/console/pause-type" data-morph>
    <input type="hidden" name="type" value="${type}" />
    <button aria-label="${t('pauseType', { name })}">${t('act_pause')}</button>
  </form>`
}

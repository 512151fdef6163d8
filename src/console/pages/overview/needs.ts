import { html } from 'hono/html'
import { diagnosisLine } from '../../parts/diagnosis.ts'
import { empty } from '../../parts/empty.ts'
import { icon } from '../../icons.ts'
import { errorName } from '../../words/errors.ts'
import { failedTasksPath, retryFailed, type ErrorGroup } from '../../parts/failed-tasks.ts'
import { total, type Full } from './report.ts'
import type { Context } from './kit.ts'

type Line = { id: string; sign: 'person' | 'failed'; text: string; detail?: unknown; act?: unknown }

/** The number of failure causes with their own line. */
const MAX_CAUSES = 5

/** Renders what a person must do, each line with its remedy. */
export function needs(page: Context, report: Full, causes: readonly ErrorGroup[]) {
  const { t } = page
  const lines = [
    ...accountLines(page, report),
    ...alertLines(page, report),
    ...failures(page, report, causes),
  ]
  return html`<section aria-labelledby="needs">
    <h2 id="needs">${t('needsYou')}</h2>
    ${
      lines.length === 0
        ? empty(t('allWell'), t('allWellHint'))
        : html`<ul class="needs">
            ${lines.map(
              ({ id, sign, text, detail, act }) =>
                html`<li id="${id}" data-state="${sign}">
                  ${icon(sign)}
                  <div>
                    <strong>${text}</strong>
                    ${detail ?? ''}
                  </div>
                  ${act ?? ''}
                </li>`,
            )}
          </ul>`
    }
  </section>`
}

const ACTS = /^gramd accounts (login|check|resume) (\S+)$/

function accountLines(page: Context, { accounts }: Full): Line[] {
  const { t } = page
  return accounts.need_you.map(({ account, state, reason, next }) => {
    const act = ACTS.exec(next ?? '')?.[1]
    const known = act === 'login' || act === 'check' || act === 'resume' ? act : undefined
    const title = page.findText(`state_${state}`) ?? state
    return {
      id: `account-${account}`,
      sign: 'person',
      text: `@${account} · ${title}`,
      detail: html`<p lang="en">${reason}</p>`,
      act:
        known === undefined || !page.may('accounts:write')
          ? accountLink(page, account, next)
          : html`<form method="post" action="/console/help" data-morph>
              <input type="hidden" name="account" value="${account}" />
              <button name="act" value="${known}">${t(`act_${known}`)}</button>
            </form>`,
    }
  })
}

const ANSWERED = /^gramd accounts challenge \S+ --resolved$/

/**
 * Links to the remedy of an account: the question whether its challenge is solved, otherwise its
 * page.
 */
function accountLink(page: Context, account: string, next: string | null) {
  const { t } = page
  const path = `/console/accounts/${account}`
  return ANSWERED.test(next ?? '') && page.may('accounts:write')
    ? html`<a class="button" href="${path}/challenge" data-dialog>${t('act_challenge')}</a>`
    : html`<a class="button" href="${path}">${t('act_open')}</a>`
}

/** The page for each alert, by its code. */
const PLACES: Readonly<Partial<Record<string, string>>> = {
  no_accounts: '/accounts',
  no_account_in_service: '/accounts',
  all_accounts_rest: '/accounts',
  no_publisher_in_service: '/publishing-accounts',
  renewal_waiting: '/accounts',
  logins_refused: '/accounts',
  openai_not_configured: '/settings',
  ai_budget_spent: '/batches',
  ai_batches_failed: '/batches',
  openai_down: '/batches',
  unknown_task_type: '/tasks',
}

/** Alerts whose titles say everything that their messages do. */
const SAYS_ALL: ReadonlySet<string> = new Set([
  'no_accounts',
  'no_account_in_service',
  'openai_not_configured',
  'ai_budget_spent',
  'openai_down',
])

/** Alerts that end with a click, and the scope for it. */
const ENDS = {
  pool_stopped: { act: 'pool', scope: 'accounts:write' },
  openai_refused: { act: 'ai', scope: 'ai:write' },
} as const

function alertLines(page: Context, { alerts, accounts }: Full): Line[] {
  const { t } = page
  // Each account has its own line.
  const others = alerts.filter(
    ({ code }) => accounts.need_you.length === 0 || !code.startsWith('accounts_'),
  )
  return others.map(({ code, message, since }) => {
    const title = page.findText(`alert_${code}`)
    const from = since && t('since', { time: page.formats.absolute(new Date(since)) })
    return {
      id: `alert-${code}`,
      sign: 'failed',
      text: title ?? message,
      detail: html`${title === undefined || SAYS_ALL.has(code) ? '' : html`<p lang="en">${message}</p>`}
      ${from ? html`<p>${from}</p>` : ''}`,
      act: remedy(page, code),
    }
  })
}

function remedy(page: Context, code: string): unknown {
  const { t } = page
  const end = code === 'pool_stopped' || code === 'openai_refused' ? ENDS[code] : undefined
  if (end && page.may(end.scope))
    return html`<form method="post" action="/console/go-on" data-morph>
      <button name="act" value="${end.act}">${t(`goOn_${end.act}`)}</button>
    </form>`
  const place = page.nav.find(({ path }) => path === PLACES[code])
  return place && html`<a class="button" href="/console${place.path}">${place.title}</a>`
}

/** Failed tasks by cause, each with whether a retry helps before the button. */
function failures(page: Context, report: Full, causes: readonly ErrorGroup[]): Line[] {
  const { t } = page
  const { count, isCapped } = total(report, 'failed')
  const first = causes.slice(0, MAX_CAUSES)
  const lines = first.map((group, at): Line => {
    const { error_code: code, message, failed_tasks: n, diagnosis } = group
    const cause = code === null ? '' : `: ${errorName(page.language, code)}`
    const see = html`<a class="button" href="${failedTasksPath(group)}">${t('seeThem')}</a>`
    return {
      id: `cause-${at}`,
      sign: 'failed',
      text: `${t('failedTasks', { n })}${cause}`,
      detail: html`${message === '' ? '' : html`<p lang="en">${message}</p>`}
      ${diagnosisLine(page, diagnosis)}`,
      act: html`<div class="acts">
        ${see} ${diagnosis.retry_helps ? retryFailed(page, group) : ''}
      </div>`,
    }
  })
  const left = count - first.reduce((sum, { failed_tasks: n }) => sum + n, 0)
  if (left <= 0) return lines
  return [
    ...lines,
    {
      id: 'failed-tasks',
      sign: 'failed',
      text: t(isCapped ? 'manyFailed' : lines.length === 0 ? 'failedTasks' : 'moreFailed', {
        n: isCapped ? count : left,
      }),
      act: html`<a class="button" href="/console/tasks/errors">${t('byError')}</a>`,
    },
  ]
}

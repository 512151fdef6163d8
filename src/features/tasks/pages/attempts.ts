import { html } from 'hono/html'
import { timeline, type TimelineEvent } from '../../../console/parts/figures/timeline.ts'
import type { IconName } from '../../../console/icons.ts'
import { errorName } from '../../../console/words/errors.ts'
import { proxyName } from '../../../console/parts/proxy-name.ts'
import type { Attempt, Context, Task } from './kit.ts'
import { original } from '../../../console/parts/original.ts'

const SIGNS: Readonly<Record<Attempt['outcome'], IconName>> = {
  retried: 'failed',
  snoozed: 'resting',
  failed: 'failed',
  lost: 'failed',
  cancelled: 'cancelled',
  done: 'done',
  running: 'running',
}

/** A task from its creation to what comes next, newest last. */
export function history(page: Context, task: Task, attempts: readonly Attempt[]) {
  const { t } = page
  const isEnded = task.status !== 'pending' && task.status !== 'running'
  const hasEnd = attempts.some(({ ended_at: at }) => at !== null && at === task.completed_at)
  const ending: TimelineEvent[] =
    isEnded && !hasEnd && task.completed_at !== null
      ? [{ at: task.completed_at, sign: task.status, text: t(`detail.out_${endOf(task)}`) }]
      : []
  const next: TimelineEvent[] =
    task.status === 'pending' && task.next_retry_at !== null
      ? [{ at: task.next_retry_at, sign: 'pending', text: t('detail.ev_again') }]
      : []
  return timeline(page, t('detail.timeline'), [
    { at: task.created_at, sign: 'pending', text: t('detail.ev_created') },
    ...attempts.map((attempt) => eventOf(page, attempt, isSaidAbove(task, attempt))),
    ...ending,
    ...next,
  ])
}

const endOf = ({ status }: Task) =>
  status === 'done' || status === 'cancelled' ? status : 'failed'

/**
 * The page begins with the error of the task: the attempt that ended with it does not repeat it.
 */
const isSaidAbove = (task: Task, attempt: Attempt): boolean =>
  attempt.ended_at !== null &&
  attempt.ended_at === task.completed_at &&
  attempt.error_code === task.error_code &&
  attempt.error_message === task.error_message

function eventOf(page: Context, attempt: Attempt, isSaid: boolean): TimelineEvent {
  const { t, language, formats } = page
  const { owner, started_at, ended_at, took_seconds: took, outcome, error_code } = attempt
  const cause = error_code === null || isSaid ? '' : `: ${errorName(language, error_code)}`
  const facts = [
    took === null ? undefined : t('detail.took', { time: formats.duration(took * 1_000) }),
    owner === null ? undefined : t('detail.by', { owner }),
  ].filter((each) => each !== undefined)
  return {
    at: ended_at ?? started_at ?? page.now.toISOString(),
    sign: SIGNS[outcome],
    text: `${t(`detail.out_${outcome}`)}${cause}`,
    detail: html`${facts.length > 0 ? html`<small class="line">${facts.join(' · ')}</small>` : ''}
    ${(attempt.accounts ?? []).map((use) => accountLine(page, use))}
    ${
      attempt.error_message === null || isSaid
        ? ''
        : html`<small class="line">${original(page, attempt.error_message)}</small>`
    }`,
  }
}

type Use = NonNullable<Attempt['accounts']>[number]

/** The account with its proxy, and what it sent. */
function accountLine({ t, formats }: Context, { account, proxy, requests, failed }: Use) {
  const sent = t('detail.requests', { n: requests })
  return html`<small class="line"
    >${
      account === null
        ? t('detail.removedAccount')
        : html`<a href="/console/accounts/${account.id}" dir="auto">@${account.username}</a>`
    }
    ${proxy === null ? '' : html`· <a href="/console/proxies/${proxy.id}">${proxyName(proxy)}</a>`}
    ·
    ${sent}${failed === 0 ? '' : `, ${t('detail.requestsFailed', { n: formats.number(failed) })}`}</small
  >`
}

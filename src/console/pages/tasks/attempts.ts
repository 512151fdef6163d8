import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { timeline, type TimelineEvent } from '../../parts/timeline.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import { errorName } from '../../words/errors.ts'
import { proxyName } from '../accounts/account.ts'
import { detailWords } from './detail-words.ts'
import type { Task } from './task.ts'

const Attempt = z.object({
  owner: z.string().nullable(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  took_seconds: z.number().nullable(),
  outcome: z.enum(['retried', 'snoozed', 'failed', 'lost', 'cancelled', 'done', 'running']),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  accounts: z
    .array(
      z.object({
        account: z.object({ id: z.string(), username: z.string() }).nullable(),
        proxy: z
          .object({
            id: z.string(),
            label: z.string().nullable(),
            host: z.string(),
            port: z.int(),
          })
          .nullable(),
        requests: z.int(),
        failed: z.int(),
      }),
    )
    .nullable(),
})
type Attempt = z.output<typeof Attempt>
export const Attempts = z.object({ data: z.array(Attempt) })

const SIGNS: Readonly<Record<Attempt['outcome'], ShapeName>> = {
  retried: 'failed',
  snoozed: 'resting',
  failed: 'failed',
  lost: 'failed',
  cancelled: 'cancelled',
  done: 'done',
  running: 'running',
}

/** A task from its creation to what comes next, newest last. */
export function history(page: Page, task: Task, attempts: readonly Attempt[]) {
  const say = sayIn(page.language, detailWords)
  const isEnded = task.status !== 'pending' && task.status !== 'running'
  const hasEnd = attempts.some(({ ended_at: at }) => at !== null && at === task.completed_at)
  const ending: TimelineEvent[] =
    isEnded && !hasEnd && task.completed_at !== null
      ? [{ at: task.completed_at, sign: task.status, text: say(`out_${endOf(task)}`) }]
      : []
  const next: TimelineEvent[] =
    task.status === 'pending' && task.next_retry_at !== null
      ? [{ at: task.next_retry_at, sign: 'pending', text: say('ev_again') }]
      : []
  return timeline(page, say('timeline'), [
    { at: task.created_at, sign: 'pending', text: say('ev_created') },
    ...attempts.map((attempt) => eventOf(page, attempt, isSaidAbove(task, attempt))),
    ...ending,
    ...next,
  ])
}

const endOf = ({ status }: Task) =>
  status === 'done' || status === 'cancelled' ? status : 'failed'

/** The page begins with the error of the task: the attempt that ended with it does not repeat it. */
const isSaidAbove = (task: Task, attempt: Attempt): boolean =>
  attempt.ended_at !== null &&
  attempt.ended_at === task.completed_at &&
  attempt.error_code === task.error_code &&
  attempt.error_message === task.error_message

function eventOf(page: Page, attempt: Attempt, isSaid: boolean): TimelineEvent {
  const { language, formats } = page
  const say = sayIn(language, detailWords)
  const { owner, started_at, ended_at, took_seconds: took, outcome, error_code } = attempt
  const cause = error_code === null || isSaid ? '' : `: ${errorName(language, error_code)}`
  const facts = [
    took === null ? undefined : say('took', { time: formats.duration(took * 1_000) }),
    owner === null ? undefined : say('by', { owner }),
  ].filter((each) => each !== undefined)
  return {
    at: ended_at ?? started_at ?? page.now.toISOString(),
    sign: SIGNS[outcome],
    text: `${say(`out_${outcome}`)}${cause}`,
    detail: html`${facts.length > 0 ? html`<small class="line">${facts.join(' · ')}</small>` : ''}
    ${(attempt.accounts ?? []).map((use) => accountLine(page, use))}
    ${
      attempt.error_message === null || isSaid
        ? ''
        : html`<small class="line" lang="en">${attempt.error_message}</small>`
    }`,
  }
}

type Use = NonNullable<Attempt['accounts']>[number]

/** The account with its proxy, and what it sent. */
function accountLine({ language, formats }: Page, { account, proxy, requests, failed }: Use) {
  const say = sayIn(language, detailWords)
  const sent = say('requests', { n: requests })
  return html`<small class="line"
    >${
      account === null
        ? say('removedAccount')
        : html`<a href="/console/accounts/${account.id}">@${account.username}</a>`
    }
    ${proxy === null ? '' : html`· <a href="/console/proxies/${proxy.id}">${proxyName(proxy)}</a>`}
    ·
    ${sent}${failed === 0 ? '' : `, ${say('requestsFailed', { n: formats.number(failed) })}`}</small
  >`
}

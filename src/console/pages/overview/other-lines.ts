import { html } from 'hono/html'
import type { IconName } from '../../icons.ts'
import { diagnosisLine } from '../../parts/diagnosis.ts'
import { taskType } from '../../parts/task-type.ts'
import { errorName } from '../../words/errors.ts'
import { failedTasksPath, retryFailed, type ErrorGroup } from '../../parts/failed-tasks.ts'
import { factsOf, sinceOf } from './need-facts.ts'
import { total, type Full, type Job, type Need } from './report.ts'
import type { Context } from './kit.ts'

/** One cause in words, with its act. */
export type Line = {
  id: string
  harm: Need['harm']
  sign: IconName
  title: string
  why: unknown
  since: string
  waits: string
  recovers: string
  act: unknown
}

/** The number of failure causes with their own line. */
const MAX_CAUSES = 3

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

/** Alerts that end with a click, and the scope for it. */
const ENDS = {
  pool_stopped: { act: 'pool', scope: 'accounts:write' },
  openai_refused: { act: 'ai', scope: 'ai:write' },
} as const

/** An alert of the health report in words. */
export function alertLine(page: Context, need: Need): Line {
  const { kind, harm } = need
  const known = page.findText(`alert_${kind}`)
  return {
    id: `alert-${kind}`,
    harm,
    sign: harm === 'recovers' ? 'resting' : 'failed',
    title: known ?? page.t('alert_other'),
    why: whyOf(page, need, known === undefined),
    ...factsOf(page, need),
    act: remedy(page, kind),
  }
}

/** Alerts whose message has more than the sentence about them, such as a version to install. */
const IN_FULL: ReadonlySet<string> = new Set([
  'instance_taken',
  'log_lines_dropped',
  'logins_refused',
  'openai_refused',
  'postgres_faulty',
  'unknown_task_type',
])

/** The remedy; with the whole message where it says more, or nothing else is known. */
function whyOf(page: Context, { kind, message }: Need, isUnknown: boolean) {
  const why = page.findText(`why_${kind}`) ?? ''
  const isInFull = message !== null && (isUnknown || IN_FULL.has(kind))
  return isInFull ? html`${why} ${inFull(page, message)}` : why
}

/** The message for those who repair the cause: it names settings and versions, in English. */
function inFull({ t }: Context, message: string) {
  return html`<details class="original">
    <summary>${t('faultInFull')}</summary>
    <code dir="auto">${message}</code>
  </details>`
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

const OF_TASKS = { harm: 'work', sign: 'failed', waits: '', recovers: '' } as const

/** Failed tasks by cause, each with whether a retry helps before the button. */
export function failureLines(page: Context, report: Full, causes: readonly ErrorGroup[]): Line[] {
  const { t } = page
  const { count, isCapped } = total(report, 'failed')
  const first = causes.slice(0, MAX_CAUSES)
  const lines = first.map((group, at): Line => {
    const { error_code: code, failed_tasks: n, diagnosis } = group
    const cause = code === null ? '' : `: ${errorName(page.language, code)}`
    return {
      ...OF_TASKS,
      id: `cause-${at}`,
      title: `${t('failedTasks', { n })}${cause}`,
      why: diagnosisLine(page, diagnosis),
      since: sinceOf(page, group.first_seen),
      act: html`<a class="button" href="${failedTasksPath(group)}">${t('seeThem')}</a>
        ${diagnosis.retry_helps ? retryFailed(page, group) : ''}`,
    }
  })
  const left = count - first.reduce((sum, { failed_tasks: n }) => sum + n, 0)
  if (left <= 0) return lines
  const n = isCapped ? count : left
  const key = isCapped ? 'manyFailed' : lines.length === 0 ? 'failedTasks' : 'moreFailed'
  return [
    ...lines,
    {
      ...OF_TASKS,
      id: 'failed-tasks',
      title: t(key, { n }),
      why: '',
      since: '',
      act: html`<a class="button" href="/console/tasks/errors">${t('byError')}</a>`,
    },
  ]
}

/** The number of overdue jobs that are named. */
const MAX_JOBS = 3

/** Scheduled jobs that did not begin at their time, in one line: the scheduler is their cause. */
export function lateLines(page: Context, jobs: readonly Job[]): Line[] {
  const { t, formats } = page
  if (jobs.length === 0) return []
  const names = jobs.map(({ name }) => taskType(page.language, name))
  const listed = names.slice(0, MAX_JOBS).join(', ')
  const more = names.length - MAX_JOBS
  const text = more > 0 ? t('andMore', { names: listed, more: formats.number(more) }) : listed
  const next = jobs.flatMap(({ next_tick: at }) => at ?? []).toSorted()[0]
  return [
    {
      ...OF_TASKS,
      id: 'late-jobs',
      title: t('lateJobs', { n: jobs.length, name: text }),
      why: jobs.length === 1 ? '' : text,
      since: '',
      recovers: next === undefined ? '' : t('nextRunAt', { time: formats.moment(new Date(next)) }),
      act: html`<a class="button" href="/console/schedule">${t('schedule')}</a>`,
    },
  ]
}

import type { AnswerOf, RowOf } from '../../api.ts'
import type { ErrorGroup } from '../../parts/failed-tasks.ts'
import type { Context } from './kit.ts'

/** The report for users with the scope system:read; others get the status only. */
export type Full = Extract<AnswerOf<'getHealth'>, { alerts: unknown }>

export type Need = AnswerOf<'listNeeds'>['data'][number]
export type Job = AnswerOf<'getSchedule'>['data'][number]
type Hour = RowOf<'listTaskThroughput'>
type Activity = AnswerOf<'getPoolActivity'>
type Usage = AnswerOf<'getPoolUsage'>
type Capacity = AnswerOf<'getPoolCapacity'>
type Source = RowOf<'listDiscoverySources'>

/** The kinds of harm, worst first. */
export const HARMS = ['public', 'work', 'people', 'recovers'] as const satisfies Need['harm'][]

/** Additional parts that the reader may see; null for those they may not. */
export type Beside = {
  needs: Need[]
  money: AnswerOf<'getAiBudget'> | null
  capacity: Capacity | null
  activity: Activity | null
  usage: Usage | null
  hours: Hour[] | null
  sources: Source[] | null
  /** Scheduled jobs that did not begin at their time. */
  late: Job[]
  /** Causes of failed tasks, most tasks first. */
  causes: ErrorGroup[]
}

/** The maximum number of strips of accounts, and of proxies. */
const STRIPS = 10
/** Tasks and requests are drawn for these hours. */
const HOURS = 24
const DISCOVERY_DAYS = 7

export async function readBeside(page: Context): Promise<Beside> {
  const [needs, schedule, work, pool, money, sources] = await Promise.all([
    page.api.call('listNeeds'),
    page.api.call('getSchedule'),
    readWork(page),
    readPool(page),
    page.may('ai:read') ? page.api.call('getAiBudget') : null,
    page.may('creators:read')
      ? page.api.call('listDiscoverySources', { query: { days: DISCOVERY_DAYS, limit: 200 } })
      : null,
  ])
  const late = schedule.data.filter((job) => job.late)
  return { needs: needs.data, late, ...work, ...pool, money, sources: sources?.data ?? null }
}

async function readWork(page: Context): Promise<Pick<Beside, 'hours' | 'causes'>> {
  if (!page.may('tasks:read')) return { hours: null, causes: [] }
  const [throughput, errors] = await Promise.all([
    page.api.call('listTaskThroughput', { query: { hours: HOURS } }),
    page.api.call('listTaskErrors'),
  ])
  return {
    hours: throughput.data,
    causes: errors.data.filter(({ failed_tasks: failed }) => failed > 0),
  }
}

async function readPool(page: Context): Promise<Pick<Beside, 'capacity' | 'activity' | 'usage'>> {
  if (!page.may('accounts:read')) return { capacity: null, activity: null, usage: null }
  const [capacity, activity, usage] = await Promise.all([
    page.api.call('getPoolCapacity'),
    page.api.call('getPoolActivity', { query: { limit: STRIPS } }),
    page.api.call('getPoolUsage'),
  ])
  return { capacity, activity, usage }
}

export type Counted = 'pending' | 'running' | 'failed'

export function total({ tasks }: Full, status: Counted): { count: number; isCapped: boolean } {
  const rows = Object.values(tasks.by_type)
  return {
    count: rows.reduce((sum, row) => sum + row[status], 0),
    isCapped: rows.some(({ capped }) => capped.includes(status)),
  }
}

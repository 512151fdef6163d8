import type { AnswerOf, RowOf } from '../../api.ts'
import type { ErrorGroup } from '../../parts/failed-tasks.ts'
import type { Context } from './kit.ts'

/** The report for users with the scope system:read; others get the status only. */
export type Full = Extract<AnswerOf<'getHealth'>, { alerts: unknown }>

export type Job = AnswerOf<'getSchedule'>['data'][number]
export type Hour = RowOf<'listTaskThroughput'>

/** Additional parts that the reader may see; null for those they may not. */
export type Beside = {
  money: AnswerOf<'getAiBudget'> | null
  capacity: AnswerOf<'getPoolCapacity'> | null
  hours: Hour[] | null
  jobs: Job[]
  /** Causes of failed tasks, most tasks first. */
  causes: ErrorGroup[]
}

export async function readBeside(page: Context): Promise<Beside> {
  const mayRead = page.may('tasks:read')
  const [money, capacity, throughput, schedule, causes] = await Promise.all([
    page.may('ai:read') ? page.api.call('getAiBudget') : null,
    page.may('accounts:read') ? page.api.call('getPoolCapacity') : null,
    mayRead ? page.api.call('listTaskThroughput') : null,
    page.api.call('getSchedule'),
    mayRead ? page.api.call('listTaskErrors') : null,
  ])
  return {
    money,
    capacity,
    hours: throughput?.data ?? null,
    jobs: schedule.data,
    causes: (causes?.data ?? []).filter(({ failed_tasks: failed }) => failed > 0),
  }
}

export type Counted = 'pending' | 'running' | 'failed'

export function total({ tasks }: Full, status: Counted): { count: number; isCapped: boolean } {
  const rows = Object.values(tasks.by_type)
  return {
    count: rows.reduce((sum, row) => sum + row[status], 0),
    isCapped: rows.some(({ capped }) => capped.includes(status)),
  }
}

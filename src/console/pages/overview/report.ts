import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { readErrorGroups, type ErrorGroup } from '../tasks/errors.ts'

const count = z.int()

const Status = z.enum(['ok', 'degraded', 'down'])

const Full = z.object({
  status: Status,
  accounts: z.object({
    total: count,
    by_state: z.record(z.string(), count),
    in_service: count,
    free: count,
    need_you: z.array(
      z.object({
        account: z.string(),
        state: z.string(),
        reason: z.string(),
        next: z.string().nullable(),
      }),
    ),
  }),
  tasks: z.object({
    by_type: z.record(
      z.string(),
      z.object({
        pending: count,
        running: count,
        failed: count,
        capped: z.array(z.string()),
      }),
    ),
    oldest_waiting_seconds: count.nullable(),
  }),
  openai: z.object({ open_batches: count }),
  alerts: z.array(
    z.object({ code: z.string(), message: z.string(), since: z.string().nullable() }),
  ),
})
export type Full = z.output<typeof Full>

/** What the overview reads of /api/health; without the scope system:read there is the status only. */
export const Report = z.union([Full, z.object({ status: Status })])

const Budget = z.object({ daily_usd: z.number(), spent_usd: z.number() })
const Capacity = z.object({ today: count, per_day_of_all: count })
const Throughput = z.object({
  data: z.array(z.object({ hour: z.string(), done: count, failed: count, capped: z.boolean() })),
})
const Schedule = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      last_tick: z.string().nullable(),
      next_tick: z.string().nullable(),
      late: z.boolean(),
    }),
  ),
})
export type Job = z.output<typeof Schedule>['data'][number]
export type Hour = z.output<typeof Throughput>['data'][number]

/** What stands beside the report, as far as its reader may see it; null for what they may not. */
export type Beside = {
  money: z.output<typeof Budget> | null
  capacity: z.output<typeof Capacity> | null
  hours: Hour[] | null
  jobs: Job[]
  /** Causes of failed tasks, those with most tasks first. */
  causes: ErrorGroup[]
}

export async function readBeside(page: Page): Promise<Beside> {
  const mayRead = page.may('tasks:read')
  const [money, capacity, throughput, schedule, causes] = await Promise.all([
    page.may('ai:read') ? page.ask('GET /api/ai/budget', Budget) : null,
    page.may('accounts:read') ? page.ask('GET /api/pool/capacity', Capacity) : null,
    mayRead ? page.ask('GET /api/tasks/throughput', Throughput) : null,
    page.ask('GET /api/schedule', Schedule),
    mayRead ? readErrorGroups(page) : [],
  ])
  return {
    money,
    capacity,
    hours: throughput?.data ?? null,
    jobs: schedule.data,
    causes: causes.filter(({ failed_tasks: failed }) => failed > 0),
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

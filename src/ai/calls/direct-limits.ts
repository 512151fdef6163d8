import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../db/database.ts'
import type { LimitLeft, RequestLimit } from '../../base/errors.ts'
import { countOpenCalls } from './calls-store.ts'
import { readSpending } from '../money/spending.ts'

export const DAY_MS = 24 * 3_600_000

/** Concurrent direct calls, and US dollars a day (UTC). */
export type DirectLimits = { atOnce: number; budgetUsd: number }

export const callsLimit = ({ atOnce }: DirectLimits): RequestLimit => ({
  name: 'direct_calls',
  quota: atOnce,
  unit: 'concurrent-requests',
})

export const budgetLimit = ({ budgetUsd }: DirectLimits): RequestLimit => ({
  name: 'daily_budget',
  quota: Math.floor(budgetUsd * 100),
  unit: 'usd-cents',
  windowSeconds: DAY_MS / 1_000,
})

export const nextDay = (now: Date): Date =>
  new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS)

export const directLimits = ({
  openaiDirectCalls,
  openaiDailyBudgetUsd,
}: {
  openaiDirectCalls: number
  openaiDailyBudgetUsd: number
}): DirectLimits => ({
  atOnce: openaiDirectCalls,
  budgetUsd: openaiDailyBudgetUsd,
})

export async function readLimitsLeft(
  { db, clock }: { db: Db; clock: Pick<Clock, 'realMs'> },
  limits: DirectLimits,
): Promise<LimitLeft[]> {
  const open = await countOpenCalls(db)
  const { now, spentUsd } = await readSpending(db)
  const untilNextDay = clock.realMs(nextDay(now).getTime() - now.getTime())
  return [
    { limit: callsLimit(limits), left: Math.max(0, limits.atOnce - open) },
    {
      limit: budgetLimit(limits),
      left: Math.max(0, Math.floor((limits.budgetUsd - spentUsd) * 100)),
      resetSeconds: Math.ceil(untilNextDay / 1_000),
    },
  ]
}

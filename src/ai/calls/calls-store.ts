import { sql } from 'kysely'
import type { LimitLeft, RequestLimit } from '../../base/errors.ts'
import { lockExclusive } from '../../db/locks.ts'
import type { Db, Tx } from '../../db/handles.ts'
import type { CoreConfig } from '../../settings/core.ts'
import { readSpending } from '../money/spending.ts'
import type { AiServices } from '../services.ts'
import { AlreadyRequestedError, DirectCallRefusedError } from './errors.ts'

export const DAY_MS = 24 * 3_600_000
/** Real time after which a client may retry. */
const BUSY_MS = 10_000

const callsLimit = ({ openaiDirectCalls }: CoreConfig): RequestLimit => ({
  name: 'direct_calls',
  quota: openaiDirectCalls,
  unit: 'concurrent-requests',
})

/** A day is one of UTC. */
const budgetLimit = ({ openaiDailyBudgetUsd }: CoreConfig): RequestLimit => ({
  name: 'daily_budget',
  quota: Math.floor(openaiDailyBudgetUsd * 100),
  unit: 'usd-cents',
  windowSeconds: DAY_MS / 1_000,
})

const nextDay = (now: Date): Date => new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS)

export type NewCall = {
  kind: string
  subject: string
  model: string
  /** Counts until the real cost is known. */
  estimatedUsd: number
  /** Real ms after which a call without an outcome counts as dead. */
  leaseMs: number
}

/**
 * Stores a call before it is sent, one admission at a time; returns its id. Throws
 * AlreadyRequestedError, and DirectCallRefusedError when all processes together make as many calls
 * as they may, or the rest of the day's budget does not pay for it.
 */
export async function admitCall(
  tx: Tx,
  { clock, config }: Pick<AiServices, 'clock' | 'config'>,
  call: NewCall,
): Promise<string> {
  await lockExclusive(tx, 'direct_calls')
  await sql`
    update ai_calls set outcome = 'unanswered'
    where outcome is null and under_way_until <= clock_timestamp()`.execute(tx)
  const { rows } = await sql<{ open: number; same: number }>`
    select count(*)::int as open, count(*) filter (where kind = ${call.kind} and subject = ${call.subject})::int as same
    from ai_calls where outcome is null and under_way_until is not null`.execute(tx)
  const [under = { open: 0, same: 0 }] = rows
  if (under.same > 0) throw new AlreadyRequestedError('a model is being asked the same right now')
  if (under.open >= config.openaiDirectCalls) {
    const message = `${config.openaiDirectCalls} direct calls are under way (GRAMD_OPENAI_DIRECT_CALLS)`
    const until = new Date(clock.now().getTime() + BUSY_MS / clock.realMs(1))
    const limit = callsLimit(config)
    throw new DirectCallRefusedError('direct_calls_busy', message, { until, limit })
  }
  const { now, spentUsd } = await readSpending(tx)
  if (spentUsd + call.estimatedUsd > config.openaiDailyBudgetUsd) {
    const message = 'what is left of GRAMD_OPENAI_DAILY_BUDGET_USD for today does not pay for it'
    const refused = { until: nextDay(now), limit: budgetLimit(config) }
    throw new DirectCallRefusedError('daily_budget_spent', message, refused)
  }
  const { id } = await tx
    .insertInto('ai_calls')
    .values({
      kind: call.kind,
      subject: call.subject,
      model: call.model,
      cost_usd: call.estimatedUsd,
      under_way_until: sql<Date>`clock_timestamp() + make_interval(secs => ${call.leaseMs / 1000})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Stores the end of a call and its cost; null keeps the estimate. */
export async function finishCall(
  db: Db,
  id: string,
  outcome: string,
  paid: { inputTokens: number; outputTokens: number; costUsd: number } | null,
): Promise<void> {
  await db
    .updateTable('ai_calls')
    .set({
      outcome,
      ...(paid && {
        input_tokens: paid.inputTokens,
        output_tokens: paid.outputTokens,
        cost_usd: paid.costUsd,
      }),
    })
    .where('id', '=', id)
    .execute()
}

/** Returns the limits that are left for further calls, over all processes. */
export async function readLimitsLeft({
  db,
  clock,
  config,
}: Pick<AiServices, 'db' | 'clock' | 'config'>): Promise<LimitLeft[]> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from ai_calls
    where outcome is null and under_way_until > clock_timestamp()`.execute(db)
  const { now, spentUsd } = await readSpending(db)
  const untilNextDay = clock.realMs(nextDay(now).getTime() - now.getTime())
  return [
    {
      limit: callsLimit(config),
      left: Math.max(0, config.openaiDirectCalls - (rows[0]?.open ?? 0)),
    },
    {
      limit: budgetLimit(config),
      left: Math.max(0, Math.floor((config.openaiDailyBudgetUsd - spentUsd) * 100)),
      resetSeconds: Math.ceil(untilNextDay / 1_000),
    },
  ]
}

import { sql } from 'kysely'
import { lockExclusive } from '../../db/locks.ts'
import type { Db, Tx } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import { readSpending } from '../money/spending.ts'
import type { DirectLimits } from './direct-limits.ts'

export type NewCall = {
  kind: string
  subject: string
  model: string
  /** Counts until the real cost is known. */
  estimatedUsd: number
  /** Real ms after which a call without an outcome counts as dead. */
  leaseMs: number
}

export type Admission =
  | { kind: 'admitted'; id: string }
  /** Another call of the kind asks about the same subject. */
  | { kind: 'under_way' }
  /** All processes together make the maximum number of calls. */
  | { kind: 'busy' }
  /** The rest of the day's budget (UTC) does not pay for it; `now` is world time. */
  | { kind: 'unaffordable'; now: Date }

/** Stores a call before it is sent, if limits and budget allow it; one admission at a time. */
export async function admitCall(tx: Tx, call: NewCall, limits: DirectLimits): Promise<Admission> {
  await lockExclusive(tx, 'direct_calls')
  await sql`
    update ai_calls set outcome = 'unanswered'
    where outcome is null and under_way_until <= clock_timestamp()`.execute(tx)
  const { rows } = await sql<{ open: number; same: number }>`
    select count(*)::int as open, count(*) filter (where kind = ${call.kind} and subject = ${call.subject})::int as same
    from ai_calls where outcome is null and under_way_until is not null`.execute(tx)
  const [under = { open: 0, same: 0 }] = rows
  if (under.same > 0) return { kind: 'under_way' }
  if (under.open >= limits.atOnce) return { kind: 'busy' }
  const { now, spentUsd } = await readSpending(tx)
  if (spentUsd + call.estimatedUsd > limits.budgetUsd) return { kind: 'unaffordable', now }
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
  return { kind: 'admitted', id }
}

/** In all processes. */
export async function countOpenCalls(db: Db): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from ai_calls
    where outcome is null and under_way_until > clock_timestamp()`.execute(db)
  return rows[0]?.open ?? 0
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

const CALLS = 1_000

/**
 * Deletes direct calls more than `keepMs` old (world time) and alerts of that age; returns how many
 * calls. An aborted signal ends it between two steps.
 */
export async function forgetOldCalls(db: Db, keepMs: number, signal: AbortSignal): Promise<number> {
  const oldest = sql`(select world_now()) - make_interval(secs => ${keepMs / 1000})`
  await sql`delete from ai_alerts_sent where sent_at < ${oldest}`.execute(db)
  return await deleteInSteps(
    db,
    sql`
      delete from ai_calls where id = any (array(
        select id from ai_calls where created_at < ${oldest} order by created_at limit ${sql.lit(CALLS)}
      ))`,
    CALLS,
    signal,
  )
}

import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'

/** Why nothing is sent although enough tasks wait. */
export const HELD_REASONS = [
  'openai_refused',
  'failed_batches',
  'creations_per_hour',
  'daily_budget',
  'enqueued_tokens',
] as const
export type HeldReason = (typeof HELD_REASONS)[number]

/** The `until` of the batches of a kind that are being sent; null while tasks gather. */
export async function readGatheredUntil(db: Db, kind: string): Promise<Date | null> {
  const row = await db
    .selectFrom('ai_gathering')
    .select('until')
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row?.until ?? null
}

/** Stores it, so that a restart continues; null when all are sent. */
export async function storeGatheredUntil(db: Db, kind: string, until: Date | null): Promise<void> {
  if (until === null) await db.deleteFrom('ai_gathering').where('kind', '=', kind).execute()
  else
    await db
      .insertInto('ai_gathering')
      .values({ kind, until })
      .onConflict((conflict) => conflict.column('kind').doUpdateSet({ until }))
      .execute()
}

const DOWN = 'openai_down'

/**
 * Stores why nothing is sent, and since when; null for nothing. `mayBeDown` keeps a stored
 * `openai_down`, because OpenAI was not asked.
 */
export async function storeHeld(
  db: Db,
  reason: HeldReason | typeof DOWN | null,
  { mayBeDown = false } = {},
): Promise<void> {
  await sql`
    update ai_sending set held = ${reason}, held_since = case when ${reason}::text is not null then world_now() end
    where held is distinct from ${reason} and not (${mayBeDown} and held is not distinct from ${DOWN})`.execute(
    db,
  )
}

/** World time, and since when OpenAI is down, if for at least `forMs` (world time). */
export async function readDown(db: Db, forMs: number): Promise<{ now: Date; since: Date } | null> {
  const { rows } = await sql<{ now: Date; since: Date }>`
    select world_now() as now, held_since as since from ai_sending
    where held = ${DOWN} and held_since <= (select world_now()) - make_interval(secs => ${forMs / 1000})`.execute(
    db,
  )
  return rows[0] ?? null
}

/** Creation requests in the last hour (real time), and until when the first of them counts. */
export async function recentCreations(db: Db): Promise<{ count: number; waitMs: number }> {
  const { rows } = await sql<{ count: number; wait_ms: number }>`
    select count(*)::int as count,
      coalesce(1000 * extract(epoch from min(create_attempted_at) + interval '1 hour' - clock_timestamp()), 0)::float8
        as wait_ms
    from ai_batches where create_attempted_at > clock_timestamp() - interval '1 hour'`.execute(db)
  return { count: rows[0]?.count ?? 0, waitMs: rows[0]?.wait_ms ?? 0 }
}

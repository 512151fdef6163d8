import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'

/**
 * World time, and the costs of this UTC day: of batches whose results were read and of direct
 * calls. A batch without results counts with its estimate, on any day; `except` does not count.
 */
export async function readSpending(
  db: Db,
  except: string | null = null,
): Promise<{ now: Date; spentUsd: number }> {
  const { rows } = await sql<{ now: Date; spent_usd: number }>`
    select world_now() as now,
      coalesce((
        select sum(estimated_cost_usd) from ai_batches
        where ingested_at is null and files_deleted_at is null and id is distinct from ${except}::uuid
      ), 0) + coalesce((
        select sum(cost_usd) from ai_batches where ingested_at >= (select date_trunc('day', world_now(), 'UTC'))
      ), 0) + coalesce((
        select sum(cost_usd) from ai_calls where created_at >= (select date_trunc('day', world_now(), 'UTC'))
      ), 0) as spent_usd`.execute(db)
  const [row] = rows
  return { now: row?.now ?? new Date(0), spentUsd: row?.spent_usd ?? 0 }
}

/** The estimate of the dearest row of a kind that the budget did not pay for today (UTC), or 0. */
export async function readUnaffordable(
  db: Db,
  { kind, model }: { kind: string; model: string },
): Promise<number> {
  const { rows } = await sql<{ usd: number | null }>`
    select max(estimated_cost_usd / request_count) as usd from ai_batches
    where ingested_at >= (select date_trunc('day', world_now(), 'UTC'))
      and status = 'abandoned' and error_code is null and model = ${model} and kind = ${kind}`.execute(
    db,
  )
  return rows[0]?.usd ?? 0
}

import { sql } from 'kysely'
import type { Db } from '../db/handles.ts'
import { CONNECTION_STATES } from './connections-store.ts'

/** Counts connections by state, including states without any. */
export async function countStates(db: Db): Promise<{ state: string; count: number }[]> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from connections where removed_at is null group by state`.execute(
    db,
  )
  const known = new Map(rows.map(({ state, count }) => [state, count]))
  return CONNECTION_STATES.map((state) => ({ state, count: known.get(state) ?? 0 }))
}

/**
 * Returns the used share of the fullest limit of each scope, as Meta reported it within the last
 * hour (1 means used up).
 */
export async function highestUsage(db: Db): Promise<{ scope: string; ratio: number }[]> {
  const { rows } = await sql<{ scope: string; ratio: number }>`
    select scope, max(percent)::float8 / 100 as ratio from graph_usage
    where reported_at > world_now() - interval '1 hour' group by scope`.execute(db)
  return rows
}

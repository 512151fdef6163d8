import { sql } from 'kysely'
import type { Enqueuer } from './task-type.ts'

/** An open task that is enqueued again, and its new payload; null to keep the old one. */
export type Upgrade = { id: number; payload: unknown }

/**
 * Gives pending tasks at least `priority`, and new payloads; leaves running ones alone. Locks rows
 * in the order of their keys, so that concurrent calls do not deadlock. Returns the ids of tasks
 * that are still open.
 */
export async function raisePriority(
  db: Enqueuer,
  upgrades: readonly Upgrade[],
  priority: number,
): Promise<Set<number>> {
  if (upgrades.length === 0) return new Set()
  const payloads = upgrades.map(({ payload }) =>
    payload === null ? null : JSON.stringify(payload),
  )
  const { rows } = await sql<{ id: number }>`
    with open as materialized (
      select t.id, t.status, given.payload
      from unnest((select ${upgrades.map(({ id }) => id)}::bigint[]), (select ${payloads}::jsonb[]))
        as given (id, payload)
      join scrape_tasks t on t.id = given.id and t.status in ('pending', 'running')
    ),
    pending as materialized (
      select t.id, o.payload from open o join scrape_tasks t on t.id = o.id and t.status = 'pending'
      order by t.dedupe_key, t.id
      for update of t
    ),
    raised as (
      update scrape_tasks t
      set priority = least(t.priority, ${priority}::smallint), payload = coalesce(p.payload, t.payload)
      from pending p where t.id = p.id and t.status = 'pending'
    )
    select id from pending union all select id from open where status = 'running'`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

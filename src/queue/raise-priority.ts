import { sql } from 'kysely'
import { storableJson } from '../base/text.ts'
import { byId, hasId } from './settle.ts'
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
  const payloads = upgrades.map(({ id, payload }) => [id, storableJson(payload)] as const)
  const { rows } = await sql<{ id: number }>`
    with open as materialized (
      select t.id, t.status from scrape_tasks_open t where ${hasId(upgrades.map(({ id }) => id))}
    ),
    pending as materialized (
      select t.id from scrape_tasks_open t
      where t.id = any (array(select o.id from open o where o.status = 'pending')) and t.status = 'pending'
      order by t.dedupe_key, t.id
      for update
    ),
    raised as (
      update scrape_tasks_open t
      set priority = least(t.priority, ${priority}::smallint),
        payload = coalesce(nullif(${byId(payloads)}, 'null'), t.payload)
      where t.id = any (array(select p.id from pending p))
    )
    select id from pending union all select id from open where status = 'running'`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

import { sql } from 'kysely'
import type { Enqueuer } from './task-type.ts'

/** An open task that somebody asks for again, and the payload it is to have from now on; null for its own. */
export type Hurry = { id: number; payload: unknown }

/**
 * Has tasks that still wait take their turn with what is of `priority`, unless they are more urgent anyway, and with the
 * payloads given; what runs is left alone. Rows are locked in the order of their keys, so that two callers do not wait
 * for each other. Returns the ids of those that are open still, be it running.
 */
export async function hurryWaiting(
  db: Enqueuer,
  hurries: readonly Hurry[],
  priority: number,
): Promise<Set<number>> {
  if (hurries.length === 0) return new Set()
  const payloads = hurries.map(({ payload }) => (payload === null ? null : JSON.stringify(payload)))
  const { rows } = await sql<{ id: number }>`
    with held as materialized (
      select h.id from task_claims c cross join lateral unnest(c.task_ids) as h (id)
    ),
    open as materialized (
      select t.id, given.payload, t.sent_at is not null or t.id in (select held.id from held) as runs
      from unnest((select ${hurries.map(({ id }) => id)}::bigint[]), (select ${payloads}::jsonb[])) as given (id, payload)
      join open_tasks t on t.id = given.id
    ),
    waiting as materialized (
      select t.id, o.payload from open o join open_tasks t on t.id = o.id
      where not o.runs
      order by t.dedupe_key, t.id
      for update of t
    ),
    hurried as (
      update open_tasks t
      set priority = least(t.priority, ${priority}::smallint), payload = coalesce(w.payload, t.payload)
      from waiting w where t.id = w.id
    )
    select id from waiting union all select id from open where runs`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

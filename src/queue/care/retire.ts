import { sql } from 'kysely'
import type { Db, Tx } from '../../db/handles.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import type { TaskTypes } from '../task-type.ts'

const TASKS = 1_000
const EVENTS = 10_000

/**
 * Deletes tasks that ended more than `keepMs` ago (world time), with their attempts and what their
 * types store about them, in small steps; returns how many. An aborted signal ends it between
 * steps.
 */
export async function retireEnded(
  db: Db,
  types: TaskTypes,
  keepMs: number,
  signal?: AbortSignal,
): Promise<number> {
  let retired = 0
  while (!signal?.aborted) {
    const count = await db.transaction().execute(async (tx) => await retireStep(tx, types, keepMs))
    retired += count
    if (count < TASKS) break
  }
  return retired
}

async function retireStep(tx: Tx, types: TaskTypes, keepMs: number): Promise<number> {
  // With stale statistics the planner expects old rows everywhere and would read the whole table.
  await sql`set local enable_seqscan = off`.execute(tx)
  const { rows } = await sql<{ id: number; task_type: string }>`
    with old as materialized (
      select id from scrape_tasks_ended
      where completed_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      limit ${TASKS}
      for update skip locked
    ),
    attempts as (delete from past_attempts where task_id = any (array(select id from old)))
    delete from scrape_tasks_ended where id = any (array(select id from old)) returning id, task_type`.execute(
    tx,
  )
  await notifyRetired(tx, types, rows)
  return rows.length
}

/** Calls the `onRetire` hooks of the types, in the transaction that deletes their ended tasks. */
export async function notifyRetired(
  tx: Tx,
  types: TaskTypes,
  rows: readonly { id: number; task_type: string }[],
): Promise<void> {
  for (const [name, retired] of Map.groupBy(rows, (row) => row.task_type)) {
    const ids = retired.map(({ id }) => id)
    await types.get(name)?.onRetire?.(tx, ids)
  }
}

/** Deletes task events older than `keepMs` (world time), in small steps; returns how many. */
export async function pruneTaskEvents(db: Db, keepMs: number): Promise<number> {
  const step = sql`
    delete from task_events where id = any (array(
      select id from task_events
      where created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      order by created_at
      limit ${EVENTS}
    ))`
  return await deleteInSteps(db, step, EVENTS)
}

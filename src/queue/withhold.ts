import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../db/database.ts'
import { ENDED_COLUMNS, KEPT_COLUMNS } from './settle.ts'

// A task of a type without a handler whose work somebody does without a batch.

/** A waiting task that no batch takes for a while, and since when it had been due. */
export type AsideTask = { id: number; dueAt: Date }

/**
 * Keeps the waiting task of a type and key from being gathered for so long (ms of world time), after which it waits as
 * before by itself. Null when there is none, or a batch has it.
 */
export async function setAside(
  tx: Tx,
  { taskType, dedupeKey, forMs }: { taskType: string; dedupeKey: string; forMs: number },
): Promise<AsideTask | null> {
  const { rows } = await sql<AsideTask>`
    update scrape_tasks
    set due_at = greatest(due_at, (select world_now()) + make_interval(secs => ${forMs / 1000}))
    where dedupe_key = ${dedupeKey} and task_type = ${taskType} and status = 'pending' and batch_id is null
    returning id, old.due_at as "dueAt"`.execute(tx)
  return rows[0] ?? null
}

/** Lets batches have a task that was set aside, as if it had not been. */
export async function putBack(db: Db, { id, dueAt }: AsideTask): Promise<void> {
  await sql`
    update scrape_tasks set due_at = ${dueAt} where id = ${id} and status = 'pending' and batch_id is null`.execute(
    db,
  )
}

/** Ends a task that was set aside: its work is done. False when a batch has it by now, or it has ended. */
export async function endAside(
  tx: Tx,
  { id }: Pick<AsideTask, 'id'>,
  { result, owner, startedAt }: { result: unknown; owner: string; startedAt: Date },
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    with gone as (
      delete from scrape_tasks where id = ${id} and status = 'pending' and batch_id is null
      returning *
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'done', task_type, array[id] from gone
    )
    insert into scrape_tasks (${sql.raw(KEPT_COLUMNS)}, status, started_at, completed_at, lease_owner, result,
      error_code, error_message)
    select ${sql.raw(ENDED_COLUMNS)}, 'done', ${startedAt}::timestamptz, world_now(), ${owner}::text, ${jsonb(result)},
      error_code, error_message
    from gone
    returning id`.execute(tx)
  return rows.length > 0
}

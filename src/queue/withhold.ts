import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../db/database.ts'

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
    update open_tasks
    set due_at = greatest(due_at, (select world_now()) + make_interval(secs => ${forMs / 1000}))
    where dedupe_key = ${dedupeKey} and task_type = ${taskType} and batch_id is null
    returning id, old.due_at as "dueAt"`.execute(tx)
  return rows[0] ?? null
}

/** Lets batches have a task that was set aside, as if it had not been. */
export async function putBack(db: Db, { id, dueAt }: AsideTask): Promise<void> {
  await sql`
    update open_tasks set due_at = ${dueAt} where id = ${id} and batch_id is null`.execute(db)
}

/** Ends a task that was set aside: its work is done. False when a batch has it by now, or it has ended. */
export async function endAside(
  tx: Tx,
  { id }: Pick<AsideTask, 'id'>,
  { result, owner, startedAt }: { result: unknown; owner: string; startedAt: Date },
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    with gone as (
      delete from open_tasks where id = ${id} and batch_id is null
      returning *
    ),
    told as (
      insert into task_events (event, task_type, task_ids)
      select 'done', task_type, array[id] from gone
    )
    insert into ended_tasks (id, created_at, started_at, blog_id, attempts, max_attempts, lost_leases, priority,
      task_type, status, last_owner, payload, dedupe_key, progress, result, error_code, error_message)
    select id, created_at, ${startedAt}::timestamptz, blog_id, attempts, max_attempts, lost_leases, priority, task_type, 'done',
      ${owner}::text, payload, dedupe_key, progress, ${jsonb(result)}, error_code, error_message
    from gone
    returning id`.execute(tx)
  return rows.length > 0
}

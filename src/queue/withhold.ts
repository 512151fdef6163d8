import { sql } from 'kysely'
import { jsonb } from '../db/database.ts'
import type { Db, Tx } from '../db/handles.ts'
import { insertEnded } from './settle.ts'

// A pending task of a type without a handler whose work is done without a batch.

/** A task that batches skip for a while, with the time from which it was due. */
export type WithheldTask = { id: number; dueAt: Date }

/**
 * Keeps batches from taking the pending task of a type and key for a time (ms of world time). Null
 * when there is none, or when a batch has it.
 */
export async function withholdFromBatch(
  tx: Tx,
  { taskType, dedupeKey, forMs }: { taskType: string; dedupeKey: string; forMs: number },
): Promise<WithheldTask | null> {
  const { rows } = await sql<WithheldTask>`
    update scrape_tasks
    set due_at = greatest(due_at, (select world_now()) + make_interval(secs => ${forMs / 1000}))
    where dedupe_key = ${dedupeKey} and task_type = ${taskType} and status = 'pending' and batch_id is null
    returning id, old.due_at as "dueAt"`.execute(tx)
  return rows[0] ?? null
}

/** Undoes `withholdFromBatch`. */
export async function returnToBatch(db: Db, { id, dueAt }: WithheldTask): Promise<void> {
  await sql`
    update scrape_tasks set due_at = ${dueAt} where id = ${id} and status = 'pending' and batch_id is null`.execute(
    db,
  )
}

const DONE = insertEnded('done', {
  started_at: 'new_start',
  lease_owner: 'new_owner',
  result: 'new_result',
})

/** Ends a withheld task as done. False when a batch has taken it, or when it has ended. */
export async function completeDirectly(
  tx: Tx,
  { id }: Pick<WithheldTask, 'id'>,
  { result, owner, startedAt }: { result: unknown; owner: string; startedAt: Date },
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    with gone as (
      delete from scrape_tasks where id = ${id} and status = 'pending' and batch_id is null
      returning *, ${startedAt}::timestamptz as new_start, ${owner}::text as new_owner, ${jsonb(result)} as new_result
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'done', task_type, array[id] from gone
    )
    ${sql.raw(DONE)}`.execute(tx)
  return rows.length > 0
}

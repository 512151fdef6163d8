import { sql } from 'kysely'
import { DatabaseError } from 'pg'
import { ConflictError, NoSuchRecordError } from '../errors.ts'
import type { Db, Tx } from '../db/database.ts'
import { TASKS_CHANNEL } from './channels.ts'
import { tellDepartures } from './departure.ts'
import type { TaskType } from './task-type.ts'

type Types<Services> = ReadonlyMap<string, TaskType<Services>>

async function lockTask(tx: Tx, id: number) {
  const task = await tx
    .selectFrom('scrape_tasks')
    .select(['id', 'task_type', 'status', 'blog_id', 'payload', 'dedupe_key', 'batch_id'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!task) throw new NoSuchRecordError(`no task ${id}`)
  return task
}

/**
 * Gives a failed or cancelled task another full set of attempts. Throws NoSuchRecordError, or ConflictError when the
 * task has not ended that way or an open task already does the same work.
 */
export async function retryTask(db: Db, id: number): Promise<void> {
  try {
    await db.transaction().execute(async (tx) => await reopen(tx, id))
  } catch (error) {
    // A twin that was enqueued between our look and our write.
    if (error instanceof DatabaseError && error.constraint === 'scrape_tasks_dedupe_idx') {
      throw new ConflictError('an open task does the same work', [], { cause: error })
    }
    throw error
  }
}

async function reopen(tx: Tx, id: number): Promise<void> {
  const task = await lockTask(tx, id)
  if (task.status !== 'failed' && task.status !== 'cancelled') {
    throw new ConflictError(
      `task ${id} is ${task.status}; only failed and cancelled tasks can be retried`,
    )
  }
  const twin = await tx
    .selectFrom('scrape_tasks')
    .select('id')
    .where('task_type', '=', task.task_type)
    .where('dedupe_key', '=', task.dedupe_key)
    .where('status', 'in', ['pending', 'running'])
    .executeTakeFirst()
  if (twin) throw new ConflictError(`task ${twin.id} is open and does the same work`)
  await tx
    .updateTable('scrape_tasks')
    .set({
      status: 'pending',
      attempts: 0,
      lost_leases: 0,
      next_retry_at: sql<Date>`world_now()`,
      completed_at: null,
      batch_id: null,
      error_code: null,
      error_message: null,
    })
    .where('id', '=', id)
    .execute()
  await tx.insertInto('task_events').values({ task_id: id, event: 'requeued' }).execute()
  await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(tx)
}

/**
 * Ends an open task: a pending one is never run, a running one loses its lease, which aborts its handler. Throws
 * NoSuchRecordError, or ConflictError when it has ended already.
 */
export async function cancelTask<Services>(
  db: Db,
  types: Types<Services>,
  id: number,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const task = await lockTask(tx, id)
    if (task.status !== 'pending' && task.status !== 'running') {
      throw new ConflictError(`task ${id} is already ${task.status}`)
    }
    await tx
      .updateTable('scrape_tasks')
      .set({
        status: 'cancelled',
        completed_at: sql<Date>`world_now()`,
        next_retry_at: null,
        lease_owner: null,
        lease_token: null,
        lease_until: null,
      })
      .where('id', '=', id)
      .execute()
    await tx.insertInto('task_events').values({ task_id: id, event: 'cancelled' }).execute()
    await tellDepartures(tx, types, [
      {
        taskType: task.task_type,
        taskId: id,
        blogId: task.blog_id,
        payload: task.payload,
        status: 'cancelled',
      },
    ])
  })
}

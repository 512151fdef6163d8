import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../db/database.ts'
import { TASKS_CHANNEL } from './channels.ts'
import { tellDepartures, type DepartedRow } from './departure.ts'
import type { TaskType } from './task-type.ts'

// Tasks of types without a handler: they gather while pending, and run in the hands of a batch instead of a lease.

export type GatheredTask = {
  id: number
  blogId: string | null
  payload: unknown
  waitingSince: Date
}

/** How many due tasks of a type are in no batch yet, and since when the oldest waits (world time). */
export async function waitingForBatch(
  db: Db,
  taskType: string,
): Promise<{ count: number; oldest: Date | null }> {
  return await db
    .selectFrom('scrape_tasks')
    .select((select) => [
      select.cast<number>(select.fn.countAll(), 'integer').as('count'),
      select.fn.min<Date | null>('due_at').as('oldest'),
    ])
    .where('status', '=', sql.lit('pending'))
    .where('task_type', '=', taskType)
    .where('batch_id', 'is', null)
    .where('due_at', '<=', sql<Date>`(select world_now())`)
    .executeTakeFirstOrThrow()
}

/** Puts up to `limit` due tasks of a type into a batch, first ones first. They stay pending until `markSent`. */
export async function reserveForBatch(
  tx: Tx,
  options: { taskType: string; batchId: string; limit: number },
): Promise<GatheredTask[]> {
  const { rows } = await sql<GatheredTask>`
    with first as materialized (
      select id from scrape_tasks
      where status = 'pending' and task_type = ${options.taskType} and batch_id is null and due_at <= (select world_now())
      order by priority, due_at, id
      limit ${options.limit}
      for update skip locked
    )
    update scrape_tasks t set batch_id = ${options.batchId}
    from first where t.id = first.id
    returning t.id, t.blog_id as "blogId", t.payload, t.due_at as "waitingSince"`.execute(tx)
  return rows.sort((a, b) => a.id - b.id)
}

/** The batch is on its way: its tasks run from now on. Returns how many. */
export async function markSent(tx: Tx, batchId: string): Promise<number> {
  const { rows } = await sql<{ task_id: number }>`
    with sent as (
      update scrape_tasks
      set status = 'running', started_at = world_now(), next_retry_at = null, error_code = null, error_message = null
      where batch_id = ${batchId} and status = 'pending'
      returning id
    )
    insert into task_events (task_id, event, data) select id, 'sent', ${jsonb({ batch_id: batchId })} from sent
    returning task_id`.execute(tx)
  return rows.length
}

/**
 * Takes open tasks out of a batch, back to pending, without counting an attempt: the ones named, or all that the batch
 * has not finished. Returns how many.
 */
export async function releaseFromBatch(
  tx: Tx,
  batchId: string,
  taskIds: readonly number[] | 'unfinished',
): Promise<number> {
  const which = taskIds === 'unfinished' ? sql`true` : sql`id = any(${taskIds}::bigint[])`
  const { rows } = await sql<{ task_id: number }>`
    with released as (
      update scrape_tasks set status = 'pending', batch_id = null
      where batch_id = ${batchId} and status in ('pending', 'running') and ${which}
      returning id
    )
    insert into task_events (task_id, event, data) select id, 'requeued', ${jsonb({ batch_id: batchId })} from released
    returning task_id`.execute(tx)
  if (rows.length > 0) await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(tx)
  return rows.length
}

export type BatchEnd = {
  taskId: number
  end:
    | { kind: 'done'; result: unknown }
    /** Counts an attempt: pending again after the type's backoff, or failed when the attempts are spent. */
    | { kind: 'failed_attempt'; code: string; message: string }
}

/**
 * Ends tasks that the batch still holds, in a few statements whatever their number; the others are left alone, so that
 * the same results can be read twice. `jitter` (about 1) spreads the retries. Returns which tasks it moved.
 */
export async function settleBatch<Services>(
  tx: Tx,
  type: TaskType<Services>,
  batchId: string,
  ends: readonly BatchEnd[],
  jitter = 1,
): Promise<{ done: number[]; retried: number[]; failed: number[] }> {
  const done = ends.flatMap(({ taskId, end }) =>
    end.kind === 'done' ? [{ id: taskId, result: end.result ?? null }] : [],
  )
  const failures = ends.flatMap(({ taskId, end }) =>
    end.kind === 'failed_attempt' ? [{ id: taskId, code: end.code, message: end.message }] : [],
  )
  const ended = await settleDoneInBatch(tx, batchId, done)
  const departed = await settleFailuresInBatch(tx, type, batchId, failures, jitter)
  await tellDepartures(tx, new Map([[type.name, type]]), departed)
  return {
    done: ended,
    retried: departed.filter((row) => row.status === 'pending').map((row) => row.taskId),
    failed: departed.filter((row) => row.status === 'failed').map((row) => row.taskId),
  }
}

async function settleDoneInBatch(
  tx: Tx,
  batchId: string,
  done: readonly { id: number; result: unknown }[],
): Promise<number[]> {
  if (done.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    with ended as (
      update scrape_tasks t
      set status = 'done', result = e.result, completed_at = world_now(), next_retry_at = null, checkpoint = null
      from jsonb_to_recordset(${jsonb(done)}) as e (id bigint, result jsonb)
      where t.id = e.id and t.batch_id = ${batchId} and t.status = 'running'
      returning t.id, t.result
    )
    insert into task_events (task_id, event, data)
    select id, 'done', jsonb_build_object('result', result) from ended
    returning task_id as id`.execute(tx)
  return rows.map((row) => row.id)
}

async function settleFailuresInBatch<Services>(
  tx: Tx,
  type: TaskType<Services>,
  batchId: string,
  failures: readonly { id: number; code: string; message: string }[],
  jitter: number,
): Promise<DepartedRow[]> {
  if (failures.length === 0) return []
  const steps = type.backoffMinutes.map((minutes) => minutes * jitter)
  const { rows } = await sql<DepartedRow>`
    with ended as (
      update scrape_tasks t
      set attempts = t.attempts + 1,
          status = case when t.attempts + 1 >= t.max_attempts then 'failed' else 'pending' end,
          completed_at = case when t.attempts + 1 >= t.max_attempts then world_now() end,
          next_retry_at = case when t.attempts + 1 < t.max_attempts then world_now()
            + make_interval(secs => 60 * (${steps}::float8[])[least(t.attempts + 1, ${steps.length})]) end,
          batch_id = case when t.attempts + 1 >= t.max_attempts then t.batch_id end,
          error_code = e.code, error_message = e.message
      from jsonb_to_recordset(${jsonb(failures)}) as e (id bigint, code text, message text)
      where t.id = e.id and t.batch_id = ${batchId} and t.status = 'running'
      returning t.id, t.task_type, t.status, t.blog_id, t.payload, t.next_retry_at, t.error_code, t.error_message
    ),
    told as (
      insert into task_events (task_id, event, data)
      select id, case status when 'failed' then 'failed' else 'retried' end,
             jsonb_build_object('code', error_code, 'message', error_message, 'next_retry_at', next_retry_at)
      from ended
    )
    select id as "taskId", task_type as "taskType", status, blog_id as "blogId", payload from ended`.execute(
    tx,
  )
  return rows
}

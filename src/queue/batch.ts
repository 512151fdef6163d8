import { sql } from 'kysely'
import { storableJson } from '../base/text.ts'
import { jsonb, worldNow } from '../db/database.ts'
import type { Db, Tx } from '../db/handles.ts'
import { TASKS_CHANNEL } from './channels.ts'
import { batchOwner, notifyReleased, trimAttempts, type ReleasedRow } from './care/release.ts'
import { byId, hasId, insertEnded } from './settle.ts'
import type { TaskType } from './task-type.ts'

// Tasks of types without a handler: they accumulate while pending, and run in a batch instead of
// under a lease.

export type GatheredTask = {
  id: number
  subject: string | null
  payload: unknown
  waitingSince: Date
}

/**
 * How many due tasks of a type are in no batch, counted up to `enough`, and from when the oldest
 * was due (world time). Reads the first ones of each priority only.
 */
export async function waitingForBatch(
  db: Db,
  taskType: string,
  enough = 1_000,
): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    select least(count(*), ${enough}::bigint)::int as count, min(first.due_at) as oldest
    from generate_series(1, 10) as p (priority)
    cross join lateral (
      select t.due_at from scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.task_type = ${taskType} and t.priority = p.priority
        and t.due_at <= (select world_now()) and t.limit_key is null
      order by t.due_at, t.id
      limit ${enough}
    ) first`.execute(db)
  return rows[0] ?? { count: 0, oldest: null }
}

/** Up to `count` due tasks of a type that are in no batch, evenly spread over their order. */
export async function sampleForBatch(
  db: Db,
  taskType: string,
  count: number,
): Promise<{ id: number; subject: string | null; payload: unknown }[]> {
  const { rows } = await sql<{ id: number; subject: string | null; payload: unknown }>`
    select id, subject, payload from (
      select id, subject, payload, row_number() over (order by priority, due_at, id) - 1 as place,
        count(*) over () as waiting
      from scrape_tasks
      where status = 'pending' and batch_id is null and limit_key is null and task_type = ${taskType}
        and due_at <= (select world_now())
    ) t
    where place % ((waiting - 1) / ${count}::int + 1) = 0
    order by place`.execute(db)
  return rows
}

/**
 * Puts the first `limit` due tasks of a type into a batch; with `dueBy`, of those that were due
 * then. They stay pending until `markSent`.
 */
export async function reserveForBatch(
  tx: Tx,
  options: { taskType: string; batchId: string; limit: number; dueBy?: Date },
): Promise<GatheredTask[]> {
  const { rows } = await sql<GatheredTask>`
    update scrape_tasks_open t set batch_id = ${options.batchId}
    where t.status = 'pending' and t.id = any (array(
      select id from scrape_tasks
      where status = 'pending' and batch_id is null and limit_key is null and task_type = ${options.taskType}
        and due_at <= (select world_now())
        and due_at <= coalesce(${options.dueBy ?? null}::timestamptz, 'infinity')
      order by priority, due_at, id
      limit ${options.limit}
      for update skip locked
    ))
    returning t.id, t.subject, t.payload, t.due_at as "waitingSince"`.execute(tx)
  return rows.sort((a, b) => a.id - b.id)
}

/** Marks the tasks of a batch that was sent as running. Returns how many. */
export async function markSent(tx: Tx, batchId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with sent as (
      update scrape_tasks
      set status = 'running', started_at = ${worldNow}, lease_owner = ${batchOwner(batchId)}, error_code = null,
        error_message = null
      where batch_id = ${batchId} and status = 'pending'
      returning id, task_type
    ),
    events as (
      insert into task_events (event, task_type, task_ids, data)
      select 'sent', task_type, array_agg(id), jsonb_agg(${jsonb({ batch_id: batchId })}) from sent group by task_type
    )
    select count(*)::int as count from sent`.execute(tx)
  return rows[0]?.count ?? 0
}

/**
 * Takes open tasks out of a batch, back to pending, without counting an attempt: the given ones, or
 * all that the batch has not finished. Returns how many.
 */
export async function releaseFromBatch(
  tx: Tx,
  batchId: string,
  taskIds: readonly number[] | 'unfinished',
): Promise<number> {
  const which = taskIds === 'unfinished' ? sql`true` : sql`id = any(${taskIds}::bigint[])`
  const { rows } = await sql<{ count: number }>`
    with released as (
      update scrape_tasks set batch_id = null, status = 'pending', started_at = null, lease_owner = null
      where batch_id = ${batchId} and status in ('pending', 'running') and ${which}
      returning id, task_type, old.started_at, old.status = 'running' as was_sent
    ),
    ended as (select * from released where was_sent),
    ${sql.raw(trimAttempts('ended'))},
    remembered as (
      insert into past_attempts (task_id, owner, started_at, outcome, error_code, error_message)
      select id, ${batchOwner(batchId)}, started_at, 'snoozed', 'batch_unfinished', 'the batch ended without its result'
      from ended
    ),
    events as (
      insert into task_events (event, task_type, task_ids, data)
      select 'requeued', task_type, array_agg(id), jsonb_agg(${jsonb({ batch_id: batchId })})
      from released group by task_type
    )
    select count(*)::int as count from released`.execute(tx)
  const count = rows[0]?.count ?? 0
  if (count > 0) await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(tx)
  return count
}

export type BatchEnd = {
  taskId: number
  end:
    | { kind: 'done'; result: unknown }
    /** Counts an attempt: pending again after the type's backoff, or failed after the last one. */
    | { kind: 'failed_attempt'; code: string; message: string }
}

/**
 * Ends tasks that are still in the batch, in a few statements; others stay as they are, so that the
 * same results can be read twice. Returns the changed tasks.
 */
export async function settleBatch(
  tx: Tx,
  type: TaskType<never>,
  batchId: string,
  ends: readonly BatchEnd[],
): Promise<{ done: number[]; retried: number[]; failed: number[] }> {
  const done = ends.flatMap(({ taskId, end }) =>
    end.kind === 'done' ? [[taskId, storableJson(end.result ?? null)] as const] : [],
  )
  const failures = ends.flatMap(({ taskId, end: { kind, ...failure } }) =>
    kind === 'failed_attempt' ? [[taskId, storableJson(failure)] as const] : [],
  )
  const ended = await settleDoneInBatch(tx, batchId, done)
  const released = await settleFailuresInBatch(tx, batchId, failures, type.backoffMinutes)
  await notifyReleased(tx, new Map([[type.name, type]]), released)
  return {
    done: ended,
    retried: released.filter(({ status }) => status === 'pending').map(({ id }) => id),
    failed: released.filter(({ status }) => status === 'failed').map(({ id }) => id),
  }
}

/** A JSON value for a task. */
type JsonById = readonly [id: number, json: string]

async function settleDoneInBatch(
  tx: Tx,
  batchId: string,
  done: readonly JsonById[],
): Promise<number[]> {
  if (done.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    with gone as (
      delete from scrape_tasks_open t
      where ${hasId(done.map(([id]) => id))} and t.batch_id = ${batchId} and t.status = 'running'
      returning t.*, ${byId(done)} as new_result
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'done', task_type, array_agg(id) from gone group by task_type
    )
    ${sql.raw(insertEnded('done', { result: 'new_result' }))}`.execute(tx)
  return rows.map((row) => row.id)
}

const FAILED = insertEnded('failed', {
  attempts: 'attempts + 1',
  error_code: 'code',
  error_message: 'message',
})

async function settleFailuresInBatch(
  tx: Tx,
  batchId: string,
  failures: readonly JsonById[],
  backoff: readonly number[],
): Promise<ReleasedRow[]> {
  if (failures.length === 0) return []
  const failure = byId(failures)
  const { rows } = await sql<ReleasedRow>`
    with failure as materialized (
      select t.id, t.attempts + 1 >= t.max_attempts as last from scrape_tasks_open t
      where ${hasId(failures.map(([id]) => id))} and t.batch_id = ${batchId} and t.status = 'running'
      for update
    ),
    retried as (
      update scrape_tasks_open t
      set status = 'pending', attempts = t.attempts + 1, started_at = null, lease_owner = null, batch_id = null,
          due_at = world_now() + make_interval(secs => 60 * (${backoff}::float8[])[least(t.attempts + 1,
            ${backoff.length})]),
          error_code = ${failure} ->> 'code', error_message = ${failure} ->> 'message'
      where t.id = any (array(select f.id from failure f where not f.last))
      returning t.id, t.task_type, t.subject, t.payload, t.due_at, old.started_at, t.error_code, t.error_message
    ),
    gone as (
      delete from scrape_tasks_open t where t.id = any (array(select f.id from failure f where f.last))
      returning t.*, ${failure} ->> 'code' as code, ${failure} ->> 'message' as message
    ),
    failed as (${sql.raw(FAILED)}),
    released as (
      select id, task_type, 'pending' as status, subject, payload, due_at as next_retry_at, started_at, error_code,
        error_message
      from retried
      union all
      select id, task_type, 'failed', subject, payload, null, started_at, code, message from gone
    ),
    ${sql.raw(trimAttempts('released'))},
    remembered as (
      insert into past_attempts (task_id, owner, started_at, outcome, error_code, error_message)
      select id, ${batchOwner(batchId)}, started_at, case status when 'failed' then 'failed' else 'retried' end,
        error_code, error_message
      from released
    ),
    events as (
      insert into task_events (event, task_type, task_ids, data)
      select case status when 'failed' then 'failed' else 'retried' end, task_type, array_agg(id),
        jsonb_agg(jsonb_build_object('code', error_code, 'message', error_message, 'next_retry_at', next_retry_at))
      from released group by status, task_type
    )
    select id, task_type, status, subject, payload from released`.execute(tx)
  return rows
}

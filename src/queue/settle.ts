import { sql } from 'kysely'
import { LeaseLostError } from '../base/errors.ts'
import { jsonb, storableText, type Db, type Tx } from '../db/database.ts'
import { runPrepared } from '../db/prepared.ts'
import { storableJson } from '../base/text.ts'
import { TASKS_CHANNEL } from './channels.ts'
import type { ClaimedTask } from './claim.ts'
import { forgetOldest } from './care/past-attempts.ts'
import type { Verdict } from './verdict.ts'

/** A task that a worker runs, and what proves that it is still the worker's. */
export type Held = Pick<ClaimedTask, 'id' | 'fencing_token'>

/** Tells two claims of one task apart: the handler of the first may still wind up when it is claimed again. */
export const heldKey = (held: Held): string => `${held.fencing_token}:${held.id}`

/** Ends a task as done. Throws LeaseLostError when the task is no longer the caller's: then nothing may be written. */
export async function settleDone(tx: Tx, task: Held, result: unknown): Promise<void> {
  const settled = await settleAllDone(tx, [{ task, result }])
  if (settled.size === 0) throw new LeaseLostError('the lease ended before the task was done')
}

/** Ends many tasks as done, in one statement. Returns the ids of those that were still the caller's. */
export async function settleAllDone(
  db: Db,
  ends: readonly { task: Held; result: unknown }[],
): Promise<Set<number>> {
  const rows = await runPrepared<{ id: number }>(db, SETTLE_DONE, [
    ends.map(({ task }) => task.id),
    ends.map(({ task }) => task.fencing_token),
    ends.map(({ result }) => storableJson(result ?? null)),
  ])
  return new Set(rows.map((row) => row.id))
}

/** The columns that a task keeps when it moves to the partition of ended tasks. */
export const KEPT_COLUMNS = `id, created_at, due_at, fencing_token, batch_id, attempts, max_attempts, lost_leases,
  priority, task_type, subject, limit_key, dedupe_key, payload, progress`

/** The same, as they are read from an open task: an ended one waits for no retry. */
export const ENDED_COLUMNS = KEPT_COLUMNS.replace('due_at', 'created_at')

/**
 * The row changes partitions in one statement: there is no moment at which a task is in none, or in both. The arrays are
 * wrapped in selects so that the planner does not see how long they are: it takes them for short, and probes the primary
 * key; for long ones it would rather read the whole table. The token alone is the fence: it grows with each claim and
 * whenever a task is taken from its worker or given back.
 */
const SETTLE_DONE = {
  name: 'settle_done',
  text: `
    with gone as (
      delete from scrape_tasks_open t
      using unnest((select $1::bigint[]), (select $2::bigint[]), (select $3::jsonb[]))
        as given (id, fencing_token, result)
      where t.id = given.id and t.fencing_token = given.fencing_token
      returning t.id, t.created_at, t.fencing_token, t.batch_id, t.attempts, t.max_attempts, t.lost_leases, t.priority,
        t.task_type, t.subject, t.limit_key, t.dedupe_key, t.payload, t.progress, t.started_at, t.lease_owner,
        given.result
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'done', task_type, array_agg(id) from gone group by task_type
    )
    insert into scrape_tasks (${KEPT_COLUMNS}, status, started_at, completed_at, lease_owner, result)
    select ${ENDED_COLUMNS}, 'done', started_at, (select world_now()), lease_owner, result
    from gone
    returning id`,
}

/** Ends an attempt in any other way. Throws LeaseLostError as above. */
export async function settleVerdict(tx: Tx, task: Held, verdict: Verdict): Promise<void> {
  const moved =
    verdict.kind === 'failed' ? await fail(tx, task, verdict) : await putBack(tx, task, verdict)
  if (!moved) throw new LeaseLostError('the lease ended before the attempt did')
}

type Ending<Kind extends Verdict['kind']> = Extract<Verdict, { kind: Kind }>

const remembered = (source: string, outcome: string, code: string, message: string) => sql`
  ${sql.raw(forgetOldest(source))},
  remembered as (
    insert into past_attempts (task_id, owner, started_at, outcome, error_code, error_message)
    select id, owner, started_at, ${outcome}, ${code}, ${message} from ${sql.raw(source)}
  )`

async function fail(tx: Tx, task: Held, verdict: Ending<'failed'>): Promise<boolean> {
  const message = storableText(verdict.message)
  const { rows } = await sql<{ id: number }>`
    with gone as (
      delete from scrape_tasks_open where id = ${task.id} and fencing_token = ${task.fencing_token}
      returning *, lease_owner as owner
    ),
    events as (
      insert into task_events (event, task_type, task_ids, data)
      select 'failed', task_type, array[id], ${jsonb([{ code: verdict.code, message, next_retry_at: null }])}
      from gone
    ),
    ${remembered('gone', 'failed', verdict.code, message)}
    insert into scrape_tasks (${sql.raw(KEPT_COLUMNS)}, checkpoint, status, started_at, completed_at, lease_owner,
      error_code, error_message)
    select ${sql.raw(ENDED_COLUMNS.replace('attempts,', 'attempts + counted,'))}, checkpoint, 'failed', started_at,
      world_now(), lease_owner, ${verdict.code}, ${message}
    from gone cross join (values (${verdict.countsAttempt ? 1 : 0}::smallint)) as verdict (counted)
    returning id`.execute(tx)
  return rows.length > 0
}

async function putBack(tx: Tx, task: Held, verdict: Ending<'retry' | 'snooze'>): Promise<boolean> {
  const message = storableText(verdict.message)
  const event = verdict.kind === 'retry' ? 'retried' : 'snoozed'
  const { rows } = await sql<{ id: number }>`
    with moved as (
      update scrape_tasks_open t
      set status = 'pending', fencing_token = t.fencing_token + 1, lease_owner = null, lease_until = null,
          started_at = null, attempts = attempts + ${verdict.kind === 'retry' ? 1 : 0}, due_at = ${dueAfter(verdict)},
          error_code = ${verdict.code}, error_message = ${message}
      where id = ${task.id} and fencing_token = ${task.fencing_token}
      returning t.id, t.task_type, t.due_at, old.lease_owner as owner, old.started_at
    ),
    events as (
      insert into task_events (event, task_type, task_ids, data)
      select ${event}, task_type, array[id], jsonb_build_array(jsonb_build_object(
        'code', ${verdict.code}::text, 'message', ${message}::text, 'next_retry_at', due_at))
      from moved
    ),
    ${remembered('moved', event, verdict.code, message)}
    select id from moved`.execute(tx)
  return rows.length > 0
}

function dueAfter(verdict: Ending<'retry' | 'snooze'>) {
  // A moment that has passed already must not send the task round in circles.
  if ('until' in verdict)
    return sql`greatest(${verdict.until}::timestamptz, world_now() + interval '1 second')`
  return sql`world_now() + make_interval(secs => ${verdict.delayMs / 1000})`
}

/** Gives back tasks that were claimed and never begun, as if they had not been. */
export async function returnUnbegun(db: Db, tasks: readonly Held[]): Promise<void> {
  await sql`
    with returned as (
      update scrape_tasks_open t
      set status = 'pending', fencing_token = t.fencing_token + 1, lease_owner = null, lease_until = null,
          started_at = null
      from ${held(tasks)}
      where t.id = held.id and t.fencing_token = held.fencing_token
      returning t.id, t.task_type
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'requeued', task_type, array_agg(id) from returned group by task_type
    )
    select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
}

const held = (tasks: readonly Held[]) => sql`
  unnest((select ${tasks.map((task) => task.id)}::bigint[]),
    (select ${tasks.map((task) => task.fencing_token)}::bigint[])) as held (id, fencing_token)`

/** Stores what is finished so far, under the lease. Throws LeaseLostError as above. */
export async function storeCheckpoint(tx: Tx, task: Held, checkpoint: unknown): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('scrape_tasks_open')
    .set({ checkpoint: jsonb(checkpoint ?? null) })
    .where('id', '=', task.id)
    .where('fencing_token', '=', task.fencing_token)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new LeaseLostError('the lease ended before the checkpoint')
}

/** Stores and announces how far a task is; a task that is no longer the caller's is left alone. */
export async function storeProgress(db: Db, task: Held, progress: unknown): Promise<void> {
  await sql`
    with moved as (
      update scrape_tasks_open set progress = ${jsonb(progress)}
      where id = ${task.id} and fencing_token = ${task.fencing_token}
      returning id, task_type
    )
    insert into task_events (event, task_type, task_ids, data)
    select 'progress', task_type, array[id], ${jsonb([progress])} from moved`.execute(db)
}

/**
 * Extends leases (real time). Returns the `heldKey` of the tasks that are still the caller's, each with whether its lease
 * was extended: a row that another transaction has locked, such as a settling one of the caller's own, is not waited
 * for, and not rescued meanwhile either. A task that is missing was cancelled, rescued or taken over, and its handler
 * must stop.
 */
export async function renewLeases(
  db: Db,
  tasks: readonly Pick<ClaimedTask, 'id' | 'fencing_token' | 'leaseMs'>[],
): Promise<Map<string, boolean>> {
  const rows = await runPrepared<Held & { renewed: boolean }>(db, RENEW, [
    tasks.map((task) => task.id),
    tasks.map((task) => task.fencing_token),
    tasks.map((task) => task.leaseMs / 1000),
  ])
  // Those that were renewed come last, and again.
  return new Map(rows.map((row) => [heldKey(row), row.renewed]))
}

/**
 * See SETTLE_DONE for the arrays. Rows are probed one by one, and the two answers are not joined: the planner takes both
 * for short, and would compare each task of one with each of the other.
 */
export const RENEW = {
  name: 'renew_leases',
  text: `
    with ours as materialized (
      select t.id, t.fencing_token, given.lease_seconds
      from unnest((select $1::bigint[]), (select $2::bigint[]), (select $3::float8[]))
        as given (id, fencing_token, lease_seconds)
      cross join lateral (select * from scrape_tasks_open o where o.id = given.id offset 0) t
      where t.fencing_token = given.fencing_token
    ),
    free as materialized (
      select t.id, ours.lease_seconds
      from ours
      cross join lateral (
        select o.id from scrape_tasks_open o where o.id = ours.id and o.fencing_token = ours.fencing_token
        for update skip locked
      ) t
    ),
    renewed as (
      update scrape_tasks_open t set lease_until = clock_timestamp() + make_interval(secs => free.lease_seconds)
      from free where t.id = free.id
      returning t.id, t.fencing_token
    )
    select id, fencing_token, false as renewed from ours
    union all
    select id, fencing_token, true from renewed`,
}

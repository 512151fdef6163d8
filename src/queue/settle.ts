import { sql } from 'kysely'
import { LeaseLostError } from '../base/errors.ts'
import { jsonb, storableText, type Db, type Tx } from '../db/database.ts'
import { runPrepared } from '../db/prepared.ts'
import { storableJson } from '../db/storable-json.ts'
import { TASKS_CHANNEL } from './channels.ts'
import type { ClaimedTask } from './claim.ts'
import { forgetOldest } from './care/past-attempts.ts'
import type { Verdict } from './verdict.ts'

/** A task in the hands of a worker, and what proves that it is. */
export type Held = Pick<ClaimedTask, 'id' | 'turn' | 'claim_id' | 'owner' | 'started'>

/** Tells two claims of one task apart: its old holder may still wind up when it has a new one. */
export const heldKey = (held: Pick<Held, 'id' | 'claim_id'>): string =>
  `${held.claim_id}:${held.id}`

/** Ends a task as done. Throws LeaseLostError when the task is no longer the caller's: then nothing may be written. */
export async function settleDone(tx: Tx, task: Held, result: unknown): Promise<void> {
  const settled = await settleAllDone(tx, [{ task, result }])
  if (settled.size === 0) throw new LeaseLostError('the lease ended before the task was done')
}

/** Ends many tasks of one owner as done, in one statement. Returns the ids of those that were still their holder's. */
export async function settleAllDone(
  db: Db,
  ends: readonly { task: Held; result: unknown }[],
): Promise<Set<number>> {
  const rows = await runPrepared<{ id: number }>(db, SETTLE_DONE, [
    ends.map(({ task }) => task.id),
    ends.map(({ task }) => task.turn),
    ends.map(({ result }) => storableJson(result ?? null)),
    ends.map(({ task }) => task.started),
    ends[0]?.task.owner,
  ])
  return new Set(rows.map((row) => row.id))
}

/**
 * The rows change tables in one statement: there is no moment at which a task is in none, or in both. The arrays are
 * wrapped in selects so that the planner does not see how long they are: it takes them for short, and probes the primary
 * key; for long ones it would rather read the whole table.
 */
export const SETTLE_DONE = {
  name: 'settle_done',
  text: `
    with gone as (
      delete from open_tasks t
      using unnest((select $1::bigint[]), (select $2::bigint[]), (select $3::jsonb[]), (select $4::timestamptz[]))
        as given (id, turn, result, started_at)
      where t.id = given.id and t.turn = given.turn
      returning t.*, given.result, given.started_at
    ),
    told as (
      insert into task_events (event, task_type, task_ids)
      select 'done', task_type, array_agg(id) from gone group by task_type
    )
    insert into ended_tasks (id, created_at, started_at, completed_at, blog_id, batch_id, attempts, max_attempts,
      lost_leases, priority, task_type, status, last_owner, limit_key, payload, dedupe_key, progress, result)
    select id, created_at, started_at, (select world_now()), blog_id, batch_id, attempts, max_attempts,
      lost_leases, priority, task_type, 'done', $5::text, limit_key, payload, dedupe_key, progress, result
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

/** The part of a statement that takes a task out of its claim. Claims are locked before tasks, everywhere. */
const freed = ({ id, claim_id }: Held) => sql`
  freed as (
    update task_claims set task_ids = array_remove(task_ids, ${id}::bigint) where id = ${claim_id}
    returning id
  )`

const remembered = (
  task: Held,
  source: string,
  outcome: string,
  code: string,
  message: string,
) => sql`
  ${sql.raw(forgetOldest(source))},
  remembered as (
    insert into past_attempts (task_id, owner, started_at, outcome, error_code, error_message)
    select id, ${task.owner}, ${task.started}::timestamptz, ${outcome}, ${code}, ${message}
    from ${sql.raw(source)}
  )`

async function fail(tx: Tx, task: Held, verdict: Ending<'failed'>): Promise<boolean> {
  const message = storableText(verdict.message)
  const { rows } = await sql<{ id: number }>`
    with ${freed(task)},
    gone as (
      delete from open_tasks
      where id = ${task.id} and turn = ${task.turn} and (select count(*) from freed) <= 1
      returning *
    ),
    told as (
      insert into task_events (event, task_type, task_ids, data)
      select 'failed', task_type, array[id], ${jsonb([{ code: verdict.code, message, next_retry_at: null }])}
      from gone
    ),
    ${remembered(task, 'gone', 'failed', verdict.code, message)}
    insert into ended_tasks (id, created_at, started_at, blog_id, batch_id, attempts, max_attempts, lost_leases,
      priority, task_type, status, last_owner, limit_key, payload, dedupe_key, checkpoint, progress, error_code,
      error_message)
    select id, created_at, ${task.started}::timestamptz, blog_id, batch_id,
      attempts + ${verdict.countsAttempt ? 1 : 0}::int, max_attempts, lost_leases, priority, task_type, 'failed',
      ${task.owner}, limit_key, payload, dedupe_key, checkpoint, progress, ${verdict.code}, ${message}
    from gone
    returning id`.execute(tx)
  return rows.length > 0
}

async function putBack(tx: Tx, task: Held, verdict: Ending<'retry' | 'snooze'>): Promise<boolean> {
  const message = storableText(verdict.message)
  const event = verdict.kind === 'retry' ? 'retried' : 'snoozed'
  const { rows } = await sql<{ id: number }>`
    with ${freed(task)},
    moved as (
      update open_tasks t
      set attempts = attempts + ${verdict.kind === 'retry' ? 1 : 0}, due_at = ${dueAfter(verdict)},
          turn = nextval('task_turns'), error_code = ${verdict.code}, error_message = ${message}
      where id = ${task.id} and turn = ${task.turn} and (select count(*) from freed) <= 1
      returning t.id, t.task_type, t.due_at
    ),
    told as (
      insert into task_events (event, task_type, task_ids, data)
      select ${event}, task_type, array[id], jsonb_build_array(jsonb_build_object(
        'code', ${verdict.code}::text, 'message', ${message}::text, 'next_retry_at', due_at))
      from moved
    ),
    ${remembered(task, 'moved', event, verdict.code, message)}
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
  const ids = tasks.map((task) => task.id)
  await sql`
    with freed as (
      update task_claims
      set task_ids = array(select id from unnest(task_ids) as held (id) where id <> all (${ids}::bigint[]))
      where id = any (${tasks.map((task) => task.claim_id)}::bigint[])
      returning task_type, old.task_ids as had, new.task_ids as has
    ),
    told as (
      insert into task_events (event, task_type, task_ids)
      select 'requeued', task_type, array_agg(id)
      from (select task_type, unnest(had) as id from freed except select task_type, unnest(has) from freed) returned
      group by task_type
    )
    select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
}

/** Forgets claims of which nothing is in its owner's hands any more. */
export async function forgetClaims(db: Db, claimIds: readonly number[]): Promise<void> {
  await db.deleteFrom('task_claims').where('id', 'in', claimIds).execute()
}

/**
 * Leaves tasks to their leases although their owner goes on to renew those of the same claims: they become claims of
 * their own, that run out.
 */
export async function leaveToLeases(db: Db, tasks: readonly Held[]): Promise<void> {
  const ids = tasks.map((task) => task.id)
  await sql`
    with freed as (
      update task_claims
      set task_ids = array(select id from unnest(task_ids) as held (id) where id <> all (${ids}::bigint[]))
      where id = any (${tasks.map((task) => task.claim_id)}::bigint[])
      returning old.*
    )
    insert into task_claims (owner, task_type, lease_until, lease_seconds, started_at, task_ids)
    select owner, task_type, lease_until, lease_seconds, started_at, left_ids
    from (
      select freed.*, array(select id from unnest(task_ids) as held (id) where id = any (${ids}::bigint[])) as left_ids
      from freed
    ) freed
    where left_ids <> '{}'`.execute(db)
}

/** Stores what is finished so far, under the lease. Throws LeaseLostError as above. */
export async function storeCheckpoint(tx: Tx, task: Held, checkpoint: unknown): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('open_tasks')
    .set({ checkpoint: jsonb(checkpoint ?? null) })
    .where('id', '=', task.id)
    .where('turn', '=', task.turn)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new LeaseLostError('the lease ended before the checkpoint')
}

/** Stores and announces how far a task is; a task that is no longer the caller's is left alone. */
export async function storeProgress(db: Db, task: Held, progress: unknown): Promise<void> {
  await sql`
    with moved as (
      update open_tasks set progress = ${jsonb(progress)}
      where id = ${task.id} and turn = ${task.turn}
      returning id, task_type
    )
    insert into task_events (event, task_type, task_ids, data)
    select 'progress', task_type, array[id], ${jsonb([progress])} from moved`.execute(db)
}

/**
 * Extends the leases (real time) of claims. Returns the `heldKey` of the tasks that are still held; whatever is missing
 * was cancelled, rescued or taken over, and its handler must stop.
 */
export async function renewLeases(db: Db, tasks: readonly Held[]): Promise<Set<string>> {
  const rows = await runPrepared<Pick<Held, 'id' | 'claim_id'>>(db, RENEW, [
    tasks.map((task) => task.id),
    tasks.map((task) => task.turn),
    tasks.map((task) => task.claim_id),
  ])
  return new Set(rows.map(heldKey))
}

// See SETTLE_DONE for the arrays.
const RENEW = {
  name: 'renew_leases',
  text: `
    with kept as (
      update task_claims set lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
      where id = any ($3::bigint[])
      returning id
    )
    select given.id, given.claim_id
    from unnest((select $1::bigint[]), (select $2::bigint[]), (select $3::bigint[])) as given (id, turn, claim_id)
    cross join lateral (select from open_tasks t where t.id = given.id and t.turn = given.turn offset 0) open
    where given.claim_id in (select id from kept)`,
}

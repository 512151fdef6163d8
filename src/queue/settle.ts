import { sql } from 'kysely'
import { LeaseLostError } from '../errors.ts'
import { jsonb, storableText, type Db, type Tx } from '../db/database.ts'
import type { ClaimedTask } from './claim.ts'
import type { Verdict } from './verdict.ts'

type Held = Pick<ClaimedTask, 'id' | 'lease_token'>

const releasedLease = sql`lease_owner = null, lease_token = null, lease_until = null`

/** Ends a task as done. Throws LeaseLostError when the task is no longer the caller's: then nothing may be written. */
export async function settleDone(tx: Tx, task: Held, result: unknown): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    with ended as (
      update scrape_tasks
      set status = 'done', result = ${jsonb(result ?? null)}, completed_at = world_now(), next_retry_at = null,
          checkpoint = null, error_code = null, error_message = null, ${releasedLease}
      where id = ${task.id} and lease_token = ${task.lease_token}
      returning id
    )
    insert into task_events (task_id, event, data) select id, 'done', ${jsonb({ result: result ?? null })} from ended
    returning task_id as id`.execute(tx)
  if (rows.length === 0) throw new LeaseLostError('the lease ended before the task was done')
}

/** Ends an attempt in any other way. Throws LeaseLostError as above. */
export async function settleVerdict(tx: Tx, task: Held, verdict: Verdict): Promise<void> {
  const failed = verdict.kind === 'failed'
  const counts = verdict.kind === 'retry' || (failed && verdict.countsAttempt)
  const message = storableText(verdict.message)
  const event = { retry: 'retried', snooze: 'snoozed', failed: 'failed' }[verdict.kind]
  const { rows } = await sql<{ id: number }>`
    with ended as (
      update scrape_tasks
      set status = ${failed ? 'failed' : 'pending'},
          attempts = attempts + ${counts ? 1 : 0},
          next_retry_at = ${failed ? null : dueAfter(verdict)},
          completed_at = ${failed ? sql`world_now()` : null},
          error_code = ${verdict.code}, error_message = ${message}, ${releasedLease}
      where id = ${task.id} and lease_token = ${task.lease_token}
      returning id, next_retry_at
    )
    insert into task_events (task_id, event, data)
    select id, ${event}, jsonb_build_object('code', ${verdict.code}::text, 'message', ${message}::text, 'next_retry_at', next_retry_at)
    from ended
    returning task_id as id`.execute(tx)
  if (rows.length === 0) throw new LeaseLostError('the lease ended before the attempt did')
}

function dueAfter(verdict: Exclude<Verdict, { kind: 'failed' }>) {
  // A moment that has passed already must not send the task round in circles.
  if ('until' in verdict)
    return sql`greatest(${verdict.until}::timestamptz, world_now() + interval '1 second')`
  return sql`world_now() + make_interval(secs => ${verdict.delayMs / 1000})`
}

/** Stores what is finished so far, under the lease. Throws LeaseLostError as above. */
export async function storeCheckpoint(tx: Tx, task: Held, checkpoint: unknown): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('scrape_tasks')
    .set({ checkpoint: jsonb(checkpoint ?? null) })
    .where('id', '=', task.id)
    .where('lease_token', '=', task.lease_token)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new LeaseLostError('the lease ended before the checkpoint')
}

/** Stores and announces how far a task is; a task that is no longer the caller's is left alone. */
export async function storeProgress(db: Db, task: Held, progress: unknown): Promise<void> {
  await sql`
    with moved as (
      update scrape_tasks set progress = ${jsonb(progress)}
      where id = ${task.id} and lease_token = ${task.lease_token}
      returning id
    )
    insert into task_events (task_id, event, data) select id, 'progress', ${jsonb(progress)} from moved`.execute(
    db,
  )
}

/**
 * Extends leases (real time). Returns the tokens of those that are still held; whatever is missing was cancelled,
 * rescued or taken over, and its handler must stop.
 */
export async function renewLeases(
  db: Db,
  tasks: readonly { id: number; leaseToken: string; leaseMs: number }[],
): Promise<Set<string>> {
  const ids = tasks.map((task) => task.id)
  const tokens = tasks.map((task) => task.leaseToken)
  const times = tasks.map((task) => task.leaseMs)
  // Arrays, because the planner knows their length; rows of a jsonb parameter it overrates, and reads the table.
  const { rows } = await sql<{ lease_token: string }>`
    update scrape_tasks t
    set lease_until = clock_timestamp() + make_interval(secs => held.lease_ms / 1000.0)
    from unnest(${ids}::bigint[], ${tokens}::uuid[], ${times}::float8[]) as held (id, lease_token, lease_ms)
    where t.id = held.id and t.lease_token = held.lease_token
    returning t.lease_token`.execute(db)
  return new Set(rows.map((row) => row.lease_token))
}

import { sql } from 'kysely'
import { LeaseLostError } from '../base/errors.ts'
import { jsonb, storableText } from '../db/database.ts'
import type { Db, Tx } from '../db/handles.ts'
import { storableJson } from '../base/text.ts'
import { TASKS_CHANNEL } from './channels.ts'
import type { ClaimedTask } from './claim.ts'
import { trimAttempts } from './care/release.ts'
import type { Verdict } from './verdict.ts'

/** A task that a worker runs, with the token that proves its claim. */
export type LeasedTask = Pick<ClaimedTask, 'id' | 'fencing_token'>

/** Identifies a claim: the handler of an earlier claim of the same task may still be running. */
export const leaseKey = ({ id, fencing_token }: LeasedTask): string => `${fencing_token}:${id}`

/** Ends a task as done. Throws LeaseLostError when the caller has lost it: then write nothing. */
export async function settleDone(tx: Tx, task: LeasedTask, result: unknown): Promise<void> {
  const settled = await settleAllDone(tx, [{ task, result }])
  if (settled.size === 0) throw new LeaseLostError('the lease ended before the task was done')
}

/** Ends many tasks as done, in one statement. Returns the ids of those not lost. */
export async function settleAllDone(
  db: Db,
  ends: readonly { task: LeasedTask; result: unknown }[],
): Promise<Set<number>> {
  // A claim that was lost and the next one of the same task may end together: the later one counts.
  const inOrder = ends.toSorted((a, b) => a.task.fencing_token - b.task.fencing_token)
  const { rows } = await sql<{ id: number }>`
    with gone as (
      delete from scrape_tasks_open t
      where ${held(inOrder.map(({ task }) => task))}
      returning ${sql.raw(RETAINED_COLUMNS)}, attempts, lost_leases, started_at, lease_owner,
        ${byId(inOrder.map(({ task, result }) => [task.id, storableJson(result ?? null)]))} as new_result
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'done', task_type, array_agg(id) from gone group by task_type
    )
    ${sql.raw(DONE)}`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/**
 * The row `t` is one of these tasks, and still under its token. The token alone is the fence, since
 * it grows with each claim and whenever a task is taken from its worker or given back.
 */
const held = (tasks: readonly LeasedTask[]) => sql`
  ${hasId(tasks.map((task) => task.id))}
  and t.fencing_token = ${byId(tasks.map((task) => [task.id, task.fencing_token]))}::text::bigint`

/**
 * The row `t` has one of these ids. Their values come from `byId`, in one JSON value, and no
 * relation is joined: after a vacuum of the empty queue the planner expects one row, and would
 * compare every open task with every given one (tests/queue/claim-plan.test.ts). The ids come from
 * a subselect, so that the planner does not see their number and probes the primary key. Statements
 * with it are not prepared: a plan for one page would read the whole table once that has grown, and
 * planning takes 0.3 ms.
 */
export const hasId = (ids: readonly number[]) =>
  sql`t.id = any (array(select unnest(${ids}::bigint[])))`

/**
 * The JSON value of the row `t`, which has one of these ids; of two with one id the last. Usually
 * all are the same: looking each up would cost a tenth of settling.
 */
export function byId(entries: readonly (readonly [id: number, json: string | number])[]) {
  const values = new Set(entries.map(([, json]) => json))
  const [only] = values
  if (only !== undefined && values.size === 1) return sql`${`${only}`}::jsonb`
  return sql`(${`{${entries.map(([id, json]) => `"${id}":${json}`).join()}}`}::jsonb -> t.id::text)`
}

const RETAINED_COLUMNS = `id, created_at, fencing_token, batch_id, max_attempts, priority, task_type, subject, limit_key,
  dedupe_key, payload, progress`

/** Also kept, unless a statement changes them. */
const CHANGEABLE = ['attempts', 'lost_leases', 'started_at', 'lease_owner'] as const
/** Columns that only a failed or cancelled task keeps. */
const RETAINED_UNFINISHED = ['checkpoint', 'error_code', 'error_message'] as const
type ChangedColumn = 'result' | (typeof CHANGEABLE | typeof RETAINED_UNFINISHED)[number]

/**
 * The part of a statement that stores the deleted rows of its `gone` as ended tasks and returns
 * their ids: a task changes partitions in one statement, so it is never in none or in both.
 * `changed` has SQL expressions over `gone`.
 */
export function insertEnded(
  status: 'done' | 'failed' | 'cancelled',
  changed: Partial<Record<ChangedColumn, string>> = {},
): string {
  const retained = [...CHANGEABLE, ...(status === 'done' ? [] : RETAINED_UNFINISHED)]
  const set: Record<string, string> = {
    ...Object.fromEntries(retained.map((column) => [column, column])),
    ...changed,
    status: `'${status}'`,
    due_at: 'created_at', // an ended task waits for no retry
    completed_at: '(select world_now())',
  }
  return `
    insert into scrape_tasks (${RETAINED_COLUMNS}, ${Object.keys(set).join(', ')})
    select ${RETAINED_COLUMNS}, ${Object.values(set).join(', ')} from gone
    returning id`
}

const DONE = insertEnded('done', { result: 'new_result' })

/** Ends an attempt in any other way. Throws LeaseLostError as above. */
export async function settleVerdict(tx: Tx, task: LeasedTask, verdict: Verdict): Promise<void> {
  const moved =
    verdict.kind === 'failed' ? await fail(tx, task, verdict) : await requeue(tx, task, verdict)
  if (!moved) throw new LeaseLostError('the lease ended before the attempt did')
}

type Ending<Kind extends Verdict['kind']> = Extract<Verdict, { kind: Kind }>

const remembered = (source: string, outcome: string, code: string, message: string) => sql`
  ${sql.raw(trimAttempts(source))},
  remembered as (
    insert into past_attempts (task_id, owner, started_at, outcome, error_code, error_message)
    select id, owner, started_at, ${outcome}, ${code}, ${message} from ${sql.raw(source)}
  )`

const FAILED = insertEnded('failed', {
  attempts: 'attempts + counted',
  error_code: 'new_code',
  error_message: 'new_message',
})

async function fail(tx: Tx, task: LeasedTask, verdict: Ending<'failed'>): Promise<boolean> {
  const message = storableText(verdict.message)
  const { rows } = await sql<{ id: number }>`
    with gone as (
      delete from scrape_tasks_open where id = ${task.id} and fencing_token = ${task.fencing_token}
      returning *, lease_owner as owner, ${verdict.countsAttempt ? 1 : 0}::smallint as counted,
        ${verdict.code}::text as new_code, ${message}::text as new_message
    ),
    events as (
      insert into task_events (event, task_type, task_ids, data)
      select 'failed', task_type, array[id], ${jsonb([{ code: verdict.code, message, next_retry_at: null }])}
      from gone
    ),
    ${remembered('gone', 'failed', verdict.code, message)}
    ${sql.raw(FAILED)}`.execute(tx)
  return rows.length > 0
}

async function requeue(
  tx: Tx,
  task: LeasedTask,
  verdict: Ending<'retry' | 'snooze'>,
): Promise<boolean> {
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
  // A past time must not make the task run in a busy loop.
  if ('until' in verdict)
    return sql`greatest(${verdict.until}::timestamptz, world_now() + interval '1 second')`
  return sql`world_now() + make_interval(secs => ${verdict.delayMs / 1000})`
}

/** Gives back tasks that were claimed and never started, as if they had not been claimed. */
export async function returnUnstarted(db: Db, tasks: readonly LeasedTask[]): Promise<void> {
  await sql`
    with returned as (
      update scrape_tasks_open t
      set status = 'pending', fencing_token = t.fencing_token + 1, lease_owner = null, lease_until = null,
          started_at = null
      where ${held(tasks)}
      returning t.id, t.task_type
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'requeued', task_type, array_agg(id) from returned group by task_type
    )
    select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
}

/** Stores a checkpoint under the lease. Throws LeaseLostError as above. */
export async function storeCheckpoint(
  tx: Tx,
  task: LeasedTask,
  checkpoint: unknown,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('scrape_tasks_open')
    .set({ checkpoint: jsonb(checkpoint ?? null) })
    .where('id', '=', task.id)
    .where('fencing_token', '=', task.fencing_token)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new LeaseLostError('the lease ended before the checkpoint')
}

/** Stores and publishes a task's progress; does nothing when the caller has lost the task. */
export async function storeProgress(db: Db, task: LeasedTask, progress: unknown): Promise<void> {
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
 * Extends leases (real time). `tasks` are in the order of their claims: of two claims of one task
 * the last counts. Returns the `leaseKey` of the tasks that the caller still has, each with whether
 * its lease was extended. A row locked by another transaction, such as one that settles it, is
 * skipped, and no rescue takes it in the meantime. A missing task was cancelled, rescued or taken
 * over, and its handler must stop.
 */
export async function renewLeases(
  db: Db,
  tasks: readonly Pick<ClaimedTask, 'id' | 'fencing_token' | 'leaseMs'>[],
): Promise<Map<string, boolean>> {
  const seconds = byId(tasks.map((task) => [task.id, task.leaseMs / 1000]))
  const { rows } = await sql<LeasedTask & { renewed: boolean }>`
    with ours as materialized (
      select t.id, t.fencing_token from scrape_tasks_open t where ${held(tasks)}
    ),
    free as materialized (
      select t.id from scrape_tasks_open t where ${held(tasks)} for update skip locked
    ),
    renewed as (
      update scrape_tasks_open t
      set lease_until = clock_timestamp() + make_interval(secs => ${seconds}::text::float8)
      where t.id = any (array(select free.id from free))
      returning t.id, t.fencing_token
    )
    select id, fencing_token, false as renewed from ours
    union all
    select id, fencing_token, true from renewed`.execute(db)
  // Those that were renewed come last, and again.
  return new Map(rows.map((row) => [leaseKey(row), row.renewed]))
}

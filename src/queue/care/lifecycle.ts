import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import { unchecked } from '../../db/row-check.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { CANCELLED_CHANNEL, TASKS_CHANNEL } from '../channels.ts'
import { notifyReleased, trimAttempts, type ReleasedRow } from './release.ts'
import { insertEnded } from '../settle.ts'
import type { TaskTypes } from '../task-type.ts'

/**
 * Gives a failed or cancelled task another full set of attempts. Throws NoSuchRecordError, or
 * ConflictError when the task has not ended that way or an open task already does the same work.
 */
export const retryTask = async (db: Db, id: number): Promise<void> =>
  await db.transaction().execute(async (tx) => await reopen(tx, id))

async function reopen(tx: Tx, id: number): Promise<void> {
  const task = await tx
    .selectFrom('scrape_tasks')
    .select(['status', 'task_type', 'dedupe_key'])
    .where('id', '=', id)
    .where('status', 'in', ['failed', 'cancelled'])
    .forUpdate()
    .executeTakeFirst()
  if (!task) {
    const status = await statusOf(tx, id)
    throw new ConflictError(
      `task ${id} is ${status}; only failed and cancelled tasks can be retried`,
    )
  }
  const twin = await tx
    .selectFrom('scrape_tasks')
    .select('id')
    .where('status', 'in', ['pending', 'running'])
    .where('task_type', '=', task.task_type)
    .where('dedupe_key', '=', task.dedupe_key)
    .executeTakeFirst()
  if (twin) throw new ConflictError(`task ${twin.id} is open and does the same work`)
  const { rows } = await reopenStatement(sql`select ${id}::bigint as id`).execute(tx)
  // An equal task was enqueued between our two statements.
  if (rows[0]?.count !== 1) throw new ConflictError('an open task does the same work')
}

/** Throws NoSuchRecordError. */
async function statusOf(tx: Tx, id: number): Promise<string> {
  const task = await tx
    .selectFrom('scrape_tasks')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!task) throw new NoSuchRecordError(`no task ${id}`)
  return task.status
}

export type RetryFilter = {
  status: 'failed' | 'cancelled'
  task_type?: string | undefined
  error_code?: string | undefined
  /** At most 10,000; the newest ones first. */
  limit: number
}

/**
 * Gives all matching tasks another full set of attempts, in one statement; returns how many. A task
 * stays ended if an open task does the same work, and of several such tasks only the newest
 * returns. Duplicates are looked up one by one: `offset 0` keeps the planner from a join that would
 * read all open or all matching tasks.
 */
export async function retryTasks(db: Db, filter: RetryFilter): Promise<number> {
  const ofType = filter.task_type === undefined ? sql`` : sql`and e.task_type = ${filter.task_type}`
  const ofCode =
    filter.error_code === undefined ? sql`` : sql`and e.error_code = ${filter.error_code}`
  const { rows } = await reopenStatement(sql`
      select id from (
        select e.id, row_number() over (
          partition by e.task_type, coalesce(e.dedupe_key, '#' || e.id) order by e.id desc
        ) as twin
        from (
          select * from scrape_tasks_ended e
          where e.status <> 'done' and e.status = ${filter.status} ${ofType} ${ofCode}
            and not exists (
              select from scrape_tasks_open o where o.dedupe_key = e.dedupe_key and o.task_type = e.task_type
              offset 0
            )
          order by e.id desc
          limit ${Math.min(filter.limit, 10_000)}
          for update of e skip locked
        ) e
      ) numbered
      where twin = 1`).execute(db)
  return rows[0]?.count ?? 0
}

/**
 * Arrays, since the planner expects many rows and would read the index of all ended tasks to join
 * them. A cancelled task's last attempt is in its row until now; a failed one's is stored already.
 */
export const reopenStatement = (which: ReturnType<typeof sql>) => sql<{ count: number }>`
    with wanted as materialized (${which}),
    opened as (
      insert into scrape_tasks_open (id, created_at, due_at, fencing_token, subject, max_attempts, priority, task_type,
        limit_key, payload, dedupe_key, checkpoint, progress)
      select e.id, e.created_at, world_now(), e.fencing_token + 1, e.subject, e.max_attempts, e.priority,
        e.task_type, e.limit_key, e.payload, e.dedupe_key, e.checkpoint, e.progress
      from scrape_tasks_ended e where e.id = any (array(select id from wanted))
      order by e.dedupe_key, e.id
      on conflict (dedupe_key, task_type) where dedupe_key is not null do nothing
      returning id, task_type
    ),
    gone as (delete from scrape_tasks_ended where id = any (array(select id from opened)) returning *),
    ended as (select * from gone where status = 'cancelled' and lease_owner is not null),
    ${sql.raw(trimAttempts('ended'))},
    remembered as (
      insert into past_attempts (task_id, owner, started_at, ended_at, outcome)
      select id, lease_owner, started_at, completed_at, 'cancelled' from ended
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'requeued', task_type, array_agg(id) from opened group by task_type
    )
    select count(*)::int as count, case when count(*) > 0 then pg_notify(${TASKS_CHANNEL}, '')::text end as notified
      from opened`

/**
 * Ends an open task: a pending one never runs, a running one loses its lease, which aborts its
 * handler. Throws NoSuchRecordError, or ConflictError when it has ended.
 */
export async function cancelTask(db: Db, types: TaskTypes, id: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // An erasure may lock the task for minutes: then the caller retries.
    await sql`set local lock_timeout = '2s'`.execute(tx)
    const { rows } = await sql<ReleasedRow & { was_running: boolean }>`
      with gone as (
        delete from scrape_tasks where id = ${id} and status in ('pending', 'running')
        returning *
      ),
      events as (
        insert into task_events (event, task_type, task_ids)
        select 'cancelled', task_type, array[id] from gone
      ),
      ended as (${sql.raw(insertEnded('cancelled'))})
      select id, task_type, subject, payload, 'cancelled' as status, status = 'running' as was_running
        from gone`.execute(tx)
    const task = rows[0]
    if (!task) throw new ConflictError(`task ${id} is already ${await statusOf(tx, id)}`)
    // Its worker aborts it, and others may start a task of the same limit key.
    if (task.was_running)
      await sql`select pg_notify(${CANCELLED_CHANNEL}, ''), pg_notify(${TASKS_CHANNEL}, '')`.execute(
        tx,
      )
    await notifyReleased(tx, types, [task])
  })
}

/**
 * Gives a pending task another priority, from 1 (most urgent) to 10. Throws NoSuchRecordError, or
 * ConflictError when it is not pending.
 */
export async function setPriority(
  db: Db,
  id: number,
  priority: number,
  check = unchecked,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = '2s'`.execute(tx)
    await sql`select from scrape_tasks_open where id = ${id} for no key update`.execute(tx)
    await check(tx)
    const { rows } = await sql`
      update scrape_tasks_open set priority = ${priority}::smallint where id = ${id} and status = 'pending'
      returning id`.execute(tx)
    if (rows.length > 0) return
    const status = await statusOf(tx, id)
    throw new ConflictError(`task ${id} is ${status}; only pending tasks can be prioritized`)
  })
}

/** Moves the tasks of a subject to another that it duplicates. */
export async function moveTasks(tx: Tx, from: string, to: string): Promise<void> {
  await tx.updateTable('scrape_tasks').set({ subject: to }).where('subject', '=', from).execute()
}

/** Stops claims of the type; running tasks continue. Idempotent. */
export async function pauseType(db: Db, typeName: string): Promise<void> {
  await db
    .insertInto('paused_task_types')
    .values({ task_type: typeName })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Ends a pause, and wakes workers. */
export async function resumeType(db: Db, typeName: string): Promise<void> {
  await sql`
    with resumed as (delete from paused_task_types where task_type = ${typeName} returning task_type)
    select pg_notify(${TASKS_CHANNEL}, '') from resumed`.execute(db)
}

/** Returns paused types, and since when (world time). */
export async function pausedTypes(db: Db): Promise<Map<string, Date>> {
  const rows = await db.selectFrom('paused_task_types').select(['task_type', 'paused_at']).execute()
  return new Map(rows.map((row) => [row.task_type, row.paused_at]))
}

/** Tasks that one statement of `runNow` makes due. */
const BATCH = 10_000

/**
 * Makes tasks due that were snoozed or retried with one of these error codes, in batches, because
 * what they wait for is available again; returns how many. Always wakes workers, since other tasks
 * may never have been claimed for the same reason.
 */
export async function runNow(db: Db, codes: readonly string[]): Promise<number> {
  let moved = 0
  for (;;) {
    const { rows } = await runNowQuery(codes).execute(db)
    const count = rows[0]?.count ?? 0
    moved += count
    if (count < BATCH) return moved
  }
}

/**
 * Separate from `runNow` so that a test can explain its plan. The order is that of the index: with
 * stale statistics the planner would read all snoozed tasks for the first batch.
 */
export const runNowQuery = (codes: readonly string[]) => sql<{ count: number }>`
  with moved as (
    update scrape_tasks t set due_at = (select world_now())
    where t.status = 'pending' and t.id = any (array(
      select w.id from scrape_tasks w
      where w.status = 'pending' and w.batch_id is null and w.error_code = any (${codes}::text[])
        and w.due_at > (select world_now())
      order by w.error_code, w.due_at
      limit ${sql.lit(BATCH)}
      for update skip locked
    ))
    returning t.id, t.task_type
  ),
  events as (
    insert into task_events (event, task_type, task_ids)
    select 'requeued', task_type, array_agg(id) from moved group by task_type
  )
  select count(*)::int as count, pg_notify(${TASKS_CHANNEL}, '')::text as notified from moved`

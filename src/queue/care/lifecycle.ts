import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import type { Db, Tx } from '../../db/database.ts'
import { CANCELLED_CHANNEL, TASKS_CHANNEL } from '../channels.ts'
import { forgetOldest } from './past-attempts.ts'
import { notifyReleased } from './release.ts'
import { ENDED_COLUMNS, KEPT_COLUMNS } from '../settle.ts'
import type { TaskType } from '../task-type.ts'

type Types<Services> = ReadonlyMap<string, TaskType<Services>>

/**
 * Gives a failed or cancelled task another full set of attempts. Throws NoSuchRecordError, or ConflictError when the
 * task has not ended that way or an open task already does the same work.
 */
export async function retryTask(db: Db, id: number): Promise<void> {
  await db.transaction().execute(async (tx) => await reopen(tx, id))
}

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
  // A twin that was enqueued between our look and our write.
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

/** Which ended tasks are to be tried again. */
export type RetryFilter = {
  status: 'failed' | 'cancelled'
  task_type?: string | undefined
  error_code?: string | undefined
  /** At most 10,000; the newest ones first. */
  limit: number
}

/**
 * Gives all tasks that match another full set of attempts, in one statement; those whose work an open task already does
 * stay as they are, and of several twins only the newest comes back. Returns how many came back. Twins are looked up one
 * by one, for which `offset 0` keeps the planner from joining: it would read all open tasks, or all that match.
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
 * A twin that was enqueued meanwhile keeps its task where it is. Arrays, because the planner overrates how many are
 * wanted, and would read the index of all ended tasks to join them. The attempt that was cancelled was told by the ended
 * task; one that failed is remembered already.
 */
const reopenStatement = (which: ReturnType<typeof sql>) => sql<{ count: number }>`
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
    ${sql.raw(forgetOldest('ended'))},
    remembered as (
      insert into past_attempts (task_id, owner, started_at, ended_at, outcome)
      select id, lease_owner, started_at, completed_at, 'cancelled' from ended
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'requeued', task_type, array_agg(id) from opened group by task_type
    )
    select count(*)::int as count, case when count(*) > 0 then pg_notify(${TASKS_CHANNEL}, '')::text end as notified from opened`

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
    // An erasure may hold the task for minutes: then the caller tries again.
    await sql`set local lock_timeout = '2s'`.execute(tx)
    const { rows } = await sql<{
      task_type: string
      subject: string | null
      payload: unknown
      was_running: boolean
    }>`
      with gone as (
        delete from scrape_tasks where id = ${id} and status in ('pending', 'running')
        returning *
      ),
      events as (
        insert into task_events (event, task_type, task_ids)
        select 'cancelled', task_type, array[id] from gone
      ),
      ended as (
        insert into scrape_tasks (${sql.raw(KEPT_COLUMNS)}, checkpoint, status, started_at, completed_at, lease_owner,
          error_code, error_message)
        select ${sql.raw(ENDED_COLUMNS)}, checkpoint, 'cancelled', started_at, world_now(), lease_owner, error_code,
          error_message
        from gone
      )
      select task_type, subject, payload, status = 'running' as was_running from gone`.execute(tx)
    const task = rows[0]
    if (!task) throw new ConflictError(`task ${id} is already ${await statusOf(tx, id)}`)
    // Its worker aborts it, and others may begin a task that its limit kept from running.
    if (task.was_running)
      await sql`select pg_notify(${CANCELLED_CHANNEL}, ''), pg_notify(${TASKS_CHANNEL}, '')`.execute(
        tx,
      )
    await notifyReleased(tx, types, [
      {
        taskType: task.task_type,
        taskId: id,
        subject: task.subject,
        payload: task.payload,
        status: 'cancelled',
      },
    ])
  })
}

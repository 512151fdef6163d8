import { sql } from 'kysely'
import { raiseAlert } from '../../../alerts/raise.ts'
import { deleteInSteps, deleteOlder } from '../../../db/delete-in-steps.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { JOB_ALERTS } from '../declare.ts'
import type { JobKind } from './read-jobs.ts'

/**
 * Makes a job of tasks, in the transaction that enqueues them; null for none, since nothing would
 * ever end.
 */
export async function startJob(
  tx: Tx,
  job: { kind: JobKind; userId: string | null; notifies: boolean; taskIds: readonly number[] },
): Promise<string | null> {
  const { kind, userId, notifies, taskIds } = job
  if (taskIds.length === 0) return null
  const { rows } = await sql<{ id: string }>`
    with tasks as (select distinct task_id from unnest(${taskIds}::bigint[]) as task_id),
    started as (
      insert into jobs (kind, user_id, notifies, total)
      select ${kind}, ${userId}::uuid, ${notifies}, count(*) from tasks
      returning id
    ),
    filled as (
      insert into job_tasks (job_id, task_id) select id, task_id from started cross join tasks
    )
    select id from started`.execute(tx)
  return rows[0]?.id ?? null
}

/**
 * Adds tasks to the open jobs that a task belongs to, in the transaction that enqueues them. Waits
 * for a count of these jobs that is under way.
 */
export async function addToJobsOf(
  tx: Tx,
  parentId: number,
  taskIds: readonly number[],
): Promise<void> {
  if (taskIds.length === 0) return
  await sql`
    with parents as (
      select j.id from job_tasks p join jobs j on j.id = p.job_id
      where p.task_id = ${parentId} and j.ended_at is null
      order by j.id
      for update of j
    ),
    added as (
      insert into job_tasks (job_id, task_id)
      select p.id, task_id
      from parents p cross join (select distinct task_id from unnest(${taskIds}::bigint[]) as task_id) t
      on conflict (job_id, task_id) do nothing
      returning job_id
    )
    update jobs j set total = j.total + a.count
    from (select job_id, count(*)::int as count from added group by job_id) a
    where j.id = a.job_id`.execute(tx)
}

/** Jobs that one transaction counts: it holds their rows while it reads their tasks. */
const MAX_JOBS = 20

type EndedJob = {
  id: string
  kind: string
  user_id: string | null
  notifies: boolean
  total: number
  done: number
  failed: number
  cancelled: number
}

/** Only one job, and the address of gramd for the links of messages, where it is known. */
type Settling = { only?: string | undefined; publicUrl?: string | undefined }

/**
 * Adds up tasks that have ended, and ends the jobs that have no other: all open jobs, or one. Jobs
 * that another process counts are left to it; the end, its counts and its message are one
 * transaction, so that each happens once. Returns how many jobs have ended.
 */
export async function settleJobs(db: Db, { only, publicUrl }: Settling = {}): Promise<number> {
  let ended = 0
  let after: string | null = null
  for (;;) {
    const page: { last: string | null; ended: number } = await db
      .transaction()
      .execute(async (tx) => await settlePage(tx, { only, publicUrl, after }))
    ended += page.ended
    after = page.last
    if (after === null || only !== undefined) return ended
  }
}

type Page = Settling & { after: string | null }

async function settlePage(tx: Tx, { only, publicUrl, after }: Page) {
  const { rows: open } = await sql<{ id: string }>`
    select id from jobs
    where ended_at is null and ${only === undefined ? sql`true` : sql`id = ${only}::uuid`}
      and ${after === null ? sql`true` : sql`id > ${after}::uuid`}
    order by id
    limit ${sql.lit(MAX_JOBS)}
    for no key update skip locked`.execute(tx)
  const ids = open.map(({ id }) => id)
  if (ids.length === 0) return { last: null, ended: 0 }
  await sql`set local jit = off`.execute(tx)
  await countEnded(ids).execute(tx)
  const { rows } = await sql<EndedJob>`
    update jobs set ended_at = world_now()
    where id = any (${ids}::uuid[]) and ended_at is null and total = done + failed + cancelled
    returning id, kind, user_id, notifies, total, done, failed, cancelled`.execute(tx)
  for (const job of rows) if (job.notifies) await notify(tx, job, publicUrl)
  return { last: ids.at(-1) ?? null, ended: rows.length }
}

/**
 * Notes the end of tasks, and adds them up. A task that is gone, erased or past its retention,
 * counts as cancelled.
 */
const countEnded = (ids: readonly string[]) => sql`
  with settled as (
    update job_tasks j set status = coalesce(t.status, 'cancelled')
    from job_tasks o left join shared.scrape_tasks t on t.id = o.task_id
    where o.job_id = any (${ids}::uuid[]) and o.status is null
      and (t.status is null or t.status not in ('pending', 'running'))
      and j.job_id = o.job_id and j.task_id = o.task_id
    returning j.job_id, j.status
  ),
  counted as (
    select job_id, count(*) filter (where status = 'done')::int as done,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where status = 'cancelled')::int as cancelled
    from settled group by job_id
  )
  update jobs j set done = j.done + c.done, failed = j.failed + c.failed, cancelled = j.cancelled + c.cancelled
  from counted c where j.id = c.job_id`

/** One message a job: its cause is the job, so that no other joins it. */
async function notify(tx: Tx, job: EndedJob, publicUrl: string | undefined): Promise<void> {
  const { id, kind, user_id, total, done, failed, cancelled } = job
  const { job_ended: ofService, own_job_ended: own } = JOB_ALERTS
  const link = publicUrl && new URL(`/console/jobs/${id}`, publicUrl).href
  const message = {
    cause: `job:${id}`,
    item: { job_id: id, kind, total, done, failed, cancelled, link },
  }
  await raiseAlert(
    tx,
    user_id === null ? { ...ofService, ...message } : { ...own, ...message, userId: user_id },
  )
}

/** Notes that a person has cancelled a job. */
export const markCancelled = async (tx: Tx, id: string): Promise<void> =>
  void (await sql`
    update jobs set cancelled_at = coalesce(cancelled_at, world_now())
    where id = ${id}::uuid and ended_at is null`.execute(tx))

/** Rows that one step of retention deletes. */
const STEP = 10_000

/** Deletes jobs that ended longer ago, tasks first: one job may have a hundred thousand. */
export async function deleteOldJobs(db: Db, keepMs: number, signal: AbortSignal): Promise<number> {
  const tasks = sql`
    delete from job_tasks where ctid = any (array(
      select t.ctid from job_tasks t join jobs j on j.id = t.job_id
      where j.ended_at < (select world_now()) - make_interval(secs => ${keepMs / 1_000})
      limit ${STEP}
    ))`
  await deleteInSteps(db, tasks, STEP, signal)
  return await deleteOlder(db, { table: 'jobs', column: 'ended_at' }, keepMs, signal)
}

import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'

export const JOB_KINDS = ['scrape', 'discovery', 'import', 'analysis'] as const
export type JobKind = (typeof JOB_KINDS)[number]

export type JobRow = {
  id: string
  kind: JobKind
  notify: boolean
  created_at: Date
  ended_at: Date | null
  cancelled_at: Date | null
  total: number
  done: number
  failed: number
  cancelled: number
  waiting: number
}

const columns = sql`id, kind, notifies as notify, created_at, ended_at, cancelled_at, total, done,
  failed, cancelled, total - done - failed - cancelled as waiting`

/** Lists jobs, newest first, after the one with this id. */
export async function listJobs(
  db: Db,
  {
    kind,
    open,
    after,
    limit,
  }: {
    kind: JobKind | undefined
    open: boolean | undefined
    after: string | undefined
    limit: number
  },
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select ${columns} from jobs
    where ${kind === undefined ? sql`true` : sql`kind = ${kind}`}
      and ${open === undefined ? sql`true` : open ? sql`ended_at is null` : sql`ended_at is not null`}
      and ${after === undefined ? sql`true` : sql`id < ${after}::uuid`}
    order by id desc
    limit ${limit}`.execute(db)
  return rows
}

export async function findJob(db: Db | Tx, id: string): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`select ${columns} from jobs where id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** Finds the open tasks of a job that no other open job waits for. */
export async function openTasksOfAlone(tx: Tx, id: string): Promise<number[]> {
  const { rows } = await sql<{ task_id: number }>`
    select o.task_id from job_tasks o
    where o.job_id = ${id}::uuid and o.status is null and not exists (
      select from job_tasks other join jobs j on j.id = other.job_id
      where other.task_id = o.task_id and other.job_id <> o.job_id and j.ended_at is null
    )
    order by o.task_id`.execute(tx)
  return rows.map(({ task_id }) => task_id)
}

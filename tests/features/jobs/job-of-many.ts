import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { deleteOldJobs, settleJobs, startJob } from '../../../src/features/jobs/store/jobs.ts'
import { findJob } from '../../../src/features/jobs/store/read-jobs.ts'
import { expect, test } from '../../fixtures/test.ts'

/** Pending tasks of no particular kind; returns their ids. */
export async function tasks(db: Db, count: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into scrape_tasks_open (task_type, priority)
    select 'full_scrape', 5 from generate_series(1, ${count}::int) returning id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Ends tasks as a worker does, without running them. */
export async function end(db: Db, ids: readonly number[], status = 'done'): Promise<void> {
  await sql`update scrape_tasks set status = ${status}, completed_at = world_now()
    where status = 'pending' and id = any (${ids}::bigint[])`.execute(db)
}

export const aJob = async (
  db: Db,
  taskIds: readonly number[],
  notifies = false,
): Promise<string> => {
  const job = { kind: 'scrape', userId: null, notifies, taskIds } as const
  return (await db.transaction().execute(async (tx) => await startJob(tx, job))) ?? ''
}

/** Tries a job of so many tasks, from its start to its retention. */
export const countsAndEnds = (total: number, timeout = 30_000): void =>
  test(`a job of ${total} tasks is counted, ends, and goes`, { timeout }, async ({ db }) => {
    const ids = await tasks(db, total)
    const id = await aJob(db, ids, true)
    await sql`analyze scrape_tasks_open, job_tasks`.execute(db)
    const [most, failed] = [total / 2, total / 100]
    await end(db, ids.slice(0, most))
    await end(db, ids.slice(most, most + failed), 'failed')

    expect(await settleJobs(db, { only: id })).toBe(0)
    const waiting = total - most - failed
    expect(await findJob(db, id)).toMatchObject({ done: most, failed, waiting })
    await end(db, ids.slice(most + failed))
    expect(await settleJobs(db)).toBe(1)
    expect(await findJob(db, id)).toMatchObject({ total, done: total - failed, failed })

    await sql`update jobs set ended_at = ended_at - interval '31 days'`.execute(db)
    expect(await deleteOldJobs(db, 30 * 86_400_000, new AbortController().signal)).toBe(1)
    const { rows } = await sql<{ count: number }>`select count(*)::int from job_tasks`.execute(db)
    expect(rows[0]?.count).toBe(0)
  })

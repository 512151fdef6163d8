import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'
import { FIRST_ID } from './tasks.ts'

export const JOB = '0198c1a5-0000-7000-8000-00000000e001'
const ENDED = '0198c1a5-0000-7000-8000-00000000e002'
const STOPPED = '0198c1a5-0000-7000-8000-00000000e003'

/** A job that goes on, with tasks in every state, one that failed in part, and a cancelled one. */
async function fill(db: Db): Promise<void> {
  await sql`delete from jobs where id in (${JOB}, ${ENDED}, ${STOPPED})`.execute(db)
  await sql`
    insert into jobs (id, kind, notifies, created_at, ended_at, cancelled_at, total, done, failed, cancelled) values
      (${JOB}, 'scrape', true, world_now() - interval '20 minutes', null, null, 0, 0, 0, 0),
      (${ENDED}, 'discovery', false, world_now() - interval '2 days', world_now() - interval '47 hours', null, 40, 37, 3, 0),
      (${STOPPED}, 'import', false, world_now() - interval '3 days', world_now() - interval '70 hours',
        world_now() - interval '71 hours', 12, 4, 0, 8)`.execute(db)
  await sql`
    with picked as (
      select id from (
        select id, row_number() over (partition by status order by id desc) as n from scrape_tasks
        where id between ${FIRST_ID + 1} and ${FIRST_ID + 240}
      ) numbered where n <= 6
    ),
    filled as (insert into job_tasks (job_id, task_id) select ${JOB}, id from picked returning 1)
    update jobs set total = (select count(*)::int from picked) where id = ${JOB}`.execute(db)
}

export const jobs: Filling = {
  fill,
  paths: ['/jobs', '/jobs?open=true', `/jobs/${JOB}`, `/jobs/${ENDED}`, `/tasks?job_id=${JOB}`],
}

import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { TASKS_CHANNEL } from '../channels.ts'

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
 * Apart from `runNow` so that a test can explain its plan. The order is that of the index: with
 * stale statistics the planner would read all snoozed tasks for the first batch.
 */
export const runNowQuery = (codes: readonly string[]) => sql<{ count: number }>`
  with moved as (
    update scrape_tasks t set due_at = (select world_now())
    where t.status = 'pending' and t.id = any (array(
      select w.id from scrape_tasks w
      where w.status = 'pending' and w.batch_id is null and w.error_code = any (${codes}::text[]) and w.due_at > (select world_now())
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

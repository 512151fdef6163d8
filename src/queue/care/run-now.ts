import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { TASKS_CHANNEL } from '../channels.ts'

/** Tasks that one statement moves. */
const BATCH = 10_000

/**
 * Makes tasks due that were put back to a later time with one of these error codes, in batches; for when what they were put
 * back for is there again. Workers are woken in any case: there may be others that were never claimed for want of the same.
 * Returns how many tasks.
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
 * Apart from `runNow` so that a test can ask PostgreSQL to explain it. What is claimed is due already. The order is that of
 * the index: when statistics take many tasks for put back, PostgreSQL would look through all of them for the first batch.
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

import { sql } from 'kysely'
import type { Db, Tx } from '../../db/handles.ts'
import { CANCELLED_CHANNEL, TASKS_CHANNEL } from '../channels.ts'
import { insertEnded } from '../settle.ts'
import type { TaskTypes } from '../task-type.ts'
import { reopenStatement } from './lifecycle.ts'
import { notifyReleased, type ReleasedRow } from './release.ts'

// Both change some hundred tasks in one short transaction. They skip locked rows, so that two
// people who act on the same tasks do not wait for each other.

/**
 * Tasks that a person has seen, with their status at that time; tasks that have changed since are
 * skipped.
 */
export type VisibleTasks<Status extends string> = {
  ids: readonly number[]
  statuses: readonly Status[]
}

/**
 * Gives those of the tasks another full set of attempts that have ended so, by `until` in world
 * time, if given: one that failed again meanwhile is not the task that was seen. Returns how many.
 * A task stays ended if an open task does the same work, and of several such tasks only the newest
 * returns.
 */
export async function retryMany(
  db: Db,
  { ids, statuses, until }: VisibleTasks<'failed' | 'cancelled'> & { until?: Date | undefined },
): Promise<number> {
  const unchanged = until === undefined ? sql`` : sql`and e.completed_at <= ${until}`
  const { rows } = await reopenStatement(sql`
    select id from (
      select e.id, row_number() over (
        partition by e.task_type, coalesce(e.dedupe_key, '#' || e.id) order by e.id desc
      ) as twin
      from (
        select * from scrape_tasks_ended e
        where e.id = any (array(select unnest(${ids}::bigint[]))) and e.status <> 'done'
          and e.status = any (${statuses}::text[]) ${unchanged}
          and not exists (
            select from scrape_tasks_open o where o.dedupe_key = e.dedupe_key and o.task_type = e.task_type
            offset 0
          )
        for update of e skip locked
      ) e
    ) numbered
    where twin = 1`).execute(db)
  return rows[0]?.count ?? 0
}

/**
 * Ends those of the tasks that still have these statuses, as `cancelTask` does; returns how many.
 */
export async function cancelMany(
  db: Db,
  types: TaskTypes,
  scope: VisibleTasks<'pending' | 'running'>,
): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    // What belongs to a task may be locked for minutes, as by an erasure: then the caller retries.
    await sql`set local lock_timeout = '2s'`.execute(tx)
    return await cancelWithin(tx, types, scope)
  })
}

/** `cancelMany` in a transaction of the caller's. */
export async function cancelWithin(
  tx: Tx,
  types: TaskTypes,
  { ids, statuses }: VisibleTasks<'pending' | 'running'>,
): Promise<number> {
  const { rows } = await sql<ReleasedRow & { was_running: boolean }>`
    with gone as (
      delete from scrape_tasks t
      where t.status in ('pending', 'running') and t.id = any (array(
        select w.id from scrape_tasks w
        where w.status in ('pending', 'running') and w.status = any (${statuses}::text[])
          and w.id = any (array(select unnest(${ids}::bigint[])))
        order by w.id
        for update skip locked
      ))
      returning t.*
    ),
    events as (
      insert into task_events (event, task_type, task_ids)
      select 'cancelled', task_type, array_agg(id) from gone group by task_type
    ),
    ended as (${sql.raw(insertEnded('cancelled'))})
    select id, task_type, subject, payload, 'cancelled' as status, status = 'running' as was_running from gone`.execute(
    tx,
  )
  if (rows.some((row) => row.was_running))
    await sql`select pg_notify(${CANCELLED_CHANNEL}, ''), pg_notify(${TASKS_CHANNEL}, '')`.execute(
      tx,
    )
  await notifyReleased(tx, types, rows)
  return rows.length
}

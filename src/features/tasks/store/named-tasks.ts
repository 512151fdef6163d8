import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { TaskScope } from '../../../http/access/task-scope.ts'
import type { TaskStatus } from '../task-view.ts'

/** Tasks of one type, and ended ones with one error. */
export type TaskGroup = {
  task_type: string
  error_code: string | null
  tasks: number
  running: number
}

/** Counts the tasks, among these, that have one of these statuses, by type. */
export async function summarizeTasks(
  db: Db,
  ids: readonly number[],
  statuses: readonly TaskStatus[],
): Promise<TaskGroup[]> {
  const { rows } = await sql<TaskGroup>`
    select t.task_type, ended.error_code, count(*)::int as tasks,
      (count(*) filter (where t.status = 'running'))::int as running
    from shared.scrape_tasks t
    cross join lateral (select case when t.status in ('failed', 'cancelled') then t.error_code end as error_code) ended
    where t.id = any (array(select unnest(${ids}::bigint[]))) and t.status = any (${statuses}::text[])
    group by t.task_type, ended.error_code order by t.task_type, ended.error_code nulls first`.execute(
    db,
  )
  return rows
}

/** Returns the tasks, among these, that the caller may see, in their order. */
export async function selectVisible(
  db: Db,
  ids: readonly number[],
  scope: TaskScope,
): Promise<number[]> {
  const condition = scope.condition('t')
  if (condition === undefined) return [...ids]
  const { rows } = await sql<{ id: number }>`
    select t.id from shared.scrape_tasks t
    where t.id = any (array(select unnest(${ids}::bigint[]))) and ${condition}`.execute(db)
  const visible = new Set(rows.map(({ id }) => id))
  return ids.filter((id) => visible.has(id))
}

import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import type { TaskScope } from '../../../http/access/task-scope.ts'
import { placeOf, rowOf, type EventCursor } from '../../../http/streams/event-cursor.ts'
import type { TaskStatus } from '../task-view.ts'

const tasks = (db: Db) =>
  db
    .selectFrom('shared.scrape_tasks as task')
    .leftJoin('shared.blogs as blog', (join) =>
      join.on(sql`blog.id`, '=', sql`derived.blog_of(task.subject)`),
    )
    .select([
      'task.id',
      'task.task_type',
      sql<TaskStatus>`task.status`.as('status'),
      'task.priority',
      sql<string | null>`derived.blog_of(task.subject)`.as('blog_id'),
      'blog.username',
      'task.payload',
      'task.progress',
      'task.result',
      'task.attempts',
      'task.max_attempts',
      'task.error_code',
      'task.error_message',
      'task.next_retry_at',
      'task.batch_id',
      'task.created_at',
      'task.started_at',
      'task.completed_at',
    ])

export type TaskRow = Awaited<ReturnType<ReturnType<typeof tasks>['executeTakeFirstOrThrow']>>

/** These tasks, newest first. */
export async function getTasks(db: Db, ids: readonly number[]): Promise<TaskRow[]> {
  if (ids.length === 0) return []
  return await tasks(db).where('task.id', 'in', ids).orderBy('task.id', 'desc').execute()
}

/**
 * Returns whether a task of this type is stored; each half has an index that begins with the type.
 */
export async function hasTasks(db: Db, taskType: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from shared.scrape_tasks t where t.status in ('done', 'failed', 'cancelled')
      and t.task_type = ${taskType})
      or exists (select from shared.scrape_tasks t where t.status in ('pending', 'running')
        and t.task_type = ${taskType})
      as known`.execute(db)
  return rows[0]?.known ?? false
}

/** Throws NoSuchRecordError, also for a task that is not seen. */
export async function getTask(db: Db, id: number, scope: TaskScope): Promise<TaskRow> {
  const condition = scope.condition('task')
  const row = await tasks(db)
    .where('task.id', '=', id)
    .$if(condition !== undefined, (query) => query.where(condition ?? sql<boolean>`false`))
    .executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no task ${id}`)
  return row
}

/**
 * Checks what a returning client has missed: `unknown` when its place is not in the task's events
 * (any more), else whether there are later events.
 */
export async function findPlace(
  db: Db,
  id: number,
  place: EventCursor,
): Promise<'unknown' | 'behind' | 'at_end'> {
  const xid = String(place.xid)
  const row_id = String(rowOf(place.id))
  const { rows } = await sql<{ known: boolean; behind: boolean }>`
    select
      exists (
        select from shared.task_events
        where xid = ${xid}::xid8 and id = ${row_id}::bigint and task_ids[${String(placeOf(place.id))}::bigint] = ${id}
      ) as known,
      exists (
        select from shared.task_events where (xid, id) > (${xid}::xid8, ${row_id}::bigint) and ${id} = any(task_ids)
      ) as behind`.execute(db)
  const row = rows[0]
  if (!row?.known) return 'unknown'
  return row.behind ? 'behind' : 'at_end'
}

/**
 * Whether events at or before this place are still stored; if not, later ones may be deleted, too.
 */
export async function isRemembered(db: Db, place: EventCursor): Promise<boolean> {
  const { rows } = await sql<{ remembered: boolean }>`
    select exists (
      select from shared.task_events where (xid, id) <= (${String(place.xid)}::xid8, ${String(rowOf(place.id))}::bigint)
    ) as remembered`.execute(db)
  return rows[0]?.remembered ?? false
}

import { sql } from 'kysely'
import { NoSuchRecordError } from '../../errors.ts'
import type { Db } from '../../db/database.ts'
import type { EventCursor } from '../../http/event-cursor.ts'
import type { TaskStatus } from './task-view.ts'

export type TaskRow = {
  id: number
  task_type: string
  status: TaskStatus
  priority: number
  blog_id: string | null
  username: string | null
  payload: unknown
  progress: unknown
  result: unknown
  attempts: number
  max_attempts: number
  error_code: string | null
  error_message: string | null
  next_retry_at: Date | null
  batch_id: string | null
  created_at: Date
  started_at: Date | null
  completed_at: Date | null
}

export type TaskFilter = {
  status?: TaskStatus | undefined
  task_type?: string | undefined
  blog_id?: string | undefined
}

const tasks = (db: Db) =>
  db
    .selectFrom('scrape_tasks as task')
    .leftJoin('blogs as blog', 'blog.id', 'task.blog_id')
    .select([
      'task.id',
      'task.task_type',
      sql<TaskStatus>`task.status`.as('status'),
      'task.priority',
      'task.blog_id',
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

/** Tasks, newest first. `before` is the id of the last one that was seen. */
export async function listTasks(
  db: Db,
  filter: TaskFilter,
  page: { limit: number; offset?: number | undefined; before?: number | undefined },
): Promise<TaskRow[]> {
  return await listQuery(db, filter, page).execute()
}

/** Apart from `listTasks` so that a test can ask PostgreSQL to explain it. */
export function listQuery(
  db: Db,
  { status, task_type, blog_id }: TaskFilter,
  page: { limit: number; offset?: number | undefined; before?: number | undefined },
) {
  return tasks(db)
    .$if(status !== undefined, (query) => query.where('task.status', '=', status ?? ''))
    .$if(task_type !== undefined, (query) => query.where('task.task_type', '=', task_type ?? ''))
    .$if(blog_id !== undefined, (query) => query.where('task.blog_id', '=', blog_id ?? ''))
    .$if(page.before !== undefined, (query) => query.where('task.id', '<', page.before ?? 0))
    .orderBy('task.id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
}

/** Throws NoSuchRecordError. */
export async function getTask(db: Db, id: number): Promise<TaskRow> {
  const row = await tasks(db).where('task.id', '=', id).executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no task ${id}`)
  return row
}

/** A task, and the place in its events that it stands for: what comes later may repeat, but misses nothing. */
export async function getTaskAndPlace(
  db: Db,
  id: number,
): Promise<{ task: TaskRow; place: EventCursor }> {
  const row = await tasks(db)
    .leftJoinLateral(
      (lateral) =>
        lateral
          .selectFrom('task_events as event')
          .select([
            sql<string>`event.xid::text`.as('xid'),
            sql<string>`event.id::text`.as('event_id'),
          ])
          .whereRef('event.task_id', '=', 'task.id')
          .where('event.xid', '<', sql<string>`pg_snapshot_xmin(pg_current_snapshot())`)
          .orderBy('event.xid', 'desc')
          .orderBy('event.id', 'desc')
          .limit(1)
          .as('latest'),
      (join) => join.onTrue(),
    )
    .select(['latest.xid', 'latest.event_id'])
    .where('task.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no task ${id}`)
  const { xid, event_id, ...task } = row
  return { task, place: { xid: BigInt(xid ?? 0), id: BigInt(event_id ?? 0) } }
}

/**
 * What a client that comes back has missed: `unknown` when its place is not in the task's events (any more), else
 * whether there are later ones.
 */
export async function findPlace(
  db: Db,
  id: number,
  place: EventCursor,
): Promise<'unknown' | 'behind' | 'at_end'> {
  const { rows } = await sql<{ known: boolean; behind: boolean }>`
    select
      exists (
        select from task_events where task_id = ${id} and xid = ${String(place.xid)}::xid8 and id = ${String(place.id)}::bigint
      ) as known,
      exists (
        select from task_events
        where task_id = ${id} and (xid, id) > (${String(place.xid)}::xid8, ${String(place.id)}::bigint)
      ) as behind`.execute(db)
  const row = rows[0]
  if (!row?.known) return 'unknown'
  return row.behind ? 'behind' : 'at_end'
}

/** Whether events at or before this place are still kept; if not, some after it may be forgotten, too. */
export async function isRemembered(db: Db, place: EventCursor): Promise<boolean> {
  const { rows } = await sql<{ remembered: boolean }>`
    select exists (
      select from task_events where (xid, id) <= (${String(place.xid)}::xid8, ${String(place.id)}::bigint)
    ) as remembered`.execute(db)
  return rows[0]?.remembered ?? false
}

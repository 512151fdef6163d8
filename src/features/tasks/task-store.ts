import { sql } from 'kysely'
import { NoSuchRecordError } from '../../base/errors.ts'
import { blogSubject } from '../../creators/blog-subject.ts'
import type { Db } from '../../db/database.ts'
import { placeOf, rowOf, type EventCursor } from '../../http/event-cursor.ts'
import type { TaskStatus } from './task-view.ts'

export type TaskFilter = {
  status?: TaskStatus | undefined
  task_type?: string | undefined
  blog_id?: string | undefined
}

type Page = { limit: number; offset?: number | undefined; before?: number | undefined }

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

/** Tasks, newest first. `before` is the id of the last one that was seen. */
export async function listTasks(db: Db, filter: TaskFilter, page: Page): Promise<TaskRow[]> {
  const { rows } = await idsQuery(filter, page).execute(db)
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  return await tasks(db).where('task.id', 'in', ids).orderBy('task.id', 'desc').execute()
}

/**
 * Which tasks are on a page. Each partition has its own index by id, and what runs is few: so each is asked for its
 * first ones. Apart from `listTasks` so that a test can ask PostgreSQL to explain it.
 */
export function idsQuery(
  { status, task_type, blog_id }: TaskFilter,
  { limit, offset = 0, before }: Page,
) {
  return sql<{ id: number }>`
    select t.id
    from ${sourceOf(status)}
      and ${task_type === undefined ? sql`true` : sql`t.task_type = ${task_type}`}
      and ${blog_id === undefined ? sql`true` : sql`t.subject = ${blogSubject(blog_id)}`}
      and ${before === undefined ? sql`true` : sql`t.id < ${before}`}
    order by t.id desc
    limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
}

/**
 * Where tasks of a status are, with their condition. Running tasks are few among open ones, and have an index each for
 * tasks of workers and of batches.
 */
function sourceOf(status: TaskStatus | undefined) {
  if (status === undefined) return sql`shared.scrape_tasks t where true`
  if (status !== 'running') return sql`shared.scrape_tasks t where t.status = ${sql.lit(status)}`
  return sql`(
    select id, task_type, subject from shared.scrape_tasks where status = 'running' and batch_id is null
    union all
    select id, task_type, subject from shared.scrape_tasks where status = 'running' and batch_id is not null
  ) t where true`
}

/** Throws NoSuchRecordError. */
export async function getTask(db: Db, id: number): Promise<TaskRow> {
  const row = await tasks(db).where('task.id', '=', id).executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no task ${id}`)
  return row
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

/** Whether events at or before this place are still stored; if not, later ones may be deleted, too. */
export async function isRemembered(db: Db, place: EventCursor): Promise<boolean> {
  const { rows } = await sql<{ remembered: boolean }>`
    select exists (
      select from shared.task_events where (xid, id) <= (${String(place.xid)}::xid8, ${String(rowOf(place.id))}::bigint)
    ) as remembered`.execute(db)
  return rows[0]?.remembered ?? false
}

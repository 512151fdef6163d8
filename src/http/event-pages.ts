import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import type { EventCursor } from './event-cursor.ts'

export type TaskEvent = {
  cursor: EventCursor
  task_id: number
  task_type: string
  event: string
  data: unknown
  created_at: Date
}

/** Which events somebody wants; everything without a field. */
export type EventFilter = { taskId?: number; taskType?: string }

export type EventPage = {
  events: TaskEvent[]
  /** There are more events than fit the page. */
  full: boolean
  /** Events are there that cannot be shown before an older transaction has ended. */
  heldBack: boolean
}

const PAGE = 500

/** Where the feed ends now: everything before is committed or will never be. */
export async function readHorizon(db: Db): Promise<EventCursor> {
  const { rows } = await sql<{
    xid: string
  }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`.execute(db)
  const row = rows[0]
  if (!row) throw new Error('the database gave no snapshot')
  return { xid: BigInt(row.xid), id: 0n }
}

type Row = {
  held_back: boolean
  xid: string | null
  id: string
  task_id: number
  task_type: string
  event: string
  data: unknown
  created_at: Date
}

/** The next events after a cursor, in order, as far as no open transaction can still put one in between. */
export async function readEventPage(
  db: Db,
  after: EventCursor,
  filter: EventFilter,
): Promise<EventPage> {
  const { rows } = await pageQuery(after, filter).execute(db)
  const events = rows.flatMap((row): TaskEvent[] => {
    if (row.xid === null) return []
    const { task_id, task_type, event, data, created_at } = row
    const cursor = { xid: BigInt(row.xid), id: BigInt(row.id) }
    return [{ cursor, task_id, task_type, event, data, created_at }]
  })
  return { events, full: events.length >= PAGE, heldBack: rows[0]?.held_back ?? false }
}

/** Apart from `readEventPage` so that a test can ask PostgreSQL to explain it. */
export const pageQuery = (after: EventCursor, filter: EventFilter) => {
  const ofTask = filter.taskId === undefined ? sql`` : sql`and e.task_id = ${filter.taskId}`
  const ofType = filter.taskType === undefined ? sql`` : sql`and t.task_type = ${filter.taskType}`
  return sql<Row>`
    with page as (
      select e.xid, e.id, e.task_id, t.task_type, e.event, e.data, e.created_at
      from task_events e join scrape_tasks t on t.id = e.task_id
      where (e.xid, e.id) > (${String(after.xid)}::xid8, ${String(after.id)}::bigint)
        and e.xid < pg_snapshot_xmin(pg_current_snapshot()) ${ofTask} ${ofType}
      order by e.xid, e.id
      limit ${PAGE}
    ),
    late as (
      select exists (
        select from task_events where xid >= pg_snapshot_xmin(pg_current_snapshot())
      ) as held_back
    )
    select late.held_back, page.xid::text as xid, page.id::text as id, page.task_id, page.task_type, page.event,
           page.data, page.created_at
    from late left join page on true
    order by page.xid, page.id`
}

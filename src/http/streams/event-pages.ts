import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import { ownerOfTask } from '../../queue/task-access.ts'
import type { TaskTypes } from '../../queue/task-type.ts'
import { PLACE_BITS, placeOf, rowOf, type EventCursor } from './event-cursor.ts'

export type TaskEvent = {
  cursor: EventCursor
  task_id: number
  task_type: string
  /** The owner of the task's subject, found by its type's `access`; null when it has none. */
  owner_id: string | null
  event: string
  data: unknown
  created_at: Date
}

/** The events that a watcher wants and may see; all events without a field. */
export type EventFilter = {
  taskId?: number
  taskType?: string
  scope?: { has(task: { task_type: string; owner_id: string | null }): boolean }
}

/** Whether a watcher with this filter gets the event. */
export const wants = ({ taskId, taskType, scope }: EventFilter, event: TaskEvent): boolean =>
  (taskId === undefined || taskId === event.task_id) &&
  (taskType === undefined || taskType === event.task_type) &&
  (scope === undefined || scope.has(event))

/** The database to read events from, and the task types, which find the owners. */
export type EventSource = { db: Db; types: TaskTypes }

const PAGE = 500

/** Returns the present end of the feed: everything before it is committed or will never be. */
export async function readHorizon(db: Db): Promise<EventCursor> {
  const { xid } = await db
    .selectNoFrom(sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`.as('xid'))
    .executeTakeFirstOrThrow()
  return { xid: BigInt(xid), id: 0n }
}

type Row = Omit<TaskEvent, 'cursor'> & { xid: string; id: string }

/**
 * Reads the next events in order, up to the first that an open transaction could still precede.
 * `full`: there are more than fit in the page.
 */
export async function readEventPage(
  { db, types }: EventSource,
  after: EventCursor,
  filter: Pick<EventFilter, 'taskId' | 'taskType'>,
): Promise<{ events: TaskEvent[]; full: boolean }> {
  const { rows } = await pageQuery(types, after, filter).execute(db)
  const events = rows.map(({ xid, id, ...event }): TaskEvent => ({
    ...event,
    cursor: { xid: BigInt(xid), id: BigInt(id) },
  }))
  return { events, full: events.length >= PAGE }
}

/**
 * Splits each row of task_events, which covers many tasks, into one event for each task. Exported
 * for the test of its plan.
 */
export const pageQuery = (
  types: TaskTypes,
  after: EventCursor,
  filter: Pick<EventFilter, 'taskId' | 'taskType'>,
) => {
  const ofTask = filter.taskId === undefined ? sql`` : sql`and ${filter.taskId} = any(e.task_ids)`
  const one = filter.taskId === undefined ? sql`` : sql`and u.task_id = ${filter.taskId}`
  const ofType = filter.taskType === undefined ? sql`` : sql`and e.task_type = ${filter.taskType}`
  const owned = [...types.values()].filter(({ access }) => access.owner !== undefined)
  const { xid, id } = after
  return sql<Row>`
    with page as (
      select e.xid, e.id as row_id, u.place, u.task_id, e.task_type, e.event, e.data, e.created_at
      from shared.task_events e cross join lateral unnest(e.task_ids) with ordinality as u (task_id, place)
      where (e.xid, e.id) >= (${String(xid)}::xid8, ${String(rowOf(id))}::bigint)
        and e.xid < pg_snapshot_xmin(pg_current_snapshot())
        and (e.xid, e.id, u.place) > (${String(xid)}::xid8, ${String(rowOf(id))}::bigint,
          ${String(placeOf(id))}::bigint)
        ${ofTask} ${one} ${ofType}
      order by e.xid, e.id, u.place
      limit ${PAGE}
    )
    select page.xid::text as xid, ((page.row_id << ${PLACE_BITS}) + page.place)::text as id, page.task_id,
           page.task_type, whose.owner_id, page.event,
           coalesce(page.data -> (page.place - 1)::int, done.data, '{}') as data, page.created_at
    from page
    left join lateral (
      select jsonb_build_object('result', t.result) as data
      from shared.scrape_tasks t where t.id = page.task_id and page.event = 'done' and t.status = 'done'
    ) done on true
    left join lateral (
      select ${ownerOfTask(types, 't')} as owner_id
      from shared.scrape_tasks t
      where t.id = page.task_id and page.task_type = any (${owned.map(({ name }) => name)}::text[])
    ) whose on true
    order by page.xid, page.row_id, page.place`
}

import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'

/** An event of a check. Ids grow in the order of commits. */
export type CheckEvent = {
  id: number
  event: string
  data: Record<string, unknown>
  created_at: Date
}

const PAGE = 500

/** The events after an id, oldest first, a few hundred at most. */
export async function listEvents(db: Db, checkId: string, after: number): Promise<CheckEvent[]> {
  const { rows } = await sql<CheckEvent>`
    select id, event, data, created_at from relation_events
    where check_id = ${checkId}::uuid and id > ${after}
    order by id
    limit ${sql.lit(PAGE)}`.execute(db)
  return rows
}

/** The events before an id, newest first. */
export async function listPastEvents(
  db: Db,
  checkId: string,
  { limit, before }: { limit: number; before: number | undefined },
): Promise<CheckEvent[]> {
  const { rows } = await sql<CheckEvent>`
    select id, event, data, created_at from relation_events
    where check_id = ${checkId}::uuid and ${before === undefined ? sql`true` : sql`id < ${before}`}
    order by id desc
    limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** The id of the last event; 0 without any. */
export async function lastEventId(db: Db, checkId: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(id), 0) as last from relation_events where check_id = ${checkId}::uuid`.execute(
    db,
  )
  return rows[0]?.last ?? 0
}

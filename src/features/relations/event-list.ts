import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

/** What has happened to a check. Ids grow in the order of their commits. */
export type CheckEvent = { id: number; event: string; data: unknown; created_at: Date }

const PAGE = 500

/** The events after a place, oldest first, a few hundred at most. */
export async function listEvents(db: Db, checkId: string, after: number): Promise<CheckEvent[]> {
  const { rows } = await sql<CheckEvent>`
    select id, event, data, created_at from relation_events
    where check_id = ${checkId}::uuid and id > ${after}
    order by id
    limit ${sql.lit(PAGE)}`.execute(db)
  return rows
}

/** The place after the last event that there is. */
export async function lastEventId(db: Db, checkId: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(id), 0) as last from relation_events where check_id = ${checkId}::uuid`.execute(
    db,
  )
  return rows[0]?.last ?? 0
}

import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'

/** World time after which another use of the home is another visit. */
const PAUSE = '1 hour'

/** A visit of a person: changes are counted since the one before it. */
export type Visit = { begun_at: Date; since: Date | null }

/** Returns the visit that this use belongs to; after a pause of an hour a new one begins. */
export async function noteVisit(tx: Tx, userId: string): Promise<Visit> {
  const { rows } = await sql<Visit>`
    insert into visits as visit (user_id) values (${userId}::uuid)
    on conflict (user_id) do update set
      used_at = world_now(),
      begun_at = case when visit.used_at < world_now() - ${PAUSE}::interval then world_now() else visit.begun_at end,
      since = case when visit.used_at < world_now() - ${PAUSE}::interval then visit.begun_at else visit.since end
    returning begun_at, since`.execute(tx)
  return rows[0] ?? { begun_at: new Date(0), since: null }
}

/** The creators that a view had at a visit. */
export type Matches = { viewId: string; ids: readonly string[] }

/**
 * Stores what views have at the beginning of a visit, and returns what they had at the one before.
 * A view that is new to the person has nothing to compare with.
 */
export async function compareMatches(
  tx: Tx,
  userId: string,
  { visit, matches }: { visit: Visit; matches: readonly Matches[] },
): Promise<Map<string, readonly string[]>> {
  if (matches.length === 0) return new Map()
  const values = matches.map(({ viewId, ids }) => sql`(${viewId}::uuid, ${[...ids]}::uuid[])`)
  const { rows } = await sql<{ view_id: string; before_ids: string[] | null }>`
    insert into view_visits as known (user_id, view_id, begun_at, ids)
    select ${userId}::uuid, input.view_id, ${visit.begun_at}, input.ids
    from (values ${sql.join(values)}) as input (view_id, ids)
    on conflict (user_id, view_id) do update set
      before_ids = case when known.begun_at < excluded.begun_at then known.ids else known.before_ids end,
      ids = case when known.begun_at < excluded.begun_at then excluded.ids else known.ids end,
      begun_at = greatest(known.begun_at, excluded.begun_at)
    returning view_id, before_ids`.execute(tx)
  return new Map(
    rows.flatMap(({ view_id, before_ids }) => (before_ids === null ? [] : [[view_id, before_ids]])),
  )
}

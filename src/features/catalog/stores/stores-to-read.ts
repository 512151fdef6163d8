import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/database.ts'
import type { Wanted } from '../posts/posts-store.ts'

export type StoreToRead = Wanted & {
  connectionId: string
  /** Posts from then on are read without being asked for. */
  followedFrom: Date
}

/** A store with the account that it reads; undefined when it is gone or has none. */
export async function findStoreToRead(db: Db, id: string): Promise<StoreToRead | undefined> {
  const { rows } = await sql<StoreToRead>`
    select id as "storeId", currency, with_videos as "withVideos", with_carousels as "withCarousels",
      connection_id as "connectionId", followed_from as "followedFrom"
    from stores where id = ${id}::uuid and connection_id is not null`.execute(db)
  return rows[0]
}

/** A turn begins that much early rather than a minute late: the timetable's ticks are not to the second. */
const EARLY = sql`interval '10 seconds'`

/**
 * Gives stores whose posts are due to be looked at their next turn; gives them. A turn is counted from the one before, not
 * from when somebody came to it: else each small delay adds up to a tick that is missed.
 */
export async function takeDueStores(
  tx: Tx,
  lookMs: number,
): Promise<{ store_id: string; whole: boolean }[]> {
  const { rows } = await sql<{ store_id: string; whole: boolean }>`
    with due as (
      select id, next_whole_look_at <= world_now() as whole from stores
      where auto_sync and connection_id is not null and next_look_at <= world_now() + ${EARLY}
      order by id for no key update skip locked
    )
    update stores s set
      next_look_at = greatest(s.next_look_at, world_now() - ${EARLY}) + ${lookMs} * interval '1 ms',
      next_whole_look_at = case when d.whole then world_now() + interval '1 day' else s.next_whole_look_at end
    from due d where s.id = d.id
    returning s.id as store_id, d.whole`.execute(tx)
  return rows
}

import { sql } from 'kysely'
import type { Db, Tx } from '../../../../../db/handles.ts'
import type { Wanted } from '../../../posts/store/catalog-posts/posts.ts'

export type StoreToRead = Wanted & {
  connectionId: string
  /** Posts from then on are read without being asked for. */
  followedFrom: Date
}

/** A store with the account that it reads; undefined when it is gone or has none. */
export async function findStoreToRead(db: Db, id: string): Promise<StoreToRead | undefined> {
  const { rows } = await sql<StoreToRead>`
    select s.id as "storeId", s.currency, s.with_videos as "withVideos", s.with_carousels as "withCarousels",
      s.connection_id as "connectionId", c.platform_id as "accountId", s.followed_from as "followedFrom"
    from stores s join shared.connections c on c.id = s.connection_id
    where s.id = ${id}::uuid`.execute(db)
  return rows[0]
}

/**
 * A turn begins that much early rather than a minute late: the timetable's ticks are not to the
 * second.
 */
const EARLY = sql`interval '10 seconds'`

/** Returns stores that are due for a poll. */
export async function findDueStores(db: Db): Promise<{ store_id: string; whole: boolean }[]> {
  const { rows } = await sql<{ store_id: string; whole: boolean }>`
    select id as store_id, next_full_poll_at <= world_now() as whole from stores
    where auto_sync and connection_id is not null and next_poll_at <= world_now() + ${EARLY}
    order by id`.execute(db)
  return rows
}

/**
 * Schedules the next turn of due stores; a store that another transaction has locked stays due. The
 * next turn counts from the previous one, not from when a poll came to it: otherwise each small
 * delay adds up to a tick that is missed.
 */
export async function moveDueStores(
  tx: Tx,
  lookMs: number,
  due: readonly { store_id: string; whole: boolean }[],
): Promise<void> {
  const ids = due.map(({ store_id }) => store_id)
  const whole = due.filter((store) => store.whole).map(({ store_id }) => store_id)
  await sql`
    update stores set
      next_poll_at = greatest(next_poll_at, world_now() - ${EARLY}) + ${lookMs} * interval '1 ms',
      next_full_poll_at = case
        when id = any (${whole}::uuid[]) then world_now() + interval '1 day' else next_full_poll_at
      end
    where id = any (array(
      select id from stores
      where id = any (${ids}::uuid[]) and next_poll_at <= world_now() + ${EARLY}
      for no key update skip locked
    ))`.execute(tx)
}

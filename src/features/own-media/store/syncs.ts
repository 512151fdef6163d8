import { setOwner } from './media.ts'
import { sql, type RawBuilder } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { ConnectionNeedsPersonError } from '../../../connections/errors.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { releaseMedia } from '../../../media/media-store.ts'
import type { ConnectionChange, Services } from '../../services.ts'
import { previewOwner } from './previews.ts'
import { nextLastReading } from './own-stories.ts'
import { interval, type SyncSettings } from './sync-times.ts'
import { accountOwner, mediaOwner } from './task-owners.ts'

export type Sync = {
  connection_id: string
  owner_id: string | null
  username: string
  fully_listed_at: Date | null
  ended_at: Date | null
}

const COLUMNS = ['connection_id', 'owner_id', 'username', 'fully_listed_at', 'ended_at'] as const

/** The condition that a row with `owner_id` is seen; `owner` null sees all (`ownerScopeOf`). */
export const isInScope = (owner: string | null, column = 'owner_id'): RawBuilder<boolean> =>
  owner === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = ${owner}::uuid`

export const findSync = async (db: Db, connectionId: string): Promise<Sync | undefined> =>
  await db
    .selectFrom('own_media_sync')
    .select(COLUMNS)
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()

/** Throws NoSuchRecordError, also for an account that the owner does not see. */
export const getSync = async (db: Db, owner: string | null, connectionId: string): Promise<Sync> =>
  await db
    .selectFrom('own_media_sync')
    .select(COLUMNS)
    .where('connection_id', '=', connectionId)
    .where(isInScope(owner))
    .executeTakeFirstOrThrow(() => new NoSuchRecordError(`no connected account ${connectionId}`))

/**
 * Throws ConnectionNeedsPersonError for an account whose tasks wait until its owner authorizes it
 * again.
 */
export async function requireAuthorized(db: Db, connectionId: string): Promise<void> {
  const found = await db
    .selectFrom('shared.connections')
    .select(['username', 'state'])
    .where('id', '=', connectionId)
    .executeTakeFirst()
  if (found?.state !== 'auth_error' && found?.state !== 'revoked') return
  throw new ConnectionNeedsPersonError(
    `@${found.username} has to be authorized again: its owner opens the address of gramd ` +
      `connections url --account ${connectionId}`,
  )
}

export type SyncState = Pick<Sync, 'connection_id' | 'fully_listed_at' | 'ended_at'> & {
  listed_at: Date | null
}

/** A limit above the number of accounts that one user connects. */
const MAX_SYNCS = 1_000

/** The accounts that an owner sees and that are connected. */
export const listSyncs = async (db: Db, owner: string | null): Promise<SyncState[]> =>
  await db
    .selectFrom('own_media_sync')
    .select(['connection_id', 'fully_listed_at', 'listed_at', 'ended_at'])
    .where(isInScope(owner))
    .where('ended_at', 'is', null)
    .orderBy('connection_id')
    .limit(MAX_SYNCS)
    .execute()

/** A connection is in service, for the first time or again: what missed its turn is due now. */
export async function resumeConnection(
  tx: Tx,
  {
    connectionId,
    ownerId,
    username,
  }: { connectionId: string; ownerId: string | null; username: string },
): Promise<void> {
  await sql`
    insert into own_media_sync as s (connection_id, owner_id, username)
    values (${connectionId}::uuid, ${ownerId}::uuid, ${username})
    on conflict (connection_id) do update set
      owner_id = excluded.owner_id,
      username = excluded.username,
      ended_at = null,
      next_list_at = world_now(),
      next_insights_at = least(s.next_insights_at, world_now())`.execute(tx)
  await setOwner(tx, { connectionId, ownerId })
}

/**
 * Ends the syncs of a connection that is gone, and cancels its tasks. Its posts and their numbers
 * stay if `keepData`.
 */
export async function endConnection(
  tx: Tx,
  queue: Pick<Services['queue'], 'cancelWithin'>,
  { connectionId, keepData }: { connectionId: string; keepData: boolean },
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select t.id from own_media m
    join shared.scrape_tasks t on t.subject = ${sql.lit(SUBJECT)} || m.id and t.status in ('pending', 'running')
    where m.connection_id = ${connectionId}::uuid
    union all
    select id from shared.scrape_tasks
    where subject = ${connectionSubject(connectionId)} and status in ('pending', 'running')`.execute(
    tx,
  )
  await queue.cancelWithin(tx, { ids: rows.map(({ id }) => id), statuses: ['pending', 'running'] })
  await tx
    .updateTable('own_media_sync')
    .set({ ended_at: sql<Date>`world_now()` })
    .where('connection_id', '=', connectionId)
    .execute()
  if (keepData) return
  await releaseMedia(tx, [previewOwner(connectionId)])
  await tx.deleteFrom('own_media_sync').where('connection_id', '=', connectionId).execute()
}

/** Returns how many posts the end of a connection would stop gramd from reading. */
export async function countPosts(
  db: Db,
  connectionId: string,
): Promise<{ what: string; count: number }[]> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from own_media
    where connection_id = ${connectionId}::uuid and deleted_at is null`.execute(db)
  return [{ what: 'own_posts', count: rows[0]?.count ?? 0 }]
}

const SUBJECT = `${mediaOwner.prefix}:`
export const mediaSubject = (mediaId: string): string => `${SUBJECT}${mediaId}`
export const connectionSubject = (connectionId: string): string =>
  `${accountOwner.prefix}:${connectionId}`

/** The time for which gramd lists often after a user has looked or begun to wait. */
const AWAITED = sql`interval '10 minutes'`
/** Another look within a minute does not extend that time. */
const AWAITED_LONG_ENOUGH = sql`interval '9 minutes'`
const OFTEN = sql`interval '2 minutes'`

/**
 * Lists the posts of these accounts often for a while, and now unless they were just listed: a user
 * looks at the accounts or waits for a post.
 */
export async function awaitPosts(db: Db, connectionIds: readonly string[]): Promise<void> {
  await sql`
    update own_media_sync set
      awaited_until = world_now() + ${AWAITED},
      next_list_at = least(next_list_at, greatest(world_now(), coalesce(listed_at + ${OFTEN}, world_now())))
    where connection_id = any (${connectionIds}::uuid[]) and ended_at is null
      and (awaited_until is null or awaited_until < world_now() + ${AWAITED_LONG_ENOUGH})`.execute(
    db,
  )
}

/**
 * Lists the posts of an account now, unless they were just listed, after Meta has reported changes
 * of posts: one of them may be new.
 */
export async function listAfterChanges(
  tx: Tx,
  { connectionId, changes }: { connectionId: string; changes: readonly ConnectionChange[] },
): Promise<void> {
  // A mention is on a post of another account, and live videos are in no list.
  if (!changes.some(({ field, mediaId }) => field === 'comments' && mediaId !== null)) return
  await sql`
    update own_media_sync set
      next_list_at = least(next_list_at, greatest(world_now(), coalesce(listed_at + ${OFTEN}, world_now())))
    where connection_id = ${connectionId}::uuid and ended_at is null`.execute(tx)
}

/** Connections whose posts are to be listed at `now` (world time). */
export async function findDueLists(
  db: Db,
  now: Date,
): Promise<{ connection_id: string; whole: boolean }[]> {
  const { rows } = await sql<{ connection_id: string; whole: boolean }>`
    select connection_id, next_full_at <= ${now} as whole from own_media_sync
    where ended_at is null and next_list_at <= ${now}`.execute(db)
  return rows
}

/**
 * Sets the next time of connections whose posts were due at `now`; a connection that another
 * transaction has locked stays due.
 */
export async function moveDueLists(
  tx: Tx,
  now: Date,
  settings: SyncSettings,
  connectionIds: readonly string[],
): Promise<void> {
  await sql`
    update own_media_sync s set
      next_list_at = ${now}::timestamptz + case
        when s.awaited_until > ${now} then ${OFTEN} else ${interval(settings.ownMediaListMs)}
      end,
      next_full_at = case
        when s.next_full_at <= ${now} then ${now}::timestamptz + interval '1 day' else s.next_full_at
      end
    where s.connection_id = any (array(
      select connection_id from own_media_sync
      where connection_id = any (${connectionIds}::uuid[]) and next_list_at <= ${now}
      for no key update skip locked
    ))`.execute(tx)
}

/** Connections whose own numbers are to be read at `now` (world time). */
export async function findDueInsights(
  db: Db,
  now: Date,
): Promise<{ connection_id: string; demographics: boolean }[]> {
  const { rows } = await sql<{ connection_id: string; demographics: boolean }>`
    select connection_id, next_demographics_at <= ${now} as demographics from own_media_sync
    where ended_at is null and next_insights_at <= ${now}`.execute(db)
  return rows
}

/** The same for their numbers: once a day, when the day before is over everywhere. */
export async function moveDueInsights(
  tx: Tx,
  now: Date,
  connectionIds: readonly string[],
): Promise<void> {
  await sql`
    update own_media_sync s set
      next_insights_at = date_trunc('day', ${now}::timestamptz, 'UTC') + interval '1 day 9 hours'
        + (hashtextextended(s.connection_id::text, 0) & 2147483647) % 3600 * interval '1 second',
      next_demographics_at = case
        when s.next_demographics_at <= ${now} then ${now}::timestamptz + interval '7 days' - interval '1 hour'
        else s.next_demographics_at
      end
    where s.connection_id = any (array(
      select connection_id from own_media_sync
      where connection_id = any (${connectionIds}::uuid[]) and next_insights_at <= ${now}
      for no key update skip locked
    ))`.execute(tx)
}

/** A list is over; `isWhole` when it had everything. */
export async function noteListed(tx: Tx, connectionId: string, isWhole: boolean): Promise<void> {
  await sql`
    update own_media_sync set
      listed_at = world_now(),
      fully_listed_at = case when ${isWhole} then world_now() else fully_listed_at end
    where connection_id = ${connectionId}::uuid`.execute(tx)
}

/** Sets the next regular time of connections whose stories were due at `now`. */
export async function moveDueStories(
  tx: Tx,
  now: Date,
  everyMs: number,
  connectionIds: readonly string[],
): Promise<void> {
  await sql`
    update own_media_sync s set next_stories_at = ${now}::timestamptz + ${interval(everyMs)}
    where s.connection_id = any (array(
      select connection_id from own_media_sync
      where connection_id = any (${connectionIds}::uuid[])
        and (next_stories_at is null or next_stories_at <= ${now})
      for no key update skip locked
    ))`.execute(tx)
}

/** Stories are read next after the interval, or before the next one ends. */
export async function planNextStories(
  tx: Tx,
  connectionId: string,
  everyMs: number,
): Promise<void> {
  await sql`
    update own_media_sync s set next_stories_at = least(
      moment.now + ${interval(everyMs)}, (${nextLastReading(sql`s.connection_id`, sql`moment.now`)})
    )
    from (select world_now() as now) moment
    where s.connection_id = ${connectionId}::uuid`.execute(tx)
}

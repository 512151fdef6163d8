import { sql } from 'kysely'
import type { Tx, Db } from '../../../db/handles.ts'
import type { MetricGap, OwnMedia } from '../../../platforms/own-media-reader.ts'
import { cleanText } from '../../../base/text.ts'
import { worldNow } from '../../../db/database.ts'
import { recordset, type Columns } from '../../../db/rows.ts'
import { shortcodeIn } from '../permalink.ts'
import { nextSync, type SyncSettings } from './sync-times.ts'

const LISTED: Columns = {
  platform_id: 'text',
  permalink: 'text',
  shortcode: 'text',
  type: 'text',
  caption: 'text',
  child_count: 'smallint',
  like_count: 'integer',
  comment_count: 'integer',
  published_at: 'timestamptz',
}

const textOf = (value: string | null): string | null => value && cleanText(value)

const listedRow = (media: OwnMedia): object => ({
  platform_id: media.platformId,
  permalink: textOf(media.permalink),
  shortcode: media.shortcode ?? (media.permalink && shortcodeIn(media.permalink)),
  type: media.type,
  caption: textOf(media.caption),
  child_count: media.children.length,
  like_count: media.likeCount,
  comment_count: media.commentCount,
  published_at: media.publishedAt,
})

/** Which of these posts of a connection are stored, by the platform's id. */
export async function knownAmong(
  db: Db,
  connectionId: string,
  platformIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('own_media')
    .select('platform_id')
    .where('connection_id', '=', connectionId)
    .where(sql<boolean>`platform_id = any (${platformIds}::text[])`)
    .execute()
  return new Set(rows.map(({ platform_id }) => platform_id))
}

/** A list of posts that began at `listedAt`. */
type Listing = { listedAt: Date; isWhole: boolean; settings: SyncSettings }

/**
 * Stores posts of a list. A new one that is not too old is synced soon: posts that come together
 * within the hour, in the order of a hash. Returns the ids of those that are new or whose caption
 * changed. One that is as it was is written by whole lists alone, which have to know what they had:
 * most posts of most lists are.
 */
export async function storeListed(
  tx: Tx,
  { connection_id, owner_id }: { connection_id: string; owner_id: string | null },
  media: readonly OwnMedia[],
  { listedAt, isWhole, settings }: Listing,
): Promise<string[]> {
  const { rows } = await sql<{ id: string; is_changed: boolean }>`
    with input as (
      select distinct on (platform_id) * from ${recordset(media.map(listedRow), LISTED)} order by platform_id
    )
    insert into own_media as m (connection_id, owner_id, platform_id, permalink, shortcode, type, caption, child_count,
      like_count, comment_count, published_at, listed_at, next_sync_at, created_at, updated_at)
    select ${connection_id}::uuid, ${owner_id}::uuid, platform_id, permalink, shortcode, type, caption, child_count,
      like_count, comment_count, published_at, ${listedAt},
      case
        when published_at > ${worldNow} - make_interval(secs => ${settings.ownMediaYoungMs / 1_000}) then ${worldNow}
        when published_at > ${worldNow} - make_interval(secs => ${settings.ownMediaOldMs / 1_000})
          then ${worldNow} + (hashtextextended(platform_id, 0) & 2147483647) % 3600 * interval '1 second'
      end,
      ${worldNow}, ${worldNow}
    from input
    order by platform_id
    on conflict (connection_id, platform_id) do update set
      permalink = coalesce(excluded.permalink, m.permalink),
      shortcode = coalesce(excluded.shortcode, m.shortcode),
      type = case when excluded.type = 'UNKNOWN' then m.type else excluded.type end,
      caption = excluded.caption,
      child_count = excluded.child_count,
      like_count = excluded.like_count,
      comment_count = excluded.comment_count,
      listed_at = greatest(m.listed_at, excluded.listed_at),
      missed_lists = 0,
      deleted_at = null,
      next_sync_at = case when m.deleted_at is null then m.next_sync_at else excluded.next_sync_at end,
      updated_at = ${worldNow}
    where m.listed_at <= excluded.listed_at and (
      ${isWhole} or m.missed_lists > 0 or m.deleted_at is not null
      or (m.permalink, m.shortcode, m.caption, m.child_count, m.like_count, m.comment_count) is distinct from
        (coalesce(excluded.permalink, m.permalink), coalesce(excluded.shortcode, m.shortcode), excluded.caption,
          excluded.child_count, excluded.like_count, excluded.comment_count)
      or excluded.type not in (m.type, 'UNKNOWN')
    )
    returning m.id, old.id is null or old.caption is distinct from m.caption as is_changed`.execute(
    tx,
  )
  return rows.flatMap(({ id, is_changed }) => (is_changed ? id : []))
}

/** Whole lists in a row without a post, after which it counts as deleted. */
const MISSES = 3

/**
 * Counts a whole list that began at `listedAt` against the posts that it did not have, and deletes
 * (marks) those that three lists did not have. A list that was cut at the platform's end knows
 * nothing of posts older than its `oldest`.
 */
export async function countMissing(
  tx: Tx,
  connectionId: string,
  { listedAt, oldest }: { listedAt: Date; oldest: Date | null },
): Promise<number> {
  const { rows } = await sql<{ is_deleted: boolean }>`
    update own_media set
      missed_lists = missed_lists + 1,
      deleted_at = case when missed_lists + 1 >= ${sql.lit(MISSES)} then world_now() end,
      next_sync_at = case when missed_lists + 1 >= ${sql.lit(MISSES)} then null else next_sync_at end,
      updated_at = world_now()
    where connection_id = ${connectionId}::uuid and deleted_at is null and type <> 'STORY'
      and listed_at < ${listedAt} and published_at < ${listedAt}
      and (${oldest}::timestamptz is null or published_at >= ${oldest})
    returning deleted_at is not null as is_deleted`.execute(tx)
  return rows.filter((row) => row.is_deleted).length
}

/** Posts that one statement takes. */
export const MAX_DUE = 10_000

type DueMedia = { media_id: string; connection_id: string; is_readable: boolean }

/** Posts whose numbers are to be read at `now` (world time), also those of removed connections. */
export const findDueMedia = async (db: Db, now: Date): Promise<DueMedia[]> =>
  (await dueMediaQuery(now).execute(db)).rows

/** Apart from `findDueMedia` so that a test can ask PostgreSQL to explain it. */
export const dueMediaQuery = (now: Date) => sql<DueMedia>`
  select m.id as media_id, m.connection_id, s.ended_at is null as is_readable
  from (
    select id, connection_id from own_media where next_sync_at <= ${now} order by next_sync_at limit ${sql.lit(MAX_DUE)}
  ) m
  join own_media_sync s on s.connection_id = m.connection_id`

/**
 * Sets the next time of posts that were due at `now`; a post that a list or sync has locked stays
 * due. Returns how many.
 */
export async function moveDueMedia(
  tx: Tx,
  now: Date,
  settings: SyncSettings,
  mediaIds: readonly string[],
): Promise<number> {
  const post = { id: sql`m.id`, publishedAt: sql`m.published_at` }
  const { numAffectedRows = 0n } = await sql`
    update own_media m set next_sync_at = ${nextSync(settings, post, sql`${now}::timestamptz`)}
    where m.id = any (array(
      select id from own_media where id = any (${mediaIds}::uuid[]) and next_sync_at <= ${now}
      for no key update skip locked
    ))`.execute(tx)
  return Number(numAffectedRows)
}

/** Stored posts of a connection that were published in the last `days` days, newest first. */
export async function listToSync(db: Db, connectionId: string, days: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from own_media
    where connection_id = ${connectionId}::uuid and deleted_at is null
      and published_at >= (select world_now()) - make_interval(days => ${days})
    order by published_at desc
    limit ${sql.lit(MAX_DUE)}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Locks a post until the transaction ends. */
export async function lockMedia(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('own_media').select('id').where('id', '=', id).forNoKeyUpdate().execute()
}

/** Stores the length of a video that a user entered. */
export async function setDuration(db: Db, id: string, durationMs: number | null): Promise<void> {
  await db
    .updateTable('own_media')
    .set({ duration_ms: durationMs, updated_at: worldNow })
    .where('id', '=', id)
    .execute()
}

/**
 * Stores that the numbers of a post were read, and when they are read next: never, when they are
 * final. Returns whether the post is still stored.
 */
export async function endSync(
  tx: Tx,
  id: string,
  { isFinal, finalGap }: { isFinal: boolean; finalGap: MetricGap | null },
  settings: SyncSettings,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update own_media m set
      last_synced_at = (select world_now()),
      sync_status = 'ok',
      sync_error = null,
      sync_failures = 0,
      final_gap = ${finalGap},
      next_sync_at = case
        when ${isFinal} then null else ${nextSync(settings, { id: sql`m.id`, publishedAt: sql`m.published_at` })}
      end
    where id = ${id}::uuid`.execute(tx)
  return numAffectedRows > 0n
}

/** Sets the owner of a connection's posts. */
export async function setOwner(
  tx: Tx,
  { connectionId, ownerId }: { connectionId: string; ownerId: string | null },
): Promise<void> {
  await sql`
    update own_media set owner_id = ${ownerId}::uuid
    where connection_id = ${connectionId}::uuid and owner_id is distinct from ${ownerId}::uuid`.execute(
    tx,
  )
}

export type SyncFailure = {
  status: 'error' | 'rate_limited'
  message: string
  /** World time until the next try, if there is one by itself. */
  waitMs: number
  /** The failures in a row, with this one. */
  failures: number
}

/**
 * Stores that a sync has failed. A post that is only synced on request is not synced by itself
 * after a failure.
 */
export async function storeFailure(
  tx: Tx,
  { id }: { id: string },
  { status, message, waitMs, failures }: SyncFailure,
): Promise<void> {
  await sql`
    update own_media set
      sync_status = ${status},
      sync_error = ${message.slice(0, LONGEST_TEXT)},
      sync_failures = ${failures},
      next_sync_at = case
        when next_sync_at is not null then world_now() + make_interval(secs => ${waitMs / 1_000})
      end
    where id = ${id}::uuid and deleted_at is null`.execute(tx)
}

const LONGEST_TEXT = 500

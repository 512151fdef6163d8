import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { avatarHash, postPictureHash } from '../../scrape/index.ts'
import type { NewsKind } from '../../../creators/news-kinds.ts'
import { isUnread } from './watches.ts'

export type NewsFilter = {
  listId?: string | undefined
  blogId?: string | undefined
  kinds?: readonly NewsKind[] | undefined
  unread: boolean
  since?: Date | undefined
}

export type NewsRow = {
  id: string
  list_id: string
  list_name: string
  blog_id: string
  username: string
  full_name: string | null
  avatar_hash: string | null
  follower_count: number | null
  kind: NewsKind
  happened_at: Date
  found_at: Date
  details: unknown
  is_unread: boolean
  trend: number[]
  post_picture_hash: string | null
}

const TREND = 12

/** News, the newest first, before one; each with the face and the last followers of its creator. */
export const newsQuery = (
  userId: string | null,
  { listId, blogId, kinds, unread, since }: NewsFilter,
  { limit, before }: { limit: number; before: string | null },
) => sql<NewsRow>`
  with page as materialized (
    select n.*, ${isUnread(userId)} as is_unread from watch_news n
    where (${before}::uuid is null or n.id < ${before}::uuid)
      ${listId === undefined ? sql`` : sql`and n.list_id = ${listId}::uuid`}
      ${blogId === undefined ? sql`` : sql`and n.blog_id = ${blogId}::uuid`}
      ${kinds === undefined ? sql`` : sql`and n.kind = any (${kinds}::text[])`}
      ${since === undefined ? sql`` : sql`and n.found_at >= ${since}`}
      ${unread ? sql`and (${isUnread(userId)})` : sql``}
    order by n.id desc limit ${limit}
  )
  select page.id, page.list_id, list.name as list_name, page.blog_id, blog.username, blog.full_name,
    ${avatarHash} as avatar_hash, blog.follower_count, page.kind, page.happened_at, page.found_at, page.details,
    page.is_unread, coalesce(trend.values, '{}') as trend, picture.hash as post_picture_hash
  from page
  join shared.blogs blog on blog.id = page.blog_id
  join shared.lists list on list.id = page.list_id
  left join lateral (
    select array_agg(value order by at) as values from (
      select snapshot.scraped_at as at, snapshot.follower_count::float8 as value from shared.blog_snapshots snapshot
      where page.kind in ('growth', 'fall') and snapshot.blog_id = page.blog_id and snapshot.follower_count is not null
      order by snapshot.scraped_at desc limit ${sql.lit(TREND)}
    ) last
  ) trend on true
  left join lateral (
    select ${postPictureHash} as hash from shared.blog_posts post
    where post.blog_id = page.blog_id and post.platform_id = page.details ->> 'post'
  ) picture on true
  order by page.id desc`

/** Marks one piece of news as read by a user. Throws NoSuchRecordError. */
export async function markRead(db: Db, userId: string, newsId: string): Promise<void> {
  const { rows } = await sql`
    insert into watch_news_reads (news_id, user_id)
    select id, ${userId}::uuid from watch_news where id = ${newsId}::uuid
    on conflict (news_id, user_id) do update set read_at = excluded.read_at
    returning 1`.execute(db)
  if (rows.length === 0) throw new NoSuchRecordError(`no news ${newsId}`)
}

/** Takes back the reading of one piece of news; what was read with all of its list stays so. */
export async function markUnread(db: Db, userId: string, newsId: string): Promise<void> {
  await sql`delete from watch_news_reads where news_id = ${newsId}::uuid and user_id = ${userId}::uuid`.execute(
    db,
  )
}

/**
 * Marks the news up to now of a list, or of all watched lists, as read; single marks since the last
 * time stay. Returns how many lists there were.
 */
export async function markAllRead(
  db: Db,
  userId: string,
  listId: string | undefined,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    insert into watch_readers (user_id, list_id, read_until)
    select ${userId}::uuid, list.id, (select world_now()) from shared.lists list
    where ${listId === undefined ? sql`true` : sql`list.id = ${listId}::uuid`}
      and exists (select from watch_news n where n.list_id = list.id)
    on conflict (user_id, list_id) do update set read_until = excluded.read_until`.execute(db)
  return Number(numAffectedRows)
}

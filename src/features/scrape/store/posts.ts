import { before } from './snapshots.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { columnList, fromRow, overwrite, recordset, toRow } from '../../../db/rows.ts'
import type { Post } from '../../../platforms/creators.ts'
import type { ScrapedProfile } from '../../../platforms/creator-reader.ts'
import type { MeasuredPost } from '../metrics/posts.ts'
import { findAdvertising } from '../advertising/find-advertising.ts'

type PostsRead = Pick<ScrapedProfile, 'profile' | 'posts' | 'postsAreWhole' | 'official'>

/**
 * Brings the posts of a creator up to date with a scrape that asked for `limit` of them. Deletes
 * posts that the creator has taken down: those that the scrape would have met and has not, unless
 * there were some that it could not read. Posts older than the scrape has read stay. Only posts
 * that were pinned this time are pinned. Posts published before `keptSince` are not stored:
 * retention would delete them.
 */
export async function storePosts(
  tx: Tx,
  blogId: string,
  read: PostsRead,
  { limit, retainedSince }: { limit: number; retainedSince: Date | null },
): Promise<void> {
  const isOfficial = read.official?.includes('posts') ?? false
  const ids = read.posts.map((post) => post.platformId)
  const since = read.postsAreWhole ? seesAllSince(read.posts, read.profile.mediaCount, limit) : null
  if (since !== null) {
    // A post that is dated later than it was first seen is older than it says. The official API
    // lists only what the creator has published alone or first.
    await sql`
      delete from blog_posts
      where blog_id = ${blogId} and platform_id <> all(${ids}::text[]) and least(taken_at, created_at) >= ${since}
        and (coauthors = '{}' or not ${isOfficial})`.execute(tx)
  }
  if (ids.length === 0) return
  // It does not say which posts are pinned either.
  if (!isOfficial) {
    await sql`
    update blog_posts set is_pinned = false
    where blog_id = ${blogId} and is_pinned and platform_id <> all(${ids}::text[])`.execute(tx)
  }
  const retained = read.posts.filter(
    ({ takenAt }) => retainedSince === null || takenAt >= retainedSince,
  )
  await upsertPosts(tx, blogId, retained, read.profile.username)
}

/** The columns of a post that a scrape writes. */
const COLUMNS = {
  platform_id: 'text',
  code: 'text',
  caption_text: 'text',
  hashtags: 'text[]',
  mentions: 'text[]',
  coauthors: 'text[]',
  tagged_users: 'text[]',
  like_count: 'integer',
  comment_count: 'integer',
  play_count: 'bigint',
  view_count: 'bigint',
  child_count: 'integer',
  is_paid_partnership: 'boolean',
  sponsors: 'text[]',
  music_id: 'text',
  music_title: 'text',
  music_artist: 'text',
  media_type: 'text',
  product_type: 'text',
  is_pinned: 'boolean',
  thumbnail_url: 'text',
  location_id: 'text',
  location_name: 'text',
  location_lat: 'double precision',
  location_lng: 'double precision',
  taken_at: 'timestamptz',
  advertising: 'jsonb',
} as const

async function upsertPosts(
  tx: Tx,
  blogId: string,
  posts: readonly Post[],
  author: string,
): Promise<void> {
  const rows = posts.map((post) => rowOf(post, author))
  await sql`
    insert into blog_posts (blog_id, ${columnList(COLUMNS)})
    select distinct on (platform_id) ${blogId}::uuid, r.* from ${recordset(rows, COLUMNS)}
    on conflict (blog_id, platform_id) do update set ${overwrite(COLUMNS, 'platform_id')}`.execute(
    tx,
  )
}

const rowOf = (post: Post, author: string): Record<keyof typeof COLUMNS, unknown> => ({
  ...toRow(post),
  music_id: post.music?.id,
  music_title: post.music?.title,
  music_artist: post.music?.artist,
  location_id: post.location?.id,
  location_name: post.location?.name,
  location_lat: post.location?.lat,
  location_lng: post.location?.lng,
  advertising: findAdvertising(post, author),
})

/** Returns the newest `limit` stored posts, with the fields that the metrics use. */
export async function readMeasuredPosts(
  db: Db,
  blogId: string,
  limit: number,
): Promise<MeasuredPost[]> {
  const rows = await db
    .selectFrom('blog_posts')
    .select(['platform_id', 'like_count', 'comment_count', 'play_count', 'product_type'])
    .select(['is_pinned', 'is_paid_partnership', 'sponsors', 'taken_at'])
    .where('blog_id', '=', blogId)
    .orderBy('taken_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** Captions and places of the newest `limit` posts. */
export async function readNewestPosts(db: Db, blogId: string, limit: number) {
  return await db
    .selectFrom('blog_posts')
    .select(['caption_text', 'location_name'])
    .where('blog_id', '=', blogId)
    .orderBy('taken_at', 'desc')
    .limit(limit)
    .execute()
}

type PlacedPost = Pick<Post, 'isPinned' | 'takenAt'>

/**
 * Since when a scrape that asked for `limit` posts has met every post that the profile still shows;
 * null when that cannot be known. A profile that was read to its end is known from its beginning;
 * else it is known back to the last post but one, since a single misdated one must not reach
 * further. `posts` are in the order of the profile.
 */
export function seesAllSince(
  posts: readonly PlacedPost[],
  mediaCount: number | null,
  limit: number,
): Date | null {
  if (mediaCount !== null && posts.length >= mediaCount && posts.length < limit) return new Date(0)
  const [last, lastButOne] = posts.filter((post) => !post.isPinned).toReversed()
  if (!last || !lastButOne) return null
  return last.takenAt > lastButOne.takenAt ? last.takenAt : lastButOne.takenAt
}

/** Apart from its caller, as the next one, so that a test can ask PostgreSQL to explain it. */
export const oldPostsQuery = (blogIds: readonly string[], keepMs: number) => sql<{
  blog_id: string
  platform_id: string
}>`
  delete from blog_posts where id = any (array(
    select p.id from unnest(${blogIds}::uuid[]) as b (id)
    cross join lateral (
      select id from blog_posts where blog_id = b.id and taken_at < ${before(keepMs)} offset 0
    ) p
  ))
  returning blog_id, platform_id`

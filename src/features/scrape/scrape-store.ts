import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../../db/database.ts'
import type { KnownHighlight, ScrapedProfile } from '../../platforms/port.ts'
import { repointTasks } from '../../queue/repoint.ts'
import { profileColumns, type BlogToScrape } from './blogs-store.ts'
import { snapshotMetrics, type ProfileMetrics } from './metrics/profile-metrics.ts'

/**
 * Writes a whole scrape: profile, metrics, posts, highlights and a snapshot. The blog is then `analyzing`. Returns the
 * id of the row that holds the creator, which is another than `blog.id` when the creator was already known under a
 * former name.
 */
export async function storeScrape(
  tx: Tx,
  blog: BlogToScrape,
  scraped: ScrapedProfile,
  metrics: ProfileMetrics,
): Promise<string> {
  const blogId = await settleIdentity(tx, blog, scraped)
  await tx
    .updateTable('blogs')
    .set({
      ...profileColumns(scraped.profile),
      ...metrics,
      username: scraped.profile.username,
      scrape_status: 'analyzing',
      scraped_at: sql<Date>`world_now()`,
      updated_at: sql<Date>`world_now()`,
    })
    .where('id', '=', blogId)
    .execute()
  await sql`
    update persons p set full_name = ${scraped.profile.fullName}
    from blogs b where b.id = ${blogId} and p.id = b.person_id and p.full_name is null`.execute(tx)
  await storePosts(tx, blogId, scraped)
  await storeHighlights(tx, blogId, scraped)
  await tx
    .insertInto('blog_snapshots')
    .values({
      blog_id: blogId,
      follower_count: scraped.profile.followerCount,
      following_count: scraped.profile.followingCount,
      media_count: scraped.profile.mediaCount,
      ...snapshotMetrics(metrics),
    })
    .execute()
  return blogId
}

/**
 * A creator keeps its row when its name changes: the platform's id decides. Frees the name if another row has it, and
 * folds `blog` into the row that already has the id, if there is one.
 */
async function settleIdentity(
  tx: Tx,
  blog: BlogToScrape,
  { profile }: ScrapedProfile,
): Promise<string> {
  const others = await tx
    .selectFrom('blogs')
    .select(['id', 'username', 'platform_id'])
    .where('platform', '=', 'instagram')
    .where('id', '!=', blog.id)
    .where((where) =>
      where.or([
        where('platform_id', '=', profile.platformId),
        where('username', '=', profile.username),
      ]),
    )
    .forUpdate()
    .execute()
  const same = others.find((other) => other.platform_id === profile.platformId)
  for (const other of others) {
    if (other === same) continue
    // Its creator has given up this name; the next scrape by id tells the new one.
    await tx
      .updateTable('blogs')
      .set({ username: `~${other.platform_id ?? other.id}` })
      .where('id', '=', other.id)
      .execute()
  }
  if (!same) return blog.id
  await repointTasks(tx, blog.id, same.id)
  await tx.deleteFrom('blogs').where('id', '=', blog.id).execute()
  await sql`
    delete from persons p
    where p.id = ${blog.person_id} and not exists (select from blogs b where b.person_id = p.id)`.execute(
    tx,
  )
  return same.id
}

async function storePosts(tx: Tx, blogId: string, { posts }: ScrapedProfile): Promise<void> {
  const rows = posts.map((post) => ({
    platform_id: post.platformId,
    caption_text: post.captionText,
    hashtags: post.hashtags,
    mentions: post.mentions,
    like_count: post.likeCount,
    comment_count: post.commentCount,
    play_count: post.playCount,
    media_type: post.mediaType,
    product_type: post.productType,
    is_pinned: post.isPinned,
    thumbnail_url: post.thumbnailUrl,
    location_id: post.location?.id ?? null,
    location_name: post.location?.name ?? null,
    location_lat: post.location?.lat ?? null,
    location_lng: post.location?.lng ?? null,
    taken_at: post.takenAt,
  }))
  if (rows.length === 0) return
  await sql`
    insert into blog_posts (
      blog_id, platform_id, caption_text, hashtags, mentions, like_count, comment_count, play_count, media_type,
      product_type, is_pinned, thumbnail_url, location_id, location_name, location_lat, location_lng, taken_at
    )
    select distinct on (platform_id) ${blogId}::uuid, r.*
    from jsonb_to_recordset(${jsonb(rows)}) as r (
      platform_id text, caption_text text, hashtags text[], mentions text[], like_count integer, comment_count integer,
      play_count bigint, media_type text, product_type text, is_pinned boolean, thumbnail_url text, location_id text,
      location_name text, location_lat double precision, location_lng double precision, taken_at timestamptz
    )
    on conflict (blog_id, platform_id) do update set
      caption_text = excluded.caption_text, hashtags = excluded.hashtags, mentions = excluded.mentions,
      like_count = excluded.like_count, comment_count = excluded.comment_count, play_count = excluded.play_count,
      media_type = excluded.media_type, product_type = excluded.product_type, is_pinned = excluded.is_pinned,
      thumbnail_url = excluded.thumbnail_url, location_id = excluded.location_id,
      location_name = excluded.location_name, location_lat = excluded.location_lat,
      location_lng = excluded.location_lng, taken_at = excluded.taken_at`.execute(tx)
}

/** What the last scrape found of the highlights, so that the next need not ask for what has not changed. */
export async function readKnownHighlights(db: Db, blogId: string): Promise<KnownHighlight[]> {
  const rows = await db
    .selectFrom('blog_highlights')
    .select(['platform_id', 'media_count', 'changed_at'])
    .select(['story_mentions', 'story_locations', 'story_links'])
    .where('blog_id', '=', blogId)
    .where('changed_at', 'is not', null)
    .execute()
  return rows.map((row) => ({
    highlightId: row.platform_id,
    mediaCount: row.media_count,
    changedAt: row.changed_at,
    mentions: row.story_mentions,
    locations: row.story_locations,
    links: row.story_links,
  }))
}

/** Highlights that the creator has taken down go; the rest is brought up to date. */
async function storeHighlights(
  tx: Tx,
  blogId: string,
  { highlights }: ScrapedProfile,
): Promise<void> {
  const rows = highlights.map((highlight) => ({
    platform_id: highlight.platformId,
    title: highlight.title,
    media_count: highlight.mediaCount,
    cover_url: highlight.coverUrl,
    story_mentions: highlight.mentions,
    story_locations: highlight.locations,
    story_links: highlight.links,
    changed_at: highlight.changedAt,
  }))
  await sql`
    delete from blog_highlights
    where blog_id = ${blogId} and platform_id <> all(${rows.map((row) => row.platform_id)}::text[])`.execute(
    tx,
  )
  if (rows.length === 0) return
  await sql`
    insert into blog_highlights (
      blog_id, platform_id, title, media_count, cover_url, story_mentions, story_locations, story_links,
      changed_at
    )
    select distinct on (platform_id) ${blogId}::uuid, r.*
    from jsonb_to_recordset(${jsonb(rows)}) as r (
      platform_id text, title text, media_count integer, cover_url text, story_mentions text[],
      story_locations text[], story_links text[], changed_at timestamptz
    )
    on conflict (blog_id, platform_id) do update set
      title = excluded.title, media_count = excluded.media_count, cover_url = excluded.cover_url,
      story_mentions = excluded.story_mentions, story_locations = excluded.story_locations,
      story_links = excluded.story_links, changed_at = excluded.changed_at`.execute(tx)
}

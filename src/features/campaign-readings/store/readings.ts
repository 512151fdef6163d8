import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { recordset } from '../../../db/rows.ts'
import type { PostReading } from '../../services.ts'
import { FOLLOWED_DAYS, wantedCreators } from './wanted.ts'

export type ReadingScope = {
  platform_id: string | null
  username: string
  /** Whether posts are read; false for a list that asks for stories alone. */
  posts: boolean
  /** Posts back to this instant are read. */
  since: Date
  /** Pictures of posts since this instant are stored. */
  pictures_since: Date
}

/**
 * Returns what a reading of this creator is to read; undefined when no campaign or list asks for
 * one any more. Posts are read back to the oldest followed one, and to a day before the last
 * reading, so that none is missed in between.
 */
export async function scopeOf(db: Db, blogId: string): Promise<ReadingScope | undefined> {
  const { rows } = await sql<ReadingScope>`
    with moment as materialized (select world_now() as now)
    select b.platform_id, b.username, w.posts,
      least(
        (select min(r.taken_at) from shared.campaign_results r
          where r.author_id = b.id and r.kind = 'post' and r.gone_since is null
            and r.taken_at > moment.now - make_interval(days => ${sql.lit(FOLLOWED_DAYS)})),
        greatest(s.read_at - interval '1 day', w.since, moment.now - make_interval(days => ${sql.lit(FOLLOWED_DAYS)})),
        moment.now - interval '1 day'
      ) as since,
      greatest(w.since, moment.now - make_interval(days => ${sql.lit(FOLLOWED_DAYS)})) as pictures_since
    from shared.blogs b
    cross join moment
    join (
      select blog_id, bool_or(posts) as posts, min(since) as since from (${wantedCreators}) each_list
      where blog_id = ${blogId}::uuid group by blog_id
    ) w on w.blog_id = b.id
    left join reading_schedule s on s.blog_id = b.id`.execute(db)
  return rows[0]
}

const COLUMNS = {
  platform_id: 'text',
  taken_at: 'timestamptz',
  like_count: 'integer',
  comment_count: 'integer',
  play_count: 'bigint',
  view_count: 'bigint',
  caption: 'text',
  is_paid_partnership: 'boolean',
  comments_disabled: 'boolean',
} as const

/** Posts that are measured: recent ones of campaigns' windows, and those that are tied. */
const isFollowed = (blogId: string) => sql`(
  r.taken_at >= greatest(
    (select now from moment) - make_interval(days => ${sql.lit(FOLLOWED_DAYS)}),
    (select coalesce(min(since), '-infinity') from (${wantedCreators}) w where w.blog_id = ${blogId}::uuid and w.posts)
  ) or exists (
    select from shared.campaign_results result
    where result.author_id = ${blogId}::uuid and result.kind = 'post' and result.platform_id = r.platform_id
  ))`

/** The caption where it differs from the last one that is stored. */
const changedCaption = (blogId: string) => sql`
  case when r.caption is distinct from (
    select before.caption from post_readings before
    where before.blog_id = ${blogId}::uuid and before.platform_id = r.platform_id and before.caption is not null
    order by before.read_at desc limit 1
  ) then coalesce(r.caption, '') end`

/** Stores the measurements of a reading; one of the same instant stays as it is. */
export async function storePostReadings(
  tx: Tx,
  blogId: string,
  { readAt, posts }: { readAt: Date; posts: readonly PostReading[] },
): Promise<void> {
  const rows = posts.map((post) => ({
    platform_id: post.platformId,
    taken_at: post.takenAt,
    like_count: post.likeCount,
    comment_count: post.commentCount,
    play_count: post.playCount,
    view_count: post.viewCount,
    caption: post.caption,
    is_paid_partnership: post.isPaidPartnership,
    comments_disabled: post.commentsDisabled,
  }))
  await sql`
    with moment as materialized (select world_now() as now)
    insert into post_readings (blog_id, read_at, platform_id, taken_at, like_count, comment_count, play_count,
      view_count, caption, is_paid_partnership, comments_disabled)
    select ${blogId}::uuid, ${readAt}::timestamptz, r.platform_id, r.taken_at, r.like_count, r.comment_count,
      r.play_count, r.view_count, ${changedCaption(blogId)}, r.is_paid_partnership, r.comments_disabled
    from ${recordset(rows, COLUMNS)} where ${isFollowed(blogId)}
    on conflict (blog_id, platform_id, read_at) do nothing`.execute(tx)
}

/**
 * Stores what a scrape measured of a creator's posts, if a running campaign wants them. Cheap for
 * all other creators: one look at their lists.
 */
export async function storeScrapedReadings(tx: Tx, blogId: string): Promise<void> {
  await sql`
    with moment as materialized (select world_now() as now)
    insert into post_readings (blog_id, read_at, platform_id, taken_at, like_count, comment_count, play_count,
      view_count, caption, is_paid_partnership, comments_disabled)
    select r.blog_id, moment.now, r.platform_id, r.taken_at, r.like_count, r.comment_count,
      r.play_count, r.view_count, ${changedCaption(blogId)}, r.is_paid_partnership, false
    from (
      select p.*, p.caption_text as caption from shared.blog_posts p where p.blog_id = ${blogId}::uuid
        and p.taken_at > (select world_now()) - make_interval(days => ${sql.lit(FOLLOWED_DAYS)})
    ) r cross join moment
    where exists (select from (${wantedCreators}) w where w.blog_id = ${blogId}::uuid and w.posts)
      and ${isFollowed(blogId)}
    on conflict (blog_id, platform_id, read_at) do nothing`.execute(tx)
}

/**
 * The posts that earlier readings met, that a reading which met everything since `wholeSince`
 * should have met, and has not.
 */
export async function missedPosts(
  tx: Tx,
  blogId: string,
  { wholeSince, met }: { wholeSince: Date; met: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql<{ platform_id: string }>`
    select distinct platform_id from post_readings
    where blog_id = ${blogId}::uuid and taken_at >= ${wholeSince}
      and taken_at > (select world_now()) - make_interval(days => ${sql.lit(FOLLOWED_DAYS)})
      and platform_id <> all (${met}::text[])`.execute(tx)
  return rows.map(({ platform_id }) => platform_id)
}

/** Moves the readings of one row of a creator to another. */
export async function mergeReadings(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`
    insert into post_readings
    select ${into}::uuid, platform_id, read_at, taken_at, like_count, comment_count, play_count, view_count,
      caption, is_paid_partnership, comments_disabled
    from post_readings where blog_id = ${from}::uuid
    on conflict do nothing`.execute(tx)
}

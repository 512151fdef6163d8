import { sql } from 'kysely'
import type { Background } from '../../../base/background.ts'
import type { Db } from '../../../db/handles.ts'
import { remembered } from '../../../db/remembered.ts'
import { postPictureHash } from '../../scrape/index.ts'

/** The rules by which a creator is out of the ordinary, the most urgent first. */
export const UNUSUAL_RULES = ['follower_jump', 'far_above', 'advertises', 'silent'] as const
type UnusualRule = (typeof UNUSUAL_RULES)[number]

/** Followers that change by this share within 30 days. */
export const JUMP = 0.2
/** A post with so many times the plays, or else likes and comments, of the creator's usual post. */
export const FAR_ABOVE = 5
/** Posts before it that say what is usual, and the fewest that can. */
const POSTS_COMPARED = 20
const MIN_COMPARED = 5
/** Days without a post, and times the usual distance of posts, after which a creator is silent. */
export const SILENT_DAYS = 14
export const SILENT_TIMES = 4
/** Creators of lists that are looked at. */
const MAX_WATCHED = 5_000
/** Comparing more of them than this takes longer than a page should. */
export const MANY_WATCHED = 500
const MAX_UNUSUAL = 8

export type Unusual = {
  blog_id: string
  rule: UnusualRule
  /** Followers before and now, or the value of the post and what is usual. */
  before: number | null
  now: number | null
  /** Whether a post is measured by its plays, otherwise by likes and comments. */
  is_plays: boolean | null
  post_id: string | null
  brands: string[]
  at: Date
}

const recall = remembered<{ watched: number; lines: Unusual[] }>({
  failure: 'unusual creators could not be found',
  maxAgeMs: 300_000,
  isLarge: ({ watched }) => watched > MANY_WATCHED,
})

/**
 * Returns creators of lists with something unusual since a time, one line for each: its most urgent
 * rule. Only rows of these creators are read, by the indexes of their posts and snapshots. Of more
 * than `MANY_WATCHED` creators, the last lines are returned, at most five minutes old.
 */
export async function findUnusual(
  parts: { db: Db; background: Background },
  since: Date,
): Promise<Unusual[]> {
  const find = async () => {
    const { rows } = await unusualQuery(since).execute(parts.db)
    const lines = rows.flatMap(({ watched: _watched, ...line }) => (isLine(line) ? line : []))
    return { watched: rows[0]?.watched ?? 0, lines }
  }
  return (await recall(parts, { key: since.toISOString() }, find)).lines
}

const isLine = (line: Unusual | NoLine): line is Unusual => line.blog_id !== null

/** Selects the creators of lists. */
const WATCHED = sql`
    select blog.id, blog.follower_count, blog.scraped_at, blog.last_post_at, blog.posts_per_week
    from (select distinct blog_id from shared.list_members limit ${MAX_WATCHED}) member
    join shared.blogs blog on blog.id = member.blog_id and blog.scrape_status = 'active'`

/** Selects their posts since a time. */
const freshPosts = (since: Date) => sql`
    select watched.id as blog_id, post.id, post.taken_at, post.play_count, post.like_count, post.comment_count,
      post.advertising, post.is_paid_partnership
    from watched join shared.blog_posts post on post.blog_id = watched.id and post.taken_at > ${since}
    where watched.last_post_at > ${since}`

/** Selects changes of followers between a reading before the time and the newest. */
const jumps = (since: Date) => sql`
    select watched.id as blog_id, earlier.follower_count as before, watched.follower_count as now,
      watched.scraped_at as at
    from watched cross join lateral (
      select follower_count from shared.blog_snapshots snapshot
      where snapshot.blog_id = watched.id and snapshot.scraped_at > watched.scraped_at - interval '30 days'
        and snapshot.scraped_at <= ${since} and follower_count > 0
      order by snapshot.scraped_at desc limit 1
    ) earlier
    where watched.scraped_at > ${since}
      and abs(watched.follower_count - earlier.follower_count) >= ${JUMP}::float8 * earlier.follower_count`

/** Selects fresh posts that are far above the usual of their creator. */
const PEAKS = sql`
    select fresh.blog_id, usual.value as before,
      coalesce(fresh.play_count, fresh.like_count + fresh.comment_count) as now,
      fresh.play_count is not null as is_plays, fresh.id as post_id, fresh.taken_at as at
    from fresh cross join lateral (
      select percentile_cont(0.5) within group (order by value) as value, count(value) as posts from (
        select case when fresh.play_count is not null then post.play_count else post.like_count + post.comment_count end
          as value
        from shared.blog_posts post
        where post.blog_id = fresh.blog_id and post.taken_at < fresh.taken_at
          and (fresh.play_count is null or post.play_count is not null)
        order by post.taken_at desc limit ${POSTS_COMPARED}
      ) earlier
    ) usual
    where usual.posts >= ${MIN_COMPARED} and usual.value > 0
      and coalesce(fresh.play_count, fresh.like_count + fresh.comment_count) >= ${FAR_ABOVE}::float8 * usual.value`

/** Selects fresh posts with advertising by creators of running campaigns. */
const ADVERTS = sql`
    select fresh.blog_id, fresh.id as post_id, fresh.taken_at as at,
      coalesce((select array_agg(distinct brand ->> 'brand')
        from jsonb_array_elements(fresh.advertising -> 'brands') brand),
        '{}') as brands
    from fresh
    where (fresh.advertising is not null or fresh.is_paid_partnership)
      and exists (
        select from shared.list_members member join shared.lists list on list.id = member.list_id
        where member.blog_id = fresh.blog_id and list.is_campaign
          and (list.ends_at is null or list.ends_at > (select world_now())))`

/** Selects creators whose silence began since a time. */
const silences = (since: Date) => sql`
    select id as blog_id, last_post_at as at from watched
    where last_post_at + greatest(interval '1 day' * ${SILENT_DAYS}::float8,
        interval '7 days' * ${SILENT_TIMES}::float8 / nullif(posts_per_week, 0)) between ${since} and scraped_at`

/** Selects everything unusual in one form. */
const EVENTS = sql`
    select blog_id, 'follower_jump' as rule, before::float8, now::float8, null::boolean as is_plays,
      null::uuid as post_id,
      '{}'::text[] as brands, at from jumps
    union all select blog_id, 'far_above', before, now::float8, is_plays, post_id, '{}', at from peaks
    union all select blog_id, 'advertises', null, null, null, post_id, brands, at from adverts
    union all select blog_id, 'silent', null, null, null, null, '{}', at from silences`

type NoLine = { [Field in keyof Unusual]: null }

/**
 * Selects the lines beside the number of creators; one row without a line when there is none.
 * Exported for a test of its plan.
 */
export const unusualQuery = (since: Date) => sql<{ watched: number } & (Unusual | NoLine)>`
  with watched as materialized (${WATCHED}), fresh as materialized (${freshPosts(since)}), jumps as (${jumps(since)}),
  peaks as (${PEAKS}), adverts as (${ADVERTS}), silences as (${silences(since)}), events as (${EVENTS}), ranked as (
    select events.*, array_position(${[...UNUSUAL_RULES]}::text[], rule) as place,
      row_number() over (
        partition by blog_id order by array_position(${[...UNUSUAL_RULES]}::text[], rule), at desc) as line
    from events
  ),
  lines as (
    select blog_id, rule, before, now, is_plays, post_id, brands, at, place from ranked
    where line = 1
    order by place, at desc
    limit ${MAX_UNUSUAL}
  )
  select seen.watched, lines.*
  from (select count(*)::int as watched from watched) seen left join lines on true
  order by lines.place, lines.at desc`

/** Details of a line about a creator: the trend behind it, and its post. */
export type UnusualDetail = {
  blog_id: string
  /** Followers at the last readings, or likes and comments of the last posts; the oldest first. */
  trend: number[]
  post: {
    id: string
    code: string | null
    caption: string | null
    thumbnail_hash: string | null
  } | null
}

const TREND_LENGTH = 12

/** Reads the details of these lines in one statement. */
export async function detailUnusual(
  db: Db,
  lines: readonly Unusual[],
): Promise<Map<string, UnusualDetail>> {
  if (lines.length === 0) return new Map()
  const values = lines.map(
    ({ blog_id, rule, post_id }) =>
      sql`(${blog_id}::uuid, ${rule === 'follower_jump'}::boolean, ${post_id}::uuid)`,
  )
  const { rows } = await sql<UnusualDetail>`
    select line.blog_id, coalesce(trend.values, '{}') as trend, picture.post
    from (values ${sql.join(values)}) as line (blog_id, is_followers, post_id)
    left join lateral (
      select array_agg(value order by at) as values from (
        (select snapshot.scraped_at as at, snapshot.follower_count::float8 as value
          from shared.blog_snapshots snapshot
          where line.is_followers and snapshot.blog_id = line.blog_id and snapshot.follower_count is not null
          order by snapshot.scraped_at desc limit ${TREND_LENGTH})
        union all
        (select post.taken_at, (coalesce(post.like_count, 0) + coalesce(post.comment_count, 0))::float8
          from shared.blog_posts post
          where not line.is_followers and post.blog_id = line.blog_id
          order by post.taken_at desc limit ${TREND_LENGTH})
      ) readings
    ) trend on true
    left join lateral (
      select jsonb_build_object('id', post.id, 'code', post.code, 'caption', left(post.caption_text, 200),
        'thumbnail_hash', ${postPictureHash}) as post
      from shared.blog_posts post
      where post.blog_id = line.blog_id and (line.post_id is null or post.id = line.post_id)
      order by post.taken_at desc limit 1
    ) picture on true`.execute(db)
  return new Map(rows.map((row) => [row.blog_id, row]))
}

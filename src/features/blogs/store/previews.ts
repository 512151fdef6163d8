import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import { postPictureHash } from '../../scrape/index.ts'
import { WEEKS } from './summary.ts'

type PostPreview = {
  platform_id: string
  code: string | null
  thumbnail_hash: string | null
  is_reel: boolean
  taken_at: Date
}
type BlogPreview = {
  id: string
  er: (number | null)[]
  followers: (number | null)[]
  posts: PostPreview[]
}

/** The value of the last scrape of a week of `blog` that has one. */
const lastOf = (column: 'er' | 'follower_count') => {
  const value = sql.ref(`scrape.${column}`)
  return sql`(
    select ${value} from shared.blog_snapshots scrape
    where scrape.blog_id = blog.id and ${value} is not null
      and scrape.scraped_at <= week.until and scrape.scraped_at > week.until - interval '7 days'
    order by scrape.scraped_at desc limit 1)`
}

/** The last scrape nearly always has both values: another is looked up where it has not. */
const valueOf = (column: 'er' | 'follower_count') => {
  const value = sql.ref(`latest.${column}`)
  return sql`case when latest.scraped_at is not null then coalesce(${value}, ${lastOf(column)}) end`
}

/**
 * The newest posts of several creators, pinned ones apart, and their engagement rate and followers
 * in the last 12 weeks, oldest first: as the last scrape of each week saw them, null for a week
 * without one. Indexes are probed for each post and week, whatever the number of both.
 */
export async function previewsOf(
  db: Db,
  ids: readonly string[],
  posts: number,
): Promise<BlogPreview[]> {
  const query = sql<BlogPreview>`
    select blog.id, course.er, course.followers, coalesce((
      select jsonb_agg(jsonb_build_object('platform_id', post.platform_id, 'code', post.code,
        'thumbnail_hash', ${postPictureHash}, 'is_reel', post.product_type = 'clips', 'taken_at', post.taken_at)
        order by post.taken_at desc)
      from (
        select blog_id, platform_id, code, coalesce(product_type, '') as product_type, taken_at
        from shared.blog_posts newest
        where newest.blog_id = blog.id and not newest.is_pinned and newest.taken_at <= (select world_now())
        order by newest.taken_at desc limit ${posts}
      ) post
    ), '[]') as posts
    from unnest(${ids}::uuid[]) as blog (id)
    cross join lateral (
      select array_agg(${valueOf('er')} order by week.ago desc) as er,
        array_agg(${valueOf('follower_count')} order by week.ago desc) as followers
      from (
        select ago, (select world_now()) - ago * interval '7 days' as until
        from generate_series(0, ${sql.lit(WEEKS - 1)}) ago
      ) week
      left join lateral (
        select snapshot.scraped_at, snapshot.er, snapshot.follower_count from shared.blog_snapshots snapshot
        where snapshot.blog_id = blog.id
          and snapshot.scraped_at <= week.until and snapshot.scraped_at > week.until - interval '7 days'
        order by snapshot.scraped_at desc limit 1
      ) latest on true
    ) course`
  return await runComposed(db, 'blog_previews', query)
}

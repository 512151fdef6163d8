import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { FEWEST_CREATORS, postPictureHash } from '../../scrape/index.ts'
import { steadinessOf, strengthOf } from '../assessment/assess.ts'
import type { BlogReasons } from '../assessment/reasons-view.ts'
import { CATEGORIES } from './blogs.ts'

const RECENT_POSTS = 20
/** Creators pin three posts at most. */
const MAX_PINNED = 3

type Row = Omit<BlogReasons, 'strength' | 'steadiness'> & { engagement_spread: number | null }

/**
 * Reads the stored figures that speak for or against several creators, in the order of `ids`: one
 * query, which probes indexes for each of them; exported for a test of its plan.
 */
export const reasonsQuery = (ids: readonly string[]) => sql<Row>`
  select blog.id, blog.username, ${CATEGORIES} as categories, blog.languages, blog.city, blog.city_id,
    blog.city_source, blog.city_posts, blog.er, blog.er_posts, blog.er_percentile,
    blog.engagement_spread, blog.risk_flags,
    coalesce(blog.fully_scraped_at, blog.scraped_at) as read_at,
    (
      select jsonb_build_object('creators', tier.creators, 'low', tier.percentiles[26],
        'median', tier.percentiles[51], 'high', tier.percentiles[76], 'computed_at', tier.computed_at)
      from shared.tier_benchmarks tier
      where tier.metric = 'er' and tier.tier = blog.follower_tier
        and tier.creators >= ${sql.lit(FEWEST_CREATORS)}
    ) as tier,
    coalesce((
      select jsonb_agg(jsonb_build_object('platform_id', post.platform_id, 'taken_at', post.taken_at,
        'engagement', case when blog.follower_count > 0
          then (post.like_count + post.comment_count)::double precision / blog.follower_count end,
        'paid', case when post.is_paid_partnership or post.sponsors <> '{}' then 'label'
          when post.advertising is not null then 'words' end,
        'thumbnail_hash', ${postPictureHash}) order by post.taken_at, post.platform_id)
      from (
        select * from (
          select * from shared.blog_posts newest
          where newest.blog_id = blog.id and newest.taken_at <= (select world_now())
          order by newest.taken_at desc, newest.platform_id desc
          limit ${sql.lit(RECENT_POSTS + MAX_PINNED)}
        ) latest
        where not is_pinned order by taken_at desc, platform_id desc limit ${sql.lit(RECENT_POSTS)}
      ) post
    ), '[]') as posts
  from unnest(${ids}::uuid[]) with ordinality as wanted (id, place)
  join shared.blogs blog on blog.id = wanted.id
  order by wanted.place`

export async function reasonsOf(db: Db, ids: readonly string[]): Promise<BlogReasons[]> {
  const { rows } = await reasonsQuery(ids).execute(db)
  return rows.map(({ engagement_spread: spread, ...row }) => ({
    ...row,
    strength: strengthOf(row.er_percentile),
    steadiness: steadinessOf(spread),
  }))
}

import type { BlogMeasureColumn } from '../../creators/fields.ts'
import type { BlogRow } from '../blogs/index.ts'

type MetricFields = {
  /** What it is called here: with what it divides by. */
  name: string
  column: BlogMeasureColumn
  /** The column that counts the posts behind it. */
  posts?: keyof BlogRow & `${string}_posts`
  /** Which value is the better one; null where that depends on what one looks for. */
  better: 'higher' | 'lower' | null
}

/** What creators are compared by, in the order of the answer. */
export const COMPARED_METRICS = [
  { name: 'followers', column: 'follower_count', better: null },
  { name: 'er_by_followers', column: 'er', posts: 'er_posts', better: 'higher' },
  { name: 'er_percentile_in_tier', column: 'er_percentile', better: 'higher' },
  {
    name: 'er_of_reels_by_followers',
    column: 'er_reels',
    posts: 'er_reels_posts',
    better: 'higher',
  },
  {
    name: 'er_of_reels_by_views',
    column: 'er_reels_by_views',
    posts: 'er_reels_by_views_posts',
    better: 'higher',
  },
  {
    name: 'view_rate_of_reels_by_followers',
    column: 'view_rate_by_followers',
    posts: 'view_rate_by_followers_posts',
    better: 'higher',
  },
  {
    name: 'comments_per_like',
    column: 'comments_per_like',
    posts: 'comments_per_like_posts',
    better: null,
  },
  { name: 'posts_per_week', column: 'posts_per_week', better: null },
  { name: 'posts_in_last_28_days', column: 'posts_last_28_days', better: null },
  {
    name: 'engagement_spread_by_median',
    column: 'engagement_spread',
    posts: 'engagement_spread_posts',
    better: 'lower',
  },
  {
    name: 'paid_share_of_posts',
    column: 'paid_post_share',
    posts: 'paid_post_share_posts',
    better: null,
  },
  {
    name: 'engagement_trend_per_30_days',
    column: 'engagement_trend_per_30_days',
    posts: 'engagement_trend_posts',
    better: 'higher',
  },
  { name: 'follower_growth_in_7_days', column: 'follower_growth_7_days', better: 'higher' },
  { name: 'follower_growth_in_30_days', column: 'follower_growth_30_days', better: 'higher' },
] as const satisfies readonly MetricFields[]

export type ComparedMetric = MetricFields & { name: (typeof COMPARED_METRICS)[number]['name'] }

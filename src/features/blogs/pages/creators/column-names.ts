/** The columns of the table, in their order; the name always stands before them. */
export const COLUMN_NAMES = [
  'followers',
  'er',
  'follower_growth_30_days',
  'topic',
  'language',
  'last_post',
  'scraped',
  'risks',
  'er_reels',
  'er_reels_by_views',
  'view_rate',
  'comments_per_like',
  'posts_per_week',
  'posts_last_28_days',
  'paid_post_share',
  'engagement_trend_per_30_days',
  'follower_growth_7_days',
  'audience',
  'business_category',
  'source',
] as const
export type ColumnName = (typeof COLUMN_NAMES)[number]

export const DEFAULT_COLUMNS: readonly ColumnName[] = COLUMN_NAMES.slice(0, 8)

/**
 * A number of a creator: `min_PARAMETER` and `max_PARAMETER` filter by it, and lists sort by its
 * column.
 */
export type BlogMeasure = {
  parameter: string
  type: 'integer' | 'smallint' | 'double precision'
  min: number
  max: number
  /** Significant decimals; exports round to them. */
  decimals: number
  about: string
}

const INTEGER = { type: 'integer', min: 0, max: 2_147_483_647, decimals: 0 } as const
const FRACTION = { type: 'double precision', min: 0, max: 1_000, decimals: 4 } as const
const SHARE = { type: 'double precision', min: 0, max: 1, decimals: 2 } as const
const CHANGE = { type: 'double precision', min: -1_000_000, max: 1_000_000, decimals: 4 } as const

/** By column of `blogs`; each has an index for sorting. */
export const BLOG_MEASURES = {
  follower_count: { parameter: 'followers', ...INTEGER, about: 'Followers' },
  following_count: {
    parameter: 'following',
    ...INTEGER,
    about: 'Accounts that the creator follows',
  },
  media_count: { parameter: 'media', ...INTEGER, about: 'Posts that the profile counts' },
  er: {
    parameter: 'er',
    ...FRACTION,
    about: 'Median of (likes + comments) / followers; 0.03 is 3 %',
  },
  er_reels: {
    parameter: 'er_reels',
    ...FRACTION,
    about: 'Median of (likes + comments) / followers of reels',
  },
  er_reels_by_views: {
    parameter: 'er_reels_by_views',
    ...FRACTION,
    about: 'Median of (likes + comments) / plays of reels',
  },
  view_rate_by_followers: {
    parameter: 'view_rate',
    ...FRACTION,
    about: 'Median of plays / followers of reels',
  },
  comments_per_like: { parameter: 'comments_per_like', ...FRACTION, about: 'Comments per like' },
  posts_per_week: {
    parameter: 'posts_per_week',
    ...FRACTION,
    decimals: 1,
    about: 'Posts per week, first to last',
  },
  posts_last_28_days: {
    parameter: 'posts_last_28_days',
    ...INTEGER,
    about: 'Posts in the 28 days before the last scrape',
  },
  engagement_spread: {
    parameter: 'engagement_spread',
    ...FRACTION,
    decimals: 2,
    about: 'How uneven engagement is: 1.4826 × MAD / median; 0 is the same for every post',
  },
  paid_post_share: {
    parameter: 'paid_post_share',
    ...SHARE,
    about: 'Share of posts labelled as paid partnerships',
  },
  engagement_trend_per_30_days: {
    parameter: 'engagement_trend_per_30_days',
    ...CHANGE,
    about: 'Relative change of likes + comments per post in 30 days; -0.1 is 10 % less',
  },
  er_percentile: {
    parameter: 'er_percentile',
    type: 'smallint',
    min: 0,
    max: 100,
    decimals: 0,
    about: 'Percentile of er, (likes + comments) / followers, among creators of the same tier here',
  },
  follower_growth_7_days: {
    parameter: 'follower_growth_7_days',
    ...CHANGE,
    about: 'Growth of followers in 7 days; 0.05 is 5 % more',
  },
  follower_growth_30_days: {
    parameter: 'follower_growth_30_days',
    ...CHANGE,
    about: 'Growth of followers in 30 days',
  },
  ai_confidence: {
    parameter: 'ai_confidence',
    ...SHARE,
    about: 'How well the profile supports what the model says',
  },
} as const satisfies Record<string, BlogMeasure>

export type BlogMeasureColumn = keyof typeof BLOG_MEASURES

/** Times of a creator: `PARAMETER` filters by the last days, and lists sort by the column. */
export const BLOG_TIMES = {
  created_at: { parameter: 'created_within_days', about: 'First seen here', nullable: false },
  scraped_at: { parameter: 'scraped_within_days', about: 'Scraped', nullable: true },
  last_post_at: { parameter: 'last_post_within_days', about: 'Posted', nullable: true },
} as const

export type BlogTimeColumn = keyof typeof BLOG_TIMES

export const BLOG_STATUSES = [
  'pending',
  'scraping',
  'analyzing',
  'active',
  'private',
  'restricted',
  'deleted',
  'failed',
] as const
export const BLOG_SOURCES = ['manual', 'discover', 'import'] as const
export const ENGAGEMENT_TRENDS = ['growing', 'stable', 'declining', 'insufficient'] as const
/** All risk flags, in output order. docs/metrics.md says what each can mean and cannot. */
export const RISK_FLAGS = [
  'follows_many',
  'follower_spike',
  'comments_far_from_peers',
  'er_far_below_peers',
  'views_far_below_peers',
  'likes_too_uniform',
] as const
export type RiskFlag = (typeof RISK_FLAGS)[number]

export const FOLLOWER_TIERS = [
  'under_1k',
  '1k_10k',
  '10k_50k',
  '50k_500k',
  '500k_1m',
  'over_1m',
] as const

export type FollowerTier = (typeof FOLLOWER_TIERS)[number]

/** Minimum followers of a tier, and of the next one. blogs.follower_tier has the same in SQL. */
export const TIER_BOUNDS: Readonly<Record<FollowerTier, readonly [number, number | null]>> = {
  under_1k: [0, 1_000],
  '1k_10k': [1_000, 10_000],
  '10k_50k': [10_000, 50_000],
  '50k_500k': [50_000, 500_000],
  '500k_1m': [500_000, 1_000_000],
  over_1m: [1_000_000, null],
}

/** Other filters of creators, with their help texts; `…` stands for more values after commas. */
export const BLOG_WORDS = {
  q: {
    value: 'TEXT',
    about:
      'Words of name, biography and captions, in Russian and English also in other forms; "a phrase", or, -without',
    example: 'мама алматы -реклама',
  },
  username: { value: 'PART', about: 'A part of the username' },
  name: { value: 'PART', about: 'A part of the full name, in any case' },
  status: { value: 'S,…', about: 'State of the creator in gramd' },
  source: { value: 'S,…', about: 'How the creator was added' },
  tier: { value: 'T,…', about: 'By followers' },
  engagement_trend: { value: 'T,…', about: 'Where likes + comments per post are going' },
  category: {
    value: 'NAME',
    about: 'A category that the creator is in, by its name or a synonym, in any case',
  },
  business_category: { value: 'NAME', about: "The profile's own category, in any case" },
  language: {
    value: 'CODE,…',
    about: 'Languages of the content, as the model sees them',
    example: 'ru,kk',
  },
  caption_language: {
    value: 'CODE,…',
    about: 'Languages of the captions (ISO 639-1)',
    example: 'ru,kk',
  },
  verified: { value: 'true|false', about: 'With or without the badge' },
  business: { value: 'true|false', about: 'A business account or none' },
  has_risk_flags: { value: 'true|false', about: 'With any risk flag, or scraped and without' },
  risk_flag: { value: 'FLAG,…', about: 'With one of these risk flags' },
  mentions: {
    value: 'USERNAME',
    about: 'Whom a post or story mentions, tags or names as sponsor',
    example: 'nike',
  },
  hashtag: { value: 'HASHTAG', about: 'In the caption of a post', example: 'алматымама' },
  location: {
    value: 'PLACE',
    about: 'Where a post was made: the beginning of its name, in any case, or its id',
    example: 'Almaty',
  },
  list: { value: 'LIST', about: 'A saved list, by id or name' },
} as const satisfies Record<string, { value: string; about: string; example?: string }>

export type BlogWord = keyof typeof BLOG_WORDS

const namesIn = <Table extends object>(table: Table): (keyof Table & string)[] =>
  Object.keys(table).filter((name): name is keyof Table & string => name in table)

export const BLOG_WORD_NAMES = namesIn(BLOG_WORDS)

/** Columns to sort by, each with an index. */
export const BLOG_SORT_COLUMNS = [...namesIn(BLOG_TIMES), ...namesIn(BLOG_MEASURES)]
export type BlogSortColumn = BlogTimeColumn | BlogMeasureColumn

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
  /** The column with the number of posts behind it. */
  posts?: `${string}_posts`
  /** Shown to people as a percentage. */
  isPercent?: true
  /** Each scrape stores its value in `blog_snapshots`. */
  inHistory?: true
  /** The list of creators may show it in a column of its own. */
  inList?: true
  /**
   * Used in comparisons of creators: under this name, and with the better direction; null where
   * that depends.
   */
  compared?: { as: string; better: 'higher' | 'lower' | null }
}

const INTEGER = { type: 'integer', min: 0, max: 2_147_483_647, decimals: 0 } as const
const RATIO = { type: 'double precision', min: 0, max: 1_000, decimals: 4 } as const
const FRACTION = { ...RATIO, isPercent: true } as const
const SHARE = { ...FRACTION, max: 1, decimals: 2 } as const
const CHANGE = { ...FRACTION, min: -1_000_000, max: 1_000_000 } as const

/**
 * Measures by column of `blogs`; each has an index for sorting. Filters, lists, exports, the
 * history and comparisons follow from this table; its order is that of a comparison.
 */
export const BLOG_MEASURES = {
  follower_count: {
    parameter: 'followers',
    ...INTEGER,
    about: 'Followers',
    inHistory: true,
    compared: { as: 'followers', better: null },
  },
  following_count: {
    parameter: 'following',
    ...INTEGER,
    about: 'Accounts that the creator follows',
    inHistory: true,
  },
  media_count: {
    parameter: 'media',
    ...INTEGER,
    about: 'Posts that the profile counts',
    inHistory: true,
  },
  er: {
    parameter: 'er',
    ...FRACTION,
    about: 'Median of (likes + comments) / followers; 0.03 is 3 %',
    posts: 'er_posts',
    inHistory: true,
    compared: { as: 'er_by_followers', better: 'higher' },
  },
  er_percentile: {
    parameter: 'er_percentile',
    type: 'smallint',
    min: 0,
    max: 100,
    decimals: 0,
    about: 'Percentile of er, (likes + comments) / followers, among creators of the same tier here',
    compared: { as: 'er_percentile_in_tier', better: 'higher' },
  },
  er_reels: {
    parameter: 'er_reels',
    ...FRACTION,
    about: 'Median of (likes + comments) / followers of reels',
    posts: 'er_reels_posts',
    inHistory: true,
    inList: true,
    compared: { as: 'er_of_reels_by_followers', better: 'higher' },
  },
  er_reels_by_views: {
    parameter: 'er_reels_by_views',
    ...FRACTION,
    about: 'Median of (likes + comments) / plays of reels',
    posts: 'er_reels_by_views_posts',
    inHistory: true,
    inList: true,
    compared: { as: 'er_of_reels_by_views', better: 'higher' },
  },
  view_rate_by_followers: {
    parameter: 'view_rate',
    ...FRACTION,
    about: 'Median of plays / followers of reels',
    posts: 'view_rate_by_followers_posts',
    inHistory: true,
    inList: true,
    compared: { as: 'view_rate_of_reels_by_followers', better: 'higher' },
  },
  comments_per_like: {
    parameter: 'comments_per_like',
    ...RATIO,
    about: 'Comments per like',
    posts: 'comments_per_like_posts',
    inHistory: true,
    inList: true,
    compared: { as: 'comments_per_like', better: null },
  },
  posts_per_week: {
    parameter: 'posts_per_week',
    ...RATIO,
    decimals: 1,
    about: 'Posts per week, first to last',
    inHistory: true,
    inList: true,
    compared: { as: 'posts_per_week', better: null },
  },
  posts_last_28_days: {
    parameter: 'posts_last_28_days',
    ...INTEGER,
    about: 'Posts in the 28 days before the last scrape',
    inHistory: true,
    inList: true,
    compared: { as: 'posts_in_last_28_days', better: null },
  },
  engagement_spread: {
    parameter: 'engagement_spread',
    ...RATIO,
    decimals: 2,
    about: 'How uneven engagement is: 1.4826 × MAD / median; 0 is the same for every post',
    posts: 'engagement_spread_posts',
    inHistory: true,
    compared: { as: 'engagement_spread_by_median', better: 'lower' },
  },
  paid_post_share: {
    parameter: 'paid_post_share',
    ...SHARE,
    about: 'Share of posts labelled as paid partnerships',
    posts: 'paid_post_share_posts',
    inHistory: true,
    inList: true,
    compared: { as: 'paid_share_of_posts', better: null },
  },
  engagement_trend_per_30_days: {
    parameter: 'engagement_trend_per_30_days',
    ...CHANGE,
    about: 'Relative change of likes + comments per post in 30 days; -0.1 is 10 % less',
    posts: 'engagement_trend_posts',
    inHistory: true,
    inList: true,
    compared: { as: 'engagement_trend_per_30_days', better: 'higher' },
  },
  follower_growth_7_days: {
    parameter: 'follower_growth_7_days',
    ...CHANGE,
    about: 'Growth of followers in 7 days; 0.05 is 5 % more',
    inList: true,
    compared: { as: 'follower_growth_in_7_days', better: 'higher' },
  },
  follower_growth_30_days: {
    parameter: 'follower_growth_30_days',
    ...CHANGE,
    about: 'Growth of followers in 30 days',
    inList: true,
    compared: { as: 'follower_growth_in_30_days', better: 'higher' },
  },
  ai_confidence: {
    parameter: 'ai_confidence',
    ...SHARE,
    about: 'How well the profile supports what the model says',
  },
} as const satisfies Record<string, BlogMeasure>

const namesIn = <Table extends object>(table: Table): (keyof Table & string)[] =>
  Object.keys(table).filter((name): name is keyof Table & string => name in table)

export type BlogMeasureColumn = keyof typeof BLOG_MEASURES

type ColumnsWith<Mark extends string> = {
  [Column in BlogMeasureColumn]: (typeof BLOG_MEASURES)[Column] extends Record<Mark, unknown>
    ? Column
    : never
}[BlogMeasureColumn]

/** Metrics derived from posts: `<metric>_posts` counts the posts that each could use. */
export type PostMetric = Exclude<ColumnsWith<'posts'>, 'engagement_trend_per_30_days'>
/** Columns that count the posts behind a metric. */
export type PostsColumn = (typeof BLOG_MEASURES)[ColumnsWith<'posts'>]['posts']

export type ListedMeasure = (typeof BLOG_MEASURES)[ColumnsWith<'inList'>]['parameter']

const LISTED_COLUMNS = namesIn(BLOG_MEASURES).filter(
  (column): column is ColumnsWith<'inList'> => 'inList' in BLOG_MEASURES[column],
)

/**
 * The measures that have a column in the list of creators, by parameter, and the columns of `blogs`
 * with them.
 */
export const LISTED_MEASURES: ReadonlyMap<ListedMeasure, ColumnsWith<'inList'>> = new Map(
  LISTED_COLUMNS.map((column) => [BLOG_MEASURES[column].parameter, column]),
)

/**
 * How people read a measure: as it is, as a percentage, or as a change in percent with its sign.
 */
export function formatOf({ min, isPercent }: BlogMeasure): 'plain' | 'percent' | 'change' {
  if (min < 0) return 'change'
  return isPercent ? 'percent' : 'plain'
}

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
export type EngagementTrend = (typeof ENGAGEMENT_TRENDS)[number]
/** All risk flags, in output order. docs/metrics.md says what each may and may not mean. */
export const RISK_FLAGS = [
  'follows_many',
  'follower_spike',
  'comments_far_from_peers',
  'er_far_below_peers',
  'views_far_below_peers',
  'likes_too_uniform',
] as const
export type RiskFlag = (typeof RISK_FLAGS)[number]

/** A model's possible statements about a creator's audience. */
export const AUDIENCE_GENDERS = ['mostly_female', 'mostly_male', 'mixed'] as const
export const AUDIENCE_AGES = ['18-24', '25-34', '35-44', 'mixed'] as const
export const AUDIENCE_REGIONS = ['kz', 'ru', 'uz', 'cis_mixed'] as const

export { FOLLOWER_TIERS, TIER_BOUNDS, type FollowerTier } from './follower-tiers.ts'

/** Other filters of creators, with their help texts; `…` means more values after commas. */
export const BLOG_WORDS = {
  q: {
    value: 'TEXT',
    about:
      'Words of name, biography and captions, in Russian, English and Kazakh also in other ' +
      'forms; "a phrase", or, -without',
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
  about: {
    value: 'NAME,…',
    about:
      'Categories, all of which must fit: the creator is in it, or is in no category yet and ' +
      'has its words in name or biography',
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
  city: { value: 'CITY,…', about: 'Where the creator lives: name or id', example: 'Almaty,Astana' },
  country: {
    value: 'CODE,…',
    about: 'Where the city of the creator is (ISO 3166-1, two letters)',
    example: 'KZ,UZ',
  },
  audience_gender: { value: 'G,…', about: 'Who follows: inferred from topics, not measured' },
  audience_age: {
    value: 'A,…',
    about: 'How old the audience is: inferred from topics, not measured',
  },
  audience_region: {
    value: 'R,…',
    about: 'Where the audience is: inferred from topics, not measured',
  },
  has_children: { value: 'true|false', about: 'A parent or not, as the model sees it' },
  list: { value: 'LIST', about: 'A saved list, by id or name' },
} as const satisfies Record<string, { value: string; about: string; example?: string }>

export type BlogWord = keyof typeof BLOG_WORDS

export const BLOG_WORD_NAMES = namesIn(BLOG_WORDS)

export const BLOG_MEASURE_COLUMNS = namesIn(BLOG_MEASURES)

const isInHistory = (column: BlogMeasureColumn): column is ColumnsWith<'inHistory'> =>
  'inHistory' in BLOG_MEASURES[column]

/** The numbers that each scrape stores: columns of blogs, blog_snapshots and the history alike. */
export const HISTORY_COLUMNS = [
  ...BLOG_MEASURE_COLUMNS.filter(isInHistory),
  'er_posts',
  'er_reels_posts',
] as const
export type HistoryColumn = (typeof HISTORY_COLUMNS)[number]

export const POSTS_COLUMNS = BLOG_MEASURE_COLUMNS.flatMap((column): PostsColumn[] => {
  const measure = BLOG_MEASURES[column]
  return 'posts' in measure ? [measure.posts] : []
})

/** The columns to sort by, each with an index. */
export const BLOG_SORT_COLUMNS = [...namesIn(BLOG_TIMES), ...namesIn(BLOG_MEASURES)]
export type BlogSortColumn = BlogTimeColumn | BlogMeasureColumn

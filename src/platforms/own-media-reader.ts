import type { OnSent } from './sent-request.ts'

/**
 * Reads what an own professional account shows its owner through the platform's official API. Every
 * method may throw ConnectionWaitsError (the budget is used up: snooze), ConnectionNeedsPersonError
 * (the owner has to authorize again) and GraphError.
 */
export type OwnMediaReader = {
  profile(call: OwnCall): Promise<OwnProfile>
  /** Lists media newest first; `after` continues where a page ended. */
  listMedia(call: OwnCall, page: { after: string | null; limit: number }): Promise<OwnMediaPage>
  /** The live stories; Meta lists neither live videos nor shares of others' stories. */
  listStories(call: OwnCall): Promise<readonly OwnStory[]>
  media(call: OwnCall, platformId: string): Promise<OwnMedia>
  /**
   * Requests all metrics that this type of post has and that the platform has not refused lately.
   */
  mediaInsights(
    call: OwnCall,
    post: { platformId: string; type: OwnMediaType },
  ): Promise<OwnMediaInsights>
  /** Reads one day of the account (UTC); demographics cover the latest week or month. */
  accountInsights(
    call: OwnCall,
    request: { day: Date; withDemographics: boolean },
  ): Promise<OwnAccountInsights>
}

/** The purpose of a request of the official API. */
export type GraphArea = 'catalog' | 'own_posts' | 'publishing' | 'creators' | 'upkeep'

export type OwnCall = {
  connectionId: string
  /** The area that requests are counted under; `own_posts` by default. */
  area?: GraphArea
  /**
   * A person waits for the answer: sent while less than 90 % of the limit is used, other calls
   * below 75 %.
   */
  isUrgent: boolean
  signal: AbortSignal
  onSent?: OnSent | undefined
}

export type OwnProfile = {
  platformId: string
  username: string
  name: string | null
  kind: 'business' | 'creator'
  pictureUrl: string | null
  followerCount: number | null
  followingCount: number | null
  mediaCount: number | null
}

export const OWN_MEDIA_TYPES = ['REEL', 'VIDEO', 'IMAGE', 'CAROUSEL', 'STORY', 'UNKNOWN'] as const
export type OwnMediaType = (typeof OWN_MEDIA_TYPES)[number]

export type OwnMedia = {
  platformId: string
  permalink: string | null
  shortcode: string | null
  type: OwnMediaType
  caption: string | null
  /** Signed URLs that expire within days; null where the platform withholds them. */
  mediaUrl: string | null
  thumbnailUrl: string | null
  publishedAt: Date
  /** Null when hidden, never 0 instead. */
  likeCount: number | null
  commentCount: number | null
  /** The items of a carousel, in order. */
  children: readonly OwnMediaChild[]
}

export type OwnMediaChild = {
  platformId: string
  type: OwnMediaType
  mediaUrl: string | null
  thumbnailUrl: string | null
}

export type OwnStory = {
  platformId: string
  /** The id by which the app knows it, which its address ends with; null when it has none. */
  storyId: string | null
  publishedAt: Date
}

export type OwnMediaPage = {
  media: readonly OwnMedia[]
  /** Where the next page continues; null at the end of the list. */
  after: string | null
  /** Posts of the answer that could not be read. */
  unreadable: number
}

/** Why a post or an account lacks a number. */
export const METRIC_GAPS = [
  'right_missing',
  'not_for_this_type',
  'too_few_followers',
  'too_few_viewers',
  'not_enough_users',
  'not_yet_counted',
  'before_conversion',
  'part_of_carousel',
  'retired',
  'refused',
] as const
export type MetricGap = (typeof METRIC_GAPS)[number]

export type OwnMediaInsights = {
  /**
   * Values by the platform's names, such as `views` and `ig_reels_avg_watch_time` (milliseconds).
   */
  metrics: Readonly<Record<string, number>>
  /** Why metrics are missing, by name. */
  gaps: Readonly<Record<string, MetricGap>>
  /** No value will ever come, so there is no need to request it again. */
  isFinal: boolean
  /** The answers as received, for debugging. */
  raw: unknown
}

export type OwnAccountInsights = {
  metrics: Readonly<Record<string, number>>
  gaps: Readonly<Record<string, MetricGap>>
  /** People by breakdown (age, city, country, gender), then by value. Null unless requested. */
  demographics: Readonly<Record<string, Readonly<Record<string, number>>>> | null
  raw: unknown
}

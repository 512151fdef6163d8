import type { GraphLogin } from '../graph-call.ts'
import type { MetricGap, OwnMediaType } from '../own-media-reader.ts'

// The metrics of Meta's table of media insights. Metrics that throw unless a post was shared to
// Facebook (crossposted_views, facebook_views) are excluded: one such post would hide them for all
// others.

const COMMON = ['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'total_interactions']
const FEED = [...COMMON, 'reposts', 'follows', 'profile_visits']
const WATCHING = ['ig_reels_avg_watch_time', 'ig_reels_video_view_total_time', 'reels_skip_rate']
const SHARED = ['views', 'reach', 'shares', 'total_interactions', 'reposts']
const STORY = [...SHARED, 'follows', 'profile_visits', 'replies', 'navigation']

const SETS: Record<OwnMediaType, readonly string[]> = {
  REEL: [...COMMON, 'reposts', ...WATCHING],
  VIDEO: FEED,
  IMAGE: FEED,
  CAROUSEL: FEED,
  STORY,
  UNKNOWN: COMMON,
}

/** Metrics that include advertisements, which only Facebook Login offers. */
const TOTALS = ['total_views', 'total_likes', 'total_comments']
const FACEBOOK: Record<OwnMediaType, readonly string[]> = {
  REEL: TOTALS,
  VIDEO: TOTALS,
  IMAGE: TOTALS,
  CAROUSEL: TOTALS,
  STORY: ['total_views'],
  UNKNOWN: [],
}

/** Metrics that no post has since version 22. */
const RETIRED = ['impressions', 'plays', 'video_views', 'engagement']

const ALL = [...new Set([...FEED, ...WATCHING, ...STORY])]

export const metricsOf = (login: GraphLogin, type: OwnMediaType): readonly string[] =>
  login === 'facebook' ? [...SETS[type], ...FACEBOOK[type]] : SETS[type]

/** Returns the metrics that are never requested, with the reason. */
export function gapsOf(type: OwnMediaType): Record<string, MetricGap> {
  const others = ALL.filter((metric) => !SETS[type].includes(metric))
  return {
    ...asGaps(RETIRED, 'retired'),
    ...(type === 'UNKNOWN' ? {} : asGaps(others, 'not_for_this_type')),
  }
}

export const asGaps = (metrics: readonly string[], gap: MetricGap): Record<string, MetricGap> =>
  Object.fromEntries(metrics.map((metric) => [metric, gap]))

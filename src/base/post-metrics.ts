/**
 * The unit of a number, everywhere: a share is a fraction of 1 (0.42 is 42 %), a time is in
 * milliseconds.
 */
export type MetricUnit = 'count' | 'share' | 'milliseconds'

/** The metrics of a post, with unit and Meta's name; null for a metric that gramd calculates. */
export const POST_METRICS = {
  views: { unit: 'count', meta: 'views' },
  reach: { unit: 'count', meta: 'reach' },
  likes: { unit: 'count', meta: 'likes' },
  comments: { unit: 'count', meta: 'comments' },
  saves: { unit: 'count', meta: 'saved' },
  shares: { unit: 'count', meta: 'shares' },
  interactions: { unit: 'count', meta: 'total_interactions' },
  retention: { unit: 'share', meta: null },
  watch_time_ms: { unit: 'milliseconds', meta: 'ig_reels_video_view_total_time' },
  avg_watch_time_ms: { unit: 'milliseconds', meta: 'ig_reels_avg_watch_time' },
  skip_rate: { unit: 'share', meta: 'reels_skip_rate' },
  profile_visits: { unit: 'count', meta: 'profile_visits' },
  follows: { unit: 'count', meta: 'follows' },
} as const satisfies Record<string, { unit: MetricUnit; meta: string | null }>

export type PostMetric = keyof typeof POST_METRICS

export const POST_METRIC_NAMES = Object.keys(POST_METRICS) as PostMetric[]

/** Metrics that Meta sends; the others are calculated from them. */
export type SentMetric = Exclude<PostMetric, 'retention'>

const UNITS: ReadonlyMap<string, MetricUnit> = new Map(
  Object.entries(POST_METRICS).map(([name, { unit }]) => [name, unit]),
)
const SENT_SHARES: ReadonlySet<string> = new Set(
  Object.values(POST_METRICS).flatMap(({ unit, meta }) =>
    unit === 'share' && meta !== null ? [meta] : [],
  ),
)

/** Returns the unit of a post's metric by our name; undefined for an unknown name. */
export const unitOf = (name: string): MetricUnit | undefined => UNITS.get(name)

/**
 * Converts a number of Meta to the unit of its metric; null for an impossible value. Meta documents
 * shares as percentages and has been seen to send fractions of 1: values above 1 are percentages,
 * since no share of viewers is below 1 %.
 */
export function inItsUnit(metaName: string, value: number): number | null {
  if (!Number.isFinite(value) || value < 0) return null
  if (!SENT_SHARES.has(metaName) || value <= 1) return value
  // Rounded to eight digits, so that 50.4 % is 0.504.
  return value <= 100 ? Number((value / 100).toFixed(8)) : null
}

/** Whether a metric only grows over the life of a post; an average or a share may also fall. */
export const isCumulative = (name: PostMetric): boolean =>
  name !== 'avg_watch_time_ms' && unitOf(name) !== 'share'

/**
 * Returns the average watch time as a share of the video's length, since the platform has no
 * retention curve; above 1 when people watch again. Null when either value is missing.
 */
export const retentionOf = (avgWatchMs: number | null, lengthMs: number | null): number | null =>
  avgWatchMs === null || lengthMs === null ? null : avgWatchMs / lengthMs

/** Returns the value of a metric in a stored snapshot, in its unit; null when it is missing. */
export function metricIn(
  snapshot: Readonly<Record<string, number>>,
  metric: SentMetric,
): number | null {
  const { meta } = POST_METRICS[metric]
  const value = snapshot[meta]
  return value === undefined ? null : inItsUnit(meta, value)
}

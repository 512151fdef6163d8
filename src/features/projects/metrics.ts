import { z } from '../../http/router.ts'

/** The metrics that can be expected of a version and measured of a post. */
export const METRICS = [
  'views',
  'reach',
  'likes',
  'comments',
  'saves',
  'shares',
  'interactions',
  'retention',
  'watch_time_ms',
  'avg_watch_time_ms',
  'skip_rate',
  'profile_visits',
  'follows',
] as const
export type Metric = (typeof METRICS)[number]

/** Numbers by metric; null where there is none, never 0 instead. */
export type Actual = Readonly<Record<Metric, number | null>>
export type Predicted = { readonly [Name in Metric]?: number | undefined }

/** Shares of 1: 0.42 is 42 %. */
const SHARES: ReadonlySet<string> = new Set<Metric>(['retention', 'skip_rate'])

/** Names of the platform where they are not ours. */
const PLATFORM_NAMES: Partial<Record<Metric, string>> = {
  saves: 'saved',
  interactions: 'total_interactions',
  watch_time_ms: 'ig_reels_video_view_total_time',
  avg_watch_time_ms: 'ig_reels_avg_watch_time',
  skip_rate: 'reels_skip_rate',
}

/** What a snapshot of a post says, by our names. `lengthSeconds` is the length of its video. */
export function actualOf(
  metrics: Readonly<Record<string, number>>,
  lengthSeconds: number | null,
): Actual {
  const named = (metric: Metric): number | null =>
    metrics[PLATFORM_NAMES[metric] ?? metric] ?? metrics[metric] ?? null
  const watched = named('avg_watch_time_ms')
  return {
    ...(Object.fromEntries(METRICS.map((metric) => [metric, named(metric)])) as Record<
      Metric,
      number | null
    >),
    // The platform tells no length of a video.
    retention:
      watched === null || lengthSeconds === null ? null : watched / (lengthSeconds * 1_000),
    skip_rate: shareOf(named('skip_rate')),
  }
}

/** The platform documents a percentage, and has been seen to send a share; nobody skips below 1 %. */
const shareOf = (given: number | null): number | null =>
  given === null || given <= 1 ? given : given / 100

const MOST = 1_000_000_000_000
/** Viewers may watch a short video more than once. */
const MOST_SHARE = 10

const expected = (metric: Metric) =>
  z
    .number()
    .min(0)
    .max(SHARES.has(metric) ? MOST_SHARE : MOST)
    .optional()

/** What is expected of a version, by metric. */
export const PredictedMetrics = z
  .strictObject(
    Object.fromEntries(METRICS.map((metric) => [metric, expected(metric)])) as {
      [Name in Metric]: ReturnType<typeof expected>
    },
  )
  .openapi('PredictedMetrics', {
    description: 'Numbers by metric; retention and skip_rate are shares of 1',
    example: { views: 12_000, retention: 0.45, saves: 300 },
  })

import {
  metricIn,
  POST_METRIC_NAMES as METRICS,
  retentionOf,
  unitOf,
  type PostMetric,
} from '../../base/post-metrics.ts'
import { z } from '../../http/router.ts'

export type Metric = PostMetric

/** Numbers by metric; null where there is none, never 0 instead. */
export type Actual = Readonly<Record<Metric, number | null>>
export type Predicted = { readonly [Name in Metric]?: number | undefined }

/**
 * Returns the metrics in a snapshot of a post, by gramd's names. `lengthMs` is the length of its
 * video, which the platform does not send.
 */
export function actualOf(
  metrics: Readonly<Record<string, number>>,
  lengthMs: number | null,
): Actual {
  const retention = retentionOf(metricIn(metrics, 'avg_watch_time_ms'), lengthMs)
  return Object.fromEntries(
    METRICS.map((metric) => [
      metric,
      metric === 'retention' ? retention : metricIn(metrics, metric),
    ]),
  ) as Record<Metric, number | null>
}

const MOST = 1_000_000_000_000
/** Viewers may watch a short video more than once. */
const MAX_SHARE = 10

const expected = (metric: Metric) =>
  z
    .number()
    .min(0)
    .max(unitOf(metric) === 'share' ? MAX_SHARE : MOST)
    .optional()

/** The expected values of a version, by metric. */
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

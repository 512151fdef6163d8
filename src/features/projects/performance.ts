import { POST_METRIC_NAMES as METRICS } from '../../base/post-metrics.ts'
import { actualOf, type Actual, type Metric, type Predicted } from './metrics.ts'
import type { CurvePoint, PostRow } from './performance-store.ts'

/** Younger numbers say too little: the platform counts with up to two days of delay. */
export const SETTLED_HOURS = 48
const HOUR_MS = 3_600_000

type Compared = {
  metric: Metric
  predicted: number | null
  actual: number | null
  /** Actual minus predicted. */
  delta: number | null
  /** The delta as a share of what was predicted; null also when that was 0. */
  relative_delta: number | null
}

type PostPerformance = Omit<PostRow, 'metrics' | 'version_id'> & {
  /** Of the post when it was measured. */
  age_hours: number | null
  is_too_early: boolean
  actual: Actual
  curve: (Omit<CurvePoint, 'media_id'> & { relative_delta: number | null })[]
}

/** A version as far as it is compared. */
export type ComparedVersion = {
  id: string
  number: number
  title: string | null
  length_seconds: number | null
  predicted: Predicted
}

export type VersionPerformance = {
  version_id: string
  number: number
  title: string | null
  predicted: Predicted
  posts: PostPerformance[]
  metrics: Compared[]
  /** No post of it is 48 hours old. */
  is_too_early: boolean
}

/**
 * What was expected of a version beside what its posts have: the mean of those that are old enough, else of all, by
 * metric over the posts that have it.
 */
export function performanceOf(
  { id, number, title, length_seconds, predicted }: ComparedVersion,
  rows: readonly PostRow[],
  curves: readonly CurvePoint[],
): VersionPerformance {
  const posts = rows
    .filter(({ version_id }) => version_id === id)
    .map((row) => postPerformance(row, length_seconds, curves))
  const settled = posts.filter(({ is_too_early }) => !is_too_early)
  const counted = settled.length > 0 ? settled : posts
  return {
    version_id: id,
    number,
    title,
    predicted,
    posts,
    metrics: METRICS.map((metric) =>
      compare(
        metric,
        predicted[metric] ?? null,
        meanOf(counted.flatMap(({ actual }) => actual[metric] ?? [])),
      ),
    ).filter((each) => each.predicted !== null || each.actual !== null),
    is_too_early: posts.length > 0 && settled.length === 0,
  }
}

function postPerformance(
  { metrics, version_id: _versionId, ...row }: PostRow,
  lengthSeconds: number | null,
  curves: readonly CurvePoint[],
): PostPerformance {
  const age = row.collected_at && row.collected_at.getTime() - row.published_at.getTime()
  return {
    ...row,
    age_hours: age === null ? null : Math.floor((age / HOUR_MS) * 10) / 10,
    is_too_early: age === null || age < SETTLED_HOURS * HOUR_MS,
    actual: actualOf(metrics ?? {}, lengthSeconds),
    curve: curves
      .filter(({ media_id }) => media_id === row.media_id)
      .map(({ age_hours, views, typical_views }) => ({
        age_hours,
        views,
        typical_views,
        relative_delta: relative(views, typical_views),
      })),
  }
}

const compare = (metric: Metric, predicted: number | null, actual: number | null): Compared => ({
  metric,
  predicted,
  actual,
  delta: predicted === null || actual === null ? null : actual - predicted,
  relative_delta: relative(actual, predicted),
})

/** How much more `actual` is, as a share of `base`; null when one is missing and when `base` is 0. */
export const relative = (actual: number | null, base: number | null): number | null =>
  actual === null || base === null || base === 0 ? null : actual / base - 1

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

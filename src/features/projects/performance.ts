import { isCumulative, POST_METRIC_NAMES as METRICS } from '../../base/post-metrics.ts'
import { valueAtAge, type AtAge, type AtAgeReason } from '../../base/value-at-age.ts'
import type { CurvePoint } from './store/curves.ts'
import type { Horizon } from './horizon.ts'
import { actualOf, type Actual, type Metric, type Predicted } from './metrics.ts'
import type { RequestedAge, PostRow, ReadingRow } from './store/performance.ts'

const HOUR_MS = 3_600_000

/** The reasons why a version or a post has no number at its horizon. */
export const MISSING_REASONS = ['no_posts', 'not_read_yet'] as const
type MissingReason = AtAgeReason | (typeof MISSING_REASONS)[number]

/** The ages, in hours, of the readings that a number at the horizon lies between. */
type Between = { from_hours: number; to_hours: number }

type Compared = {
  metric: Metric
  predicted: number | null
  /** The value at the horizon. */
  actual: number | null
  /** Why `actual` is null. */
  missing: MissingReason | null
  /** The youngest and the oldest reading that `actual` lies between. */
  readings: Between | null
  /** Actual minus predicted. */
  delta: number | null
  /** The delta as a share of what was predicted; null also when that was 0. */
  relative_delta: number | null
}

type PostPerformance = Omit<PostRow, 'metrics' | 'version_id' | 'length_ms'> & {
  /** The age of the post (hours) at its newest reading. */
  age_hours: number | null
  /** Whether it has no reading at or after the horizon yet. */
  is_too_early: boolean
  /** The values at the horizon. */
  actual: Actual
  /** Why `actual` has no number at all. */
  missing: MissingReason | null
  readings: Between | null
  /** The values at `age_hours`, for people who are curious: they are compared with nothing. */
  newest: Actual
  curve: (Omit<CurvePoint, 'media_id'> & { relative_delta: number | null })[]
}

/** A version as far as it is compared. */
export type ComparedVersion = {
  id: string
  number: number
  title: string | null
  horizon_hours: Horizon
  predicted: Predicted
}

export type VersionPerformance = {
  version_id: string
  number: number
  title: string | null
  /** The age at which all its numbers are. */
  horizon_hours: Horizon
  predicted: Predicted
  posts: PostPerformance[]
  metrics: Compared[]
  /** Whether it has posts, but no reading of them at or after the horizon. */
  is_too_early: boolean
}

/** The readings of posts. */
export type Measured = {
  posts: readonly PostRow[]
  readings: readonly ReadingRow[]
  curves: readonly CurvePoint[]
}

/** The ages at which the numbers of these posts are needed. */
export const agesOf = (
  versions: readonly Pick<ComparedVersion, 'id' | 'horizon_hours'>[],
  posts: readonly Pick<PostRow, 'media_id' | 'version_id'>[],
): RequestedAge[] =>
  versions.flatMap(({ id, horizon_hours: hours }) =>
    posts
      .filter(({ version_id }) => version_id === id)
      .map(({ media_id }) => ({ media_id, hours })),
  )

/**
 * Returns the expected values of a version beside those of its posts at its horizon: for each
 * metric the mean of the posts that have it.
 */
export function performanceOf(
  { id, number, title, horizon_hours, predicted }: ComparedVersion,
  { posts: rows, readings, curves }: Measured,
): VersionPerformance {
  const byPost = Map.groupBy(
    readings.filter(({ hours }) => hours === horizon_hours),
    ({ media_id }) => media_id,
  )
  const measured = rows
    .filter(({ version_id }) => version_id === id)
    .map((row) => measurePost(row, byPost.get(row.media_id) ?? [], horizon_hours))
  return {
    version_id: id,
    number,
    title,
    horizon_hours,
    predicted,
    posts: measured.map((post) => viewPost(post, curves)),
    metrics: METRICS.map((metric) =>
      compare(
        metric,
        predicted[metric] ?? null,
        measured.map(({ at }) => at[metric]),
      ),
    ).filter((each) => each.predicted !== null || each.actual !== null),
    is_too_early: measured.length > 0 && measured.every(({ missing }) => isTooEarly(missing)),
  }
}

type MeasuredPost = {
  row: PostRow
  at: Readonly<Record<Metric, AtAge>>
  /** Why there is no number at all. */
  missing: MissingReason | null
}

function measurePost(row: PostRow, near: readonly ReadingRow[], hours: number): MeasuredPost {
  const read = near.map(({ age_hours: ageHours, metrics }) => ({
    ageHours,
    actual: actualOf(metrics, row.length_ms),
  }))
  const at = Object.fromEntries(
    METRICS.map((metric) => [
      metric,
      valueAtAge(
        read.flatMap(({ ageHours, actual }) => {
          const value = actual[metric]
          return value === null ? [] : [{ ageHours, value }]
        }),
        hours,
        { isCumulative: isCumulative(metric) },
      ),
    ]),
  ) as Record<Metric, AtAge>
  const isMeasured = Object.values(at).some(({ value }) => value !== null)
  return { row, at, missing: isMeasured ? null : whyMissing(row, at) }
}

/** The reason of the metric that every post has. */
function whyMissing(row: PostRow, at: MeasuredPost['at']): MissingReason {
  if (row.collected_at === null) return 'not_read_yet'
  return reasonIn(at.views) ?? 'not_sent'
}

const reasonIn = (at: AtAge): AtAgeReason | null => (at.value === null ? at.reason : null)

const isTooEarly = (missing: MissingReason | null): boolean =>
  missing === 'too_early' || missing === 'not_read_yet'

function viewPost(
  { row: { metrics, version_id: _version, length_ms, ...row }, at, missing }: MeasuredPost,
  curves: readonly CurvePoint[],
): PostPerformance {
  const age = row.collected_at && row.collected_at.getTime() - row.published_at.getTime()
  return {
    ...row,
    age_hours: age === null ? null : Math.floor((age / HOUR_MS) * 10) / 10,
    is_too_early: isTooEarly(missing),
    actual: valuesOf(at),
    missing,
    readings: readingsOf(Object.values(at)),
    newest: actualOf(metrics ?? {}, length_ms),
    curve: curveOf(row.media_id, curves),
  }
}

/** The points of one post. */
export const curveOf = (mediaId: string, curves: readonly CurvePoint[]): PostPerformance['curve'] =>
  curves
    .filter(({ media_id }) => media_id === mediaId)
    .map(({ age_hours, views, typical_views }) => ({
      age_hours,
      views,
      typical_views,
      relative_delta: relative(views, typical_views),
    }))

const valuesOf = (at: MeasuredPost['at']): Actual =>
  Object.fromEntries(METRICS.map((metric) => [metric, at[metric].value])) as Record<
    Metric,
    number | null
  >

function compare(metric: Metric, predicted: number | null, posts: readonly AtAge[]): Compared {
  const actual = meanOf(posts.flatMap(({ value }) => value ?? []))
  return {
    metric,
    predicted,
    actual,
    missing: actual === null ? (posts.map(reasonIn).find(Boolean) ?? 'no_posts') : null,
    readings: readingsOf(posts),
    delta: predicted === null || actual === null ? null : actual - predicted,
    relative_delta: relative(actual, predicted),
  }
}

function readingsOf(numbers: readonly AtAge[]): Between | null {
  const known = numbers.filter((each) => each.value !== null)
  if (known.length === 0) return null
  return {
    from_hours: inTenths(Math.min(...known.map(({ fromHours }) => fromHours))),
    to_hours: inTenths(Math.max(...known.map(({ toHours }) => toHours))),
  }
}

const inTenths = (hours: number): number => Math.round(hours * 10) / 10

/**
 * Returns how much more `actual` is, as a share of `base`; null when one is missing and when `base`
 * is 0.
 */
export const relative = (actual: number | null, base: number | null): number | null =>
  actual === null || base === null || base === 0 ? null : actual / base - 1

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

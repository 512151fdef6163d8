/** The metrics by which creators of a tier are compared: columns of blogs. */
export const BENCHMARK_METRICS = [
  'er',
  'er_reels_by_views',
  'view_rate_by_followers',
  'comments_per_like',
  'posts_per_week',
  'follower_growth_30_days',
] as const
export type BenchmarkMetric = (typeof BENCHMARK_METRICS)[number]

/**
 * The distribution of a metric among the creators of a tier: the 0th to the 100th percentile, 101
 * ascending values.
 */
export type Benchmark = { creators: number; percentiles: readonly number[] }

/** The benchmarks of one tier; a metric of too few creators to compare with is missing. */
export type Benchmarks = ReadonlyMap<BenchmarkMetric, Benchmark>

/** The minimum number of creators: with fewer, the outer percentiles are single creators. */
export const FEWEST_CREATORS = 30

/**
 * The value below which `percent` (0 to 100, whole or half) of the creators are; null of an
 * unusable row.
 */
export function percentileOf({ percentiles }: Benchmark, percent: number): number | null {
  const low = percentiles[Math.floor(percent)]
  const high = percentiles[Math.ceil(percent)]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/**
 * The percentile that a value is at, 0 to 100: the highest percentile that it reaches. A value that
 * many creators share is in the middle of theirs, so that the 40 % without any engagement are not
 * at the top of themselves. Null without a value or a benchmark. SQL has the same in
 * derived.percentile_rank.
 */
export function percentileRank(
  value: number | null,
  benchmark: Benchmark | undefined,
): number | null {
  if (value === null || benchmark === undefined) return null
  const below = benchmark.percentiles.filter((each) => each < value).length
  const reached = benchmark.percentiles.filter((each) => each <= value).length
  return Math.min(100, Math.max(0, Math.floor((below + reached - 1) / 2)))
}

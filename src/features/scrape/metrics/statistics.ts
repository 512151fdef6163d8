/**
 * The middle value, or the mean of the two middle ones; null of nothing. It holds until half of the
 * values are wrong (breakdown point 50 %; Donoho and Huber 1983). The values must be finite.
 */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  if (upper === undefined || lower === undefined) return null
  return (lower + upper) / 2
}

/**
 * Makes the median absolute deviation of a normal distribution its standard deviation: 1 /
 * Φ⁻¹(3/4).
 */
const NORMAL_CONSISTENCY = 1.4826

/**
 * How far values lie apart, relative to their middle: 1.4826 × median(|x − median|) / median, which
 * of a normal distribution is its coefficient of variation. Null of nothing, and when the median is
 * not above 0.
 *
 * Source: Hampel 1974 ("The influence curve and its role in robust estimation", JASA 69) for the
 * median absolute deviation, which holds until half of the values are wrong.
 */
export function relativeSpread(values: readonly number[]): number | null {
  const middle = median(values)
  if (middle === null || middle <= 0) return null
  const deviation = median(values.map((value) => Math.abs(value - middle)))
  return deviation === null ? null : (NORMAL_CONSISTENCY * deviation) / middle
}

export type Point = { x: number; y: number }

/** Change of y for one of x, and the interval that holds the true one with 95 % confidence. */
export type Slope = { slope: number; low: number; high: number }

/** Two-sided 95 % quantile of the standard normal distribution. */
const Z_95 = 1.959964

/**
 * The slope of a line through points, some of which may be wild: the median of the slopes of all
 * pairs of points with different x. It holds while fewer than 1 − 1/√2 ≈ 29 % of the points are
 * wrong. Null when there are too few pairs for an interval.
 *
 * Sources: Theil 1950 ("A rank-invariant method of linear and polynomial regression analysis"); Sen
 * 1968 ("Estimates of the regression coefficient based on Kendall's tau", JASA 63) for points with
 * equal x and for the interval: it cuts off as many pair slopes at each end as the normal
 * approximation of the Mann–Kendall statistic says (Gilbert 1987, section 16.5), rounded outwards.
 * Equal y are not corrected for, which can only widen it.
 */
export function theilSen(points: readonly Point[]): Slope | null {
  const slopes = pairSlopes(points).sort((a, b) => a - b)
  const slope = median(slopes)
  const cut = (slopes.length - Z_95 * Math.sqrt(kendallVariance(points))) / 2
  const low = slopes[Math.floor(cut) - 1]
  const high = slopes[slopes.length - Math.floor(cut)]
  if (slope === null || low === undefined || high === undefined) return null
  return { slope, low, high }
}

function pairSlopes(points: readonly Point[]): number[] {
  return points.flatMap((a, index) =>
    points
      .slice(index + 1)
      .filter((b) => b.x !== a.x)
      .map((b) => (b.y - a.y) / (b.x - a.x)),
  )
}

/**
 * Variance of Kendall's S when there is no trend, with the correction for points that share their
 * x.
 */
function kendallVariance(points: readonly Point[]): number {
  const sharing = new Map<number, number>()
  for (const { x } of points) sharing.set(x, (sharing.get(x) ?? 0) + 1)
  const term = (count: number): number => count * (count - 1) * (2 * count + 5)
  return [...sharing.values()].reduce((sum, count) => sum - term(count), term(points.length)) / 18
}

import { median } from './median.ts'

export type Point = { x: number; y: number }

/** Change of y for one of x, and the interval that holds the true one with 95 % confidence. */
export type Slope = { slope: number; low: number; high: number }

/** Two-sided 95 % quantile of the standard normal distribution. */
const Z_95 = 1.959964

/**
 * The slope of a line through points, some of which may be wild: the median of the slopes of all pairs of points with
 * different x. It holds while fewer than 1 − 1/√2 ≈ 29 % of the points are wrong. Null when there are too few pairs
 * for an interval.
 *
 * Sources: Theil 1950 ("A rank-invariant method of linear and polynomial regression analysis"); Sen 1968 ("Estimates
 * of the regression coefficient based on Kendall's tau", JASA 63) for points with equal x and for the interval: it
 * cuts off as many pair slopes at each end as the normal approximation of the Mann–Kendall statistic says (Gilbert
 * 1987, section 16.5), rounded outwards. Equal y are not corrected for, which can only widen it.
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

/** Variance of Kendall's S when there is no trend, with the correction for points that share their x. */
function kendallVariance(points: readonly Point[]): number {
  const sharing = new Map<number, number>()
  for (const { x } of points) sharing.set(x, (sharing.get(x) ?? 0) + 1)
  const term = (count: number): number => count * (count - 1) * (2 * count + 5)
  return [...sharing.values()].reduce((sum, count) => sum - term(count), term(points.length)) / 18
}

import { median } from './median.ts'

/** Makes the median absolute deviation of a normal distribution its standard deviation: 1 / Φ⁻¹(3/4). */
const NORMAL_CONSISTENCY = 1.4826

/**
 * How far values lie apart, relative to their middle: 1.4826 × median(|x − median|) / median, which of a normal
 * distribution is its coefficient of variation. Null of nothing, and when the median is not above 0.
 *
 * Source: Hampel 1974 ("The influence curve and its role in robust estimation", JASA 69) for the median absolute
 * deviation, which holds until half of the values are wrong.
 */
export function relativeSpread(values: readonly number[]): number | null {
  const middle = median(values)
  if (middle === null || middle <= 0) return null
  const deviation = median(values.map((value) => Math.abs(value - middle)))
  return deviation === null ? null : (NORMAL_CONSISTENCY * deviation) / middle
}

/** Round values from 0 or below the smallest value to the largest one, at most `most` steps. */
export type Axis = { low: number; high: number; ticks: readonly number[] }

const ROUND = [1, 2, 2.5, 5, 10] as const

/**
 * An axis with round ticks. It begins at 0, unless `isOpen`: then it begins just below the values,
 * which the page has to say.
 */
export function axisOf(
  values: readonly number[],
  { most = 4, isOpen = false }: { most?: number; isOpen?: boolean } = {},
): Axis {
  const highest = Math.max(...values, 0) || (Math.min(...values, 0) < 0 ? 0 : 1)
  const lowest = isOpen && values.length > 0 ? Math.min(...values) : Math.min(0, ...values)
  const range = highest - lowest || Math.abs(highest)
  const rough = range / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (ROUND.find((each) => each * power >= rough - 1e-12) ?? 10)
  const low = Math.floor(lowest / step + 1e-9) * step
  const count = Math.max(1, Math.ceil((highest - low) / step - 1e-9))
  const ticks = Array.from({ length: count + 1 }, (_, at) => rounded(low + at * step))
  return { low: rounded(low), high: rounded(low + count * step), ticks }
}

/** Sums of tenths end in …0000001. */
const rounded = (value: number): number => Number(value.toPrecision(12))

/** Where a value is between the bottom (`height`) and the top (0) of a plot, in pixels. */
export const heightOf = (value: number, { low, high }: Axis, height: number): number =>
  Math.round((height - ((value - low) / (high - low)) * height) * 10) / 10

/** A width or place as an attribute: per cent, so that words in a chart keep their size. */
export const percentOf = (share: number): string => `${Math.round(share * 1_000) / 10}%`

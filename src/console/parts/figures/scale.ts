import { compactNumber } from '../../compact-number.ts'

/** The values of an axis from its low to its high end: its ticks have equal steps. */
export type Scale = { low: number; high: number; ticks: readonly number[] }

/** Steps that people can add in their heads. */
const STEPS = [1, 2, 2.5, 5]
/** More lines than these are noise in a chart of 160 px. */
const MAX_STEPS = 4

/** Lines whose lowest value is above this share of their highest are flat on a scale from 0. */
const FLAT_SHARE = 0.6

type Range = {
  values: readonly (number | null)[]
  /** Bars start at 0: their height is the number. */
  hasBars: boolean
}

/**
 * Returns the scale of values of one unit, and a label for each tick. It starts at 0 for bars, and
 * for lines that are not flat then. The step is the smallest easy one whose labels differ as
 * `write` formats them.
 */
export function scaleOf(
  { values, hasBars }: Range,
  { write, locale }: { write(value: number): string; locale: string },
): Scale & { labels: readonly string[] } {
  const known = values.filter((value) => value !== null)
  const [min, max] = [Math.min(0, ...known), Math.max(0, ...known)]
  const lowest = known.length === 0 ? 0 : Math.min(...known)
  const isFlat = !hasBars && known.length > 1 && lowest > max * FLAT_SHARE
  const from = isFlat && lowest < max ? lowest : min
  const areWhole = known.every((value) => Number.isInteger(value))
  const scales = stepsOf(max - from || 1, { areWhole }).map((step) => spanning(from, max, step))
  for (const scale of scales) {
    const labels = scale.ticks.map(write)
    if (isLegible(labels)) return { ...scale, labels }
  }
  const [first = spanning(from, max, max - from || 1)] = scales
  return { ...first, labels: labelsOf(first.ticks, { write, locale }) }
}

/** A scale with this step around both values. */
export function spanning(from: number, max: number, step: number): Scale {
  const low = Math.floor(round(from / step)) * step
  const high = Math.max(Math.ceil(round(max / step)) * step, low + step)
  const count = Math.round((high - low) / step)
  const ticks = Array.from({ length: count + 1 }, (_, place) => round(low + place * step))
  return { low: round(low), high: round(high), ticks }
}

/** Returns easy steps that divide a span into few, small ones first; counts have no fractions. */
export function stepsOf(
  span: number,
  { areWhole = false, most = MAX_STEPS }: { areWhole?: boolean; most?: number } = {},
): number[] {
  const power = 10 ** Math.floor(Math.log10(span / most))
  return [power, 10 * power]
    .flatMap((each) => STEPS.map((step) => round(step * each)))
    .filter((step) => span / step <= most + 1e-9 && span / step >= 1)
    .filter((step) => !areWhole || Number.isInteger(step))
}

/** Takes away the noise of binary fractions, such as that of 0.1 + 0.2. */
const round = (value: number): number => Number(value.toPrecision(12))

const WIDEST_LABEL = 9

/**
 * Returns one label for each value, each different: in the unit of the figures, else abbreviated,
 * with as many digits as it takes.
 */
function labelsOf(
  values: readonly number[],
  { write, locale }: { write(value: number): string; locale: string },
): string[] {
  const ways = [write, ...[0, 1, 2, 3].map((digits) => compactNumber(locale, digits))]
  const all = ways.map((way) => values.map(way))
  return all.find(isLegible) ?? all.find(areDistinct) ?? values.map(String)
}

const areDistinct = (labels: readonly string[]): boolean => new Set(labels).size === labels.length
const isLegible = (labels: readonly string[]): boolean =>
  areDistinct(labels) && labels.every(({ length }) => length <= WIDEST_LABEL)

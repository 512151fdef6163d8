/** A number of a post, read when the post was `ageHours` old. */
export type Reading = { ageHours: number; value: number }

/** Why a post has no number at an age. */
export const AT_AGE_REASONS = [
  'too_early',
  'no_earlier_reading',
  'too_far_apart',
  'recounted',
  'not_sent',
] as const
export type AtAgeReason = (typeof AT_AGE_REASONS)[number]

/**
 * The number at an age, with the ages of the readings before and after it, or why there is none.
 */
export type AtAge =
  | { value: number; fromHours: number; toHours: number }
  | { value: null; reason: AtAgeReason }

/**
 * A count that falls by more than this share was recounted by the platform; a smaller fall is a
 * correction, such as removed bot views.
 */
const LARGEST_CORRECTION = 0.1
/** Small counts fall by a large share when a few people remove their like. */
const FEW = 10

/**
 * Interpolates the number that a post had at an age, linearly between the nearest reading before
 * and after it. Readings may come in any order. A reading at exactly that age is the number itself.
 *
 * There is none without a reading on both sides, and none when they are further apart than the age
 * itself: counts grow ever more slowly, so the line lies below the curve. For logarithmic growth
 * the error is then below 7 %, less than the difference that advice reports. `isCumulative` is for
 * counts, which only grow: a fall of more than 10 % between the two readings means that the
 * platform recounted, so it says nothing about the time between.
 */
export function valueAtAge(
  readings: readonly Reading[],
  ageHours: number,
  { isCumulative }: { isCumulative: boolean },
): AtAge {
  if (readings.length === 0) return { value: null, reason: 'not_sent' }
  const before = nearest(
    readings.filter((reading) => reading.ageHours <= ageHours),
    ageHours,
  )
  if (before?.ageHours === ageHours) return between(before, before, ageHours)
  const after = nearest(
    readings.filter((reading) => reading.ageHours > ageHours),
    ageHours,
  )
  if (!after) return { value: null, reason: 'too_early' }
  if (!before) return { value: null, reason: 'no_earlier_reading' }
  if (after.ageHours - before.ageHours > ageHours) return { value: null, reason: 'too_far_apart' }
  if (isCumulative && wasRecounted(before.value, after.value))
    return { value: null, reason: 'recounted' }
  return between(before, after, ageHours)
}

const nearest = (readings: readonly Reading[], ageHours: number): Reading | undefined =>
  readings.toSorted(
    (one, other) => Math.abs(one.ageHours - ageHours) - Math.abs(other.ageHours - ageHours),
  )[0]

const wasRecounted = (before: number, after: number): boolean =>
  before - after > Math.max(FEW, before * LARGEST_CORRECTION)

function between(from: Reading, to: Reading, ageHours: number): AtAge {
  const span = to.ageHours - from.ageHours
  const share = span === 0 ? 0 : (ageHours - from.ageHours) / span
  return {
    value: from.value + (to.value - from.value) * share,
    fromHours: from.ageHours,
    toHours: to.ageHours,
  }
}

import { valueAtAge } from '../../base/value-at-age.ts'
import type { NoValue } from './results-view.ts'

const HOUR_MS = 3_600_000

/** The numbers of a post at a moment; null when they are hidden, or when it has none. */
export type Counts = {
  likes: number | null
  comments: number | null
  plays: number | null
  views: number | null
}
export type TimedCounts = Counts & { at: Date }

export type AtAge = Counts & { value: number | null; reason: NoValue | null; on: Date }

export type MeasuredPost = {
  kind: 'post' | 'story'
  takenAt: Date
  goneSince: Date | null
  /** The number that is measured; null for stories, which show none. */
  basis: 'views' | 'reactions' | null
  /** In any order. */
  readings: readonly TimedCounts[]
}

/** The number of a post that people compare: views of videos, likes and comments of others. */
export function valueOf(counts: Counts, basis: MeasuredPost['basis']): number | null {
  if (basis === 'views') return counts.plays ?? counts.views
  if (basis === null || counts.likes === null || counts.comments === null) return null
  return counts.likes + counts.comments
}

/**
 * Returns the numbers of a post at an age in days, linearly between the readings around it, or why
 * there is none: the age is not reached, the post was gone before, no reading is near, likes are
 * hidden, or stories show no counts.
 */
export function atAge(post: MeasuredPost, days: number, now: Date): AtAge {
  const on = new Date(post.takenAt.getTime() + days * 24 * HOUR_MS)
  const none = { likes: null, comments: null, plays: null, views: null, value: null, on }
  if (post.basis === null) return { ...none, reason: 'no_counts' }
  if (on > now) return { ...none, reason: post.goneSince === null ? 'not_reached' : 'gone' }
  const numbers = readingsAt(post, days * 24)
  const value = valueOf(numbers, post.basis)
  if (value !== null) return { ...numbers, value, on, reason: null }
  return { ...numbers, value, on, reason: reasonOf(post, { on, numbers }) }
}

function reasonOf(
  { goneSince, readings, basis }: MeasuredPost,
  { on, numbers }: { on: Date; numbers: Counts },
): NoValue {
  const isRead = Object.values(numbers).some((count) => count !== null)
  if (isRead || (readings.length > 0 && readings.every((each) => valueOf(each, basis) === null)))
    return basis === 'views' ? 'no_views' : 'hidden'
  return goneSince !== null && goneSince <= on ? 'gone' : 'no_reading_near'
}

function readingsAt({ takenAt, readings }: MeasuredPost, ageHours: number): Counts {
  const at = takenAt.getTime() + ageHours * HOUR_MS
  const of = (count: keyof Counts): number | null => {
    const near = nearestTo(readings, { count, at }).map(([time, value]) => ({
      ageHours: (time - takenAt.getTime()) / HOUR_MS,
      value,
    }))
    const { value } = valueAtAge(near, ageHours, { isCumulative: true })
    return value === null ? null : Math.round(value)
  }
  return { likes: of('likes'), comments: of('comments'), plays: of('plays'), views: of('views') }
}

/**
 * The times and values of the last reading with a count until a moment, and of the first after it.
 */
function nearestTo(
  readings: readonly TimedCounts[],
  { count, at }: { count: keyof Counts; at: number },
): (readonly [number, number])[] {
  let before: readonly [number, number] | undefined
  let after: readonly [number, number] | undefined
  for (const reading of readings) {
    const value = reading[count]
    if (value === null) continue
    const time = reading.at.getTime()
    if (time <= at && (!before || time > before[0])) before = [time, value]
    if (time > at && (!after || time < after[0])) after = [time, value]
  }
  return [...(before ? [before] : []), ...(after ? [after] : [])]
}

/** The most points that a chart gets. */
const MAX_POINTS = 40

/** Leaves out readings between the first and the last, evenly, until there are few enough. */
export function thinned<Item>(items: readonly Item[]): Item[] {
  if (items.length <= MAX_POINTS) return [...items]
  const step = (items.length - 1) / (MAX_POINTS - 1)
  return Array.from({ length: MAX_POINTS }, (_, place) => items[Math.round(place * step)]).flatMap(
    (item) => item ?? [],
  )
}

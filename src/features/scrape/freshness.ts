/** A creator as one scrape has seen it. */
export type Sighting = {
  scrapedAt: Date
  followerCount: number | null
  /** Median engagement rate by followers, a fraction. */
  er: number | null
}

export type PostingRhythm = { postsPerWeek: number | null; lastPostAt: Date | null }

/**
 * The change of an average creator in 30 days: 2 % of its followers, 20 % of its engagement rate,
 * relative to before.
 */
const AVERAGE_FOLLOWER_CHANGE = 0.02
const AVERAGE_ER_CHANGE = 0.2
const AVERAGE_POSTS_PER_WEEK = 3

/** Older sightings say little about now. */
const LOOK_BACK_DAYS = 180
const SHORTEST_DAYS = 7
const LONGEST_DAYS = 180
const DAY_MS = 86_400_000

/** The days after which a creator whom the last scrape could not read is tried again. */
export const LOOK_AGAIN_AFTER_DAYS = {
  private: 60,
  restricted: 60,
  deleted: 90,
  failed: 7,
} as const

/**
 * Returns how much a creator has changed, 1 being average: the sum of the steps from sighting to
 * sighting of the last half year, as logarithms, per 30 days; mean of followers and engagement
 * rate. Returns 1 where nothing can be compared. `sightings` are newest first.
 */
export function volatility(sightings: readonly Sighting[]): number {
  const newest = sightings[0]?.scrapedAt.getTime() ?? 0
  const recent = sightings.filter(
    ({ scrapedAt }) => newest - scrapedAt.getTime() <= LOOK_BACK_DAYS * DAY_MS,
  )
  const changes = [
    // A few followers more or less are no change, however few there are.
    changePer30Days(recent, ({ followerCount }) => (followerCount ?? Number.NaN) + 10) /
      AVERAGE_FOLLOWER_CHANGE,
    changePer30Days(recent, ({ er }) => er ?? Number.NaN) / AVERAGE_ER_CHANGE,
  ].filter(Number.isFinite)
  if (changes.length === 0) return 1
  return changes.reduce((sum, change) => sum + change, 0) / changes.length
}

/**
 * Sum of |ln(newer / older)| over the time that it took, in 30 days; NaN where less than a day can
 * be compared.
 */
function changePer30Days(
  sightings: readonly Sighting[],
  measure: (sighting: Sighting) => number,
): number {
  const measured = sightings
    .map((sighting) => ({ at: sighting.scrapedAt.getTime(), value: measure(sighting) }))
    .filter(({ value }) => value > 0)
  let steps = 0
  for (const [place, { value }] of measured.entries()) {
    const older = measured[place + 1]
    if (older) steps += Math.abs(Math.log(value / older.value))
  }
  const days = ((measured[0]?.at ?? 0) - (measured.at(-1)?.at ?? 0)) / DAY_MS
  return days >= 1 ? (steps / days) * 30 : Number.NaN
}

/**
 * Returns how often a creator posts now, 1 being average; the rate of a silent one falls with the
 * length of its silence.
 */
function rhythm({ postsPerWeek, lastPostAt }: PostingRhythm, now: Date): number {
  if (lastPostAt === null) return 0
  const silentWeeks = Math.max((now.getTime() - lastPostAt.getTime()) / (7 * DAY_MS), 0)
  const most = silentWeeks > 0 ? 2 / silentWeeks : Number.POSITIVE_INFINITY
  return Math.min(postsPerWeek ?? 1, most) / AVERAGE_POSTS_PER_WEEK
}

/**
 * Days until a creator is due for another scrape: `averageDays` for an average one, fewer the more
 * it changes and posts, more for the quiet, from 7 to 180. By the square root of the activity,
 * since what is missed between two scrapes grows with activity × interval: with a fixed number of
 * scrapes for all, their sum is least when the intervals go by one over the square root.
 */
export function daysUntilDue(
  sightings: readonly Sighting[],
  posting: PostingRhythm,
  averageDays: number,
): number {
  const now = sightings[0]?.scrapedAt ?? new Date(0)
  const activity = (volatility(sightings) + rhythm(posting, now)) / 2
  const days = activity > 0 ? averageDays / Math.sqrt(activity) : LONGEST_DAYS
  const { shortest, longest } = bounds(averageDays)
  return Math.min(Math.max(days, shortest), longest)
}

/** Days until what one scrape had to leave out is read. */
export const daysUntilRestIsRead = (averageDays: number): number => bounds(averageDays).shortest

/** An operator's wish beyond the bounds moves them. */
const bounds = (averageDays: number) => ({
  shortest: Math.min(SHORTEST_DAYS, averageDays),
  longest: Math.max(LONGEST_DAYS, averageDays),
})

/**
 * Returns the value of another scrape of a creator, compared with another creator that is as
 * overdue: it grows with the logarithm of the followers, and up to threefold with the change so
 * far.
 */
export function updateValue(sightings: readonly Sighting[]): number {
  const followers = sightings.find(({ followerCount }) => followerCount !== null)?.followerCount
  const change = Math.min(Math.max(volatility(sightings), 1 / 9), 9)
  return Math.log10(10 + (followers ?? 0)) * Math.sqrt(change)
}

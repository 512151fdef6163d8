import type { EngagementTrend } from '../../../creators/fields.ts'
import { engagement, recentPosts, type MeasuredPost } from './posts.ts'
import { theilSen, type Point, type Slope } from './statistics.ts'

/**
 * The changes are relative, in 30 days (0.2 is 20 % more); `low` and `high` hold the true one with
 * 95 % confidence.
 */
type Trend = {
  label: EngagementTrend
  per30Days: number | null
  low: number | null
  high: number | null
  /** Posts that could be used, whether they sufficed or not. */
  posts: number
}

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
const MONTH_MS = 30 * DAY_MS
/** Younger posts are still collecting engagement, and would make every creator decline. */
const SETTLED_MS = 72 * HOUR_MS
const FEWEST_POSTS = 8
/**
 * The days from the first post to the last; what happened within less says nothing about a month.
 */
const SHORTEST_SPAN_MS = 7 * DAY_MS
/** Smaller changes a month are ebb and flow, however certain they are. */
const NOTABLE_CHANGE = 0.15
/**
 * Larger changes are shown as a thousandfold: posts of one hour can make any number out of a month.
 */
const MAX_CHANGE = 1_000

/**
 * Where engagement (likes + comments of a post) is going: the Theil–Sen slope of its logarithm over
 * the recent posts that are at least 72 hours old at `now`, as relative change in 30 days. Growing
 * or declining when the 95 % confidence interval of the slope excludes 0 and the change exceeds 15
 * %; insufficient, without numbers, below 8 posts with visible counts, when they span less than 7
 * days, or when too many of them were taken at one instant.
 *
 * It is not the trend of an engagement rate: that would divide by the followers at the time of each
 * post, which a first scrape cannot know. Where followers grow at equal likes, the rate falls while
 * this stays.
 *
 * Sources: see `theilSen` for the slope and its interval.
 */
export function engagementTrend(posts: readonly MeasuredPost[], now: Date): Trend {
  const settled = posts.filter((post) => now.getTime() - post.takenAt.getTime() >= SETTLED_MS)
  const points = logEngagement(recentPosts(settled))
  const trend = suffices(points) ? theilSen(points) : null
  if (trend === null) {
    return { label: 'insufficient', per30Days: null, low: null, high: null, posts: points.length }
  }
  const per30Days = relativeChange(trend.slope)
  return {
    label: labelOf(per30Days, trend),
    per30Days,
    low: relativeChange(trend.low),
    high: relativeChange(trend.high),
    posts: points.length,
  }
}

function suffices(points: readonly Point[]): boolean {
  const times = points.map(({ x }) => x)
  const span = Math.max(...times) - Math.min(...times)
  return points.length >= FEWEST_POSTS && span >= SHORTEST_SPAN_MS / MONTH_MS
}

function labelOf(change: number, { low, high }: Slope): EngagementTrend {
  if (low > 0 && change > NOTABLE_CHANGE) return 'growing'
  if (high < 0 && change < -NOTABLE_CHANGE) return 'declining'
  return 'stable'
}

const relativeChange = (logarithm: number): number => Math.min(MAX_CHANGE, Math.expm1(logarithm))

/**
 * Returns the logarithm of engagement (y) over time in units of 30 days (x). A post without any
 * engagement has no logarithm and counts as half of the smallest engagement of the others
 * (half-minimum replacement, usual for values below a detection limit): a constant such as 1 would
 * weigh differently on small and on large creators.
 */
function logEngagement(posts: readonly MeasuredPost[]): Point[] {
  const visible = posts.flatMap((post) => {
    const interactions = engagement(post)
    return interactions === null ? [] : [{ at: post.takenAt.getTime(), interactions }]
  })
  const smallest = Math.min(
    ...visible.map(({ interactions }) => interactions).filter((interactions) => interactions > 0),
  )
  const floor = Number.isFinite(smallest) ? smallest / 2 : 1
  const origin = visible[0]?.at ?? 0
  return visible.map(({ at, interactions }) => ({
    x: (at - origin) / MONTH_MS,
    y: Math.log(Math.max(interactions, floor)),
  }))
}

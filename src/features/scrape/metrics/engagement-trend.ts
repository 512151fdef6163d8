import { engagement } from './engagement.ts'
import type { MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'
import { theilSen, type Point } from './theil-sen.ts'

export type EngagementTrend = 'growing' | 'stable' | 'declining' | 'insufficient'

const HOUR_MS = 60 * 60 * 1000
const MONTH_MS = 30 * 24 * HOUR_MS
/** Younger posts are still collecting engagement, and would make every creator decline. */
const SETTLED_MS = 72 * HOUR_MS
const FEWEST_POSTS = 8
/** Smaller changes a month are ebb and flow, however certain they are. */
const NOTABLE_CHANGE = 0.15

/**
 * Where the engagement rate is going: the Theil–Sen slope of its logarithm over the recent posts that are at least
 * 72 hours old at `now`, told as relative change in 30 days. Growing or declining when the 95 % confidence interval of
 * the slope excludes 0 and the change exceeds 15 %; insufficient below 8 posts with visible counts, or when
 * too many of them were taken at one instant.
 *
 * The followers at the time of each post are not known, and one count for all of them moves every logarithm alike, so
 * the slope of the rate is that of the engagement itself and no follower count is asked for.
 *
 * Sources: see theil-sen.ts for the slope and its interval.
 */
export function engagementTrend(posts: readonly MeasuredPost[], now: Date): EngagementTrend {
  const settled = posts.filter((post) => now.getTime() - post.takenAt.getTime() >= SETTLED_MS)
  const points = logEngagement(recentPosts(settled))
  if (points.length < FEWEST_POSTS) return 'insufficient'
  const trend = theilSen(points)
  if (trend === null) return 'insufficient'

  const change = Math.expm1(trend.slope)
  if (trend.low > 0 && change > NOTABLE_CHANGE) return 'growing'
  if (trend.high < 0 && change < -NOTABLE_CHANGE) return 'declining'
  return 'stable'
}

/**
 * Logarithm of engagement (y) over time in units of 30 days (x). A post without any engagement has no logarithm and
 * stands for half of the smallest that the others have (half-minimum replacement, usual for values below a detection
 * limit): a constant such as 1 would weigh differently on small and on large creators.
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

import type { Profile } from '../../../platforms/port.ts'
import {
  engagementRateByFollowers,
  reelsEngagementRateByFollowers,
} from './engagement-rate-by-followers.ts'
import { engagementTrend, type EngagementTrend } from './engagement-trend.ts'
import { postsPerWeek } from './posts-per-week.ts'
import type { MeasuredPost } from './measured-post.ts'

/** The metrics of one scrape, as the columns of blogs and blog_snapshots. */
export type ProfileMetrics = {
  /** Engagement rate by followers, a fraction. */
  er: number | null
  /** The same over reels alone. */
  er_reels: number | null
  er_trend: EngagementTrend
  posts_per_week: number | null
}

/**
 * Every metric of a profile at `now` (world time, the time of the scrape). Posts dated later than that are clock
 * errors of whoever made them and are left out. Null is what the profile gives no ground for.
 */
export function profileMetrics(
  profile: Pick<Profile, 'followerCount'>,
  posts: readonly MeasuredPost[],
  now: Date,
): ProfileMetrics {
  const past = posts.filter((post) => post.takenAt.getTime() <= now.getTime())
  return {
    er: engagementRateByFollowers(past, profile.followerCount),
    er_reels: reelsEngagementRateByFollowers(past, profile.followerCount),
    er_trend: engagementTrend(past, now),
    posts_per_week: postsPerWeek(past),
  }
}

import { engagement, isCount } from './engagement.ts'
import { measureMedian, NOTHING_MEASURED, type Measure } from './measure.ts'
import { isReel, type MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'

/**
 * Engagement rate by followers: the median over the recent posts of (likes + comments) / followers, as a fraction
 * (0.02 is 2 %). Posts with hidden likes or comments are left out. Null when no post is left, or without followers.
 *
 * Source: the public form of engagement rate by followers as Modash defines it (engagements over followers), over a
 * recent window as analytics products use; median instead of mean, so that one viral post does not make a creator.
 */
export function engagementRateByFollowers(
  posts: readonly MeasuredPost[],
  followerCount: number | null,
): Measure {
  if (!isCount(followerCount) || followerCount === 0) return NOTHING_MEASURED
  const rates = recentPosts(posts)
    .map(engagement)
    .filter((interactions) => interactions !== null)
    .map((interactions) => interactions / followerCount)
  return measureMedian(rates)
}

/** Engagement rate by followers (a fraction, as above) over the recent reels alone. */
export const reelsEngagementRateByFollowers = (
  posts: readonly MeasuredPost[],
  followerCount: number | null,
): Measure => engagementRateByFollowers(posts.filter(isReel), followerCount)

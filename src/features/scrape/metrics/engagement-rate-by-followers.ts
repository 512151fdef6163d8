import { engagement, isCount } from './engagement.ts'
import type { MeasuredPost } from './measured-post.ts'
import { median } from './median.ts'
import { recentPosts } from './recent-posts.ts'

/** The platform's word for a reel. */
const REEL = 'clips'

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
): number | null {
  if (!isCount(followerCount) || followerCount === 0) return null
  const rates = recentPosts(posts)
    .map(engagement)
    .filter((interactions) => interactions !== null)
    .map((interactions) => interactions / followerCount)
  return median(rates)
}

/** Engagement rate by followers (a fraction, as above) over the recent reels alone. */
export function reelsEngagementRateByFollowers(
  posts: readonly MeasuredPost[],
  followerCount: number | null,
): number | null {
  const reels = posts.filter((post) => post.productType === REEL)
  return engagementRateByFollowers(reels, followerCount)
}

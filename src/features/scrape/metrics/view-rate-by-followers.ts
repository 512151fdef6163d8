import { isCount } from './engagement.ts'
import { measureMedian, NOTHING_MEASURED, type Measure } from './measure.ts'
import { isReel, type MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'

/**
 * View rate by followers: the median over the recent reels of plays / followers. 1 is as many plays as followers; reels
 * are shown to others as well, so that it may be far above. Reels with hidden plays are left out. Null when none is
 * left, or without followers.
 *
 * Source: views over followers, as agencies compare reach; plays are `play_count`.
 */
export function viewRateByFollowers(
  posts: readonly MeasuredPost[],
  followerCount: number | null,
): Measure {
  if (!isCount(followerCount) || followerCount === 0) return NOTHING_MEASURED
  const rates = recentPosts(posts.filter(isReel))
    .map((reel) => reel.playCount)
    .filter(isCount)
    .map((plays) => plays / followerCount)
  return measureMedian(rates)
}

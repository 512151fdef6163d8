import { engagement, isCount } from './engagement.ts'
import { measureMedian, type Measure } from './measure.ts'
import { isReel, type MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'

/**
 * Engagement rate of reels by views: the median over the recent reels of (likes + comments) / plays, as a fraction.
 * Reels with hidden likes, comments or plays are left out, and those that nobody has played yet. Null without any.
 *
 * Source: interactions over views, the usual rate for reels, in its public form: shares and saves are seen by the
 * owner alone. Plays are `play_count`; the older `view_count` is counted otherwise and never stands in for it.
 */
export function engagementRateOfReelsByViews(posts: readonly MeasuredPost[]): Measure {
  const rates = recentPosts(posts.filter(isReel)).flatMap((reel) => {
    const interactions = engagement(reel)
    const plays = reel.playCount
    return interactions === null || !isCount(plays) || plays === 0 ? [] : [interactions / plays]
  })
  return measureMedian(rates)
}

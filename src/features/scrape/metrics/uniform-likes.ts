import { engagement } from './engagement.ts'
import { median } from './median.ts'
import type { MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'
import { relativeSpread } from './relative-spread.ts'

const FEWEST_POSTS = 10
/** Of fewer likes the counts of honest posts are equal by chance now and then. */
const FEWEST_LIKES = 400
/**
 * If each of many people liked each post or not by a throw of the same die, the spread were 1/√likes, 0.05 of 400. Posts
 * differ and are shown to different people besides: audits call a spread of 40 % the lower end of normal (trendHero).
 * A tenth is far below that, and above what chance alone would leave.
 */
const SMALLEST_SPREAD = 0.1

/** Likes that differ less from post to post than those of people do; null where they do not, or there are too few. */
export function uniformLikes(
  posts: readonly MeasuredPost[],
): Record<'spread' | 'threshold' | 'posts' | 'median_likes', number> | null {
  const likes = recentPosts(posts).flatMap((post) =>
    engagement(post) === null || post.likeCount === null ? [] : [post.likeCount],
  )
  const middle = median(likes)
  const spread = relativeSpread(likes)
  if (likes.length < FEWEST_POSTS || middle === null || middle < FEWEST_LIKES) return null
  if (spread === null || spread >= SMALLEST_SPREAD) return null
  return { spread, threshold: SMALLEST_SPREAD, posts: likes.length, median_likes: middle }
}

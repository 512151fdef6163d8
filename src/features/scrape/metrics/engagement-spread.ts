import { engagement } from './engagement.ts'
import type { Measure } from './measure.ts'
import type { MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'
import { relativeSpread } from './relative-spread.ts'

/** Of fewer posts half of a deviation is chance. */
const FEWEST_POSTS = 5

/**
 * How consistent a creator is: the relative spread of likes + comments over the recent posts. 0 is the same on most
 * posts, 0.5 a usual deviation of half of the median, above 1 a matter of luck. Posts with hidden likes or comments are
 * left out. Null below five posts, and when the median post has no engagement. Source: see relative-spread.ts.
 */
export function engagementSpread(posts: readonly MeasuredPost[]): Measure {
  const engagements = recentPosts(posts)
    .map(engagement)
    .filter((interactions) => interactions !== null)
  return {
    value: engagements.length < FEWEST_POSTS ? null : relativeSpread(engagements),
    posts: engagements.length,
  }
}

import { engagement } from './engagement.ts'
import { measureMedian, type Measure } from './measure.ts'
import type { MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'

/**
 * Comments for each like: the median over the recent posts of comments / likes. Posts with hidden likes or comments are
 * left out, and those without any like. Null when none is left.
 *
 * Source: the comment-to-like ratio by which audits compare creators with their peers; the median of the posts' ratios,
 * so that one giveaway ("comment to win") does not make a talkative audience.
 */
export function commentsPerLike(posts: readonly MeasuredPost[]): Measure {
  const ratios = recentPosts(posts).flatMap((post) => {
    const { likeCount, commentCount } = post
    if (engagement(post) === null || likeCount === null || commentCount === null) return []
    return likeCount === 0 ? [] : [commentCount / likeCount]
  })
  return measureMedian(ratios)
}

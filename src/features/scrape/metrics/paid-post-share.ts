import type { Measure } from './measure.ts'
import type { MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'

/**
 * The share of the recent posts that carry the paid-partnership label or name a sponsor, of those of which the platform
 * tells: a post of which it does not is not an unpaid one. From 0 to 1; null when it tells of none. Advertising without
 * the label is not in it, so that it is the least that can be true.
 */
export function paidPostShare(posts: readonly MeasuredPost[]): Measure {
  const told = recentPosts(posts)
    .map(isPaid)
    .filter((paid) => paid !== null)
  const paid = told.filter((each) => each)
  return { value: told.length === 0 ? null : paid.length / told.length, posts: told.length }
}

function isPaid(post: MeasuredPost): boolean | null {
  return post.sponsors.length > 0 ? true : post.isPaidPartnership
}

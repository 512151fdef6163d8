import { engagement } from './engagement.ts'
import type { MeasuredPost } from './measured-post.ts'

/**
 * Each post once, in the order in which they were first met. A post may be on two pages of a feed, flagged as pinned or
 * as paid on one of them only: said once is said. Of the counts the highest are the latest.
 */
export function eachPostOnce(posts: readonly MeasuredPost[]): MeasuredPost[] {
  const byId = new Map<string, MeasuredPost>()
  for (const post of posts) {
    const other = byId.get(post.platformId)
    byId.set(post.platformId, other === undefined ? post : merge(other, post))
  }
  return [...byId.values()]
}

function merge(first: MeasuredPost, second: MeasuredPost): MeasuredPost {
  const later = compareCounts(second, first) > 0 ? second : first
  return {
    ...later,
    playCount: highest(first.playCount, second.playCount),
    isPinned: first.isPinned || second.isPinned,
    isPaidPartnership: either(first.isPaidPartnership, second.isPaidPartnership),
    sponsors: [...new Set([...first.sponsors, ...second.sponsors])],
  }
}

/** Above 0 when `a` was counted later than `b`. Likes and comments go together, so that they are of one moment. */
function compareCounts(a: MeasuredPost, b: MeasuredPost): number {
  return (
    (engagement(a) ?? -1) - (engagement(b) ?? -1) ||
    (a.likeCount ?? -1) - (b.likeCount ?? -1) ||
    (a.commentCount ?? -1) - (b.commentCount ?? -1)
  )
}

function highest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

const either = (a: boolean | null, b: boolean | null): boolean | null =>
  a === true || b === true ? true : (a ?? b)

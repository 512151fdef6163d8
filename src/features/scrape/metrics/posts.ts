import type { Post } from '../../../platforms/creators.ts'

/** The fields of a post that the metrics use. */
export type MeasuredPost = Pick<
  Post,
  | 'platformId'
  | 'likeCount'
  | 'commentCount'
  | 'playCount'
  | 'productType'
  | 'isPinned'
  | 'takenAt'
  | 'isPaidPartnership'
  | 'sponsors'
>

/** Whether a post is a reel; 'clips' is the platform's word for it. */
export const isReel = (post: MeasuredPost): boolean => post.productType === 'clips'

/**
 * Likes and comments of a post: what the public sees of its interactions. Null when either is
 * hidden, because a hidden count is unknown, not 0.
 */
export function engagement(post: MeasuredPost): number | null {
  if (!isCount(post.likeCount) || !isCount(post.commentCount)) return null
  return post.likeCount + post.commentCount
}

/** Whether the platform gave a usable number; some hide a count by sending a negative one. */
export function isCount(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0
}

/**
 * Enough for a steady median, few enough to be about now; analytics products use 12 to 25 posts.
 */
const RECENT_POSTS = 20

/**
 * The newest posts that are not pinned, newest first, each post once, whatever order they came in.
 * Pinned posts are a choice of the creator's best and may be years old, so they would flatter every
 * metric.
 */
export function recentPosts(
  posts: readonly MeasuredPost[],
  limit: number = RECENT_POSTS,
): MeasuredPost[] {
  return eachPostOnce(posts)
    .filter((post) => !post.isPinned && Number.isFinite(post.takenAt.getTime()))
    .sort(newestFirst)
    .slice(0, limit)
}

function newestFirst(a: MeasuredPost, b: MeasuredPost): number {
  const byTime = b.takenAt.getTime() - a.takenAt.getTime()
  if (byTime !== 0) return byTime
  return a.platformId < b.platformId ? -1 : 1
}

/**
 * Each post once, in the order in which they were first met. A post may be on two pages of a feed,
 * flagged as pinned or as paid on one of them only: said once is said. Of the counts the highest
 * are the latest.
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

/**
 * Compares the times of counts: above 0 when `a` was counted later than `b`. Likes and comments go
 * together, so that they are of one moment.
 */
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

import type { MeasuredPost } from './measured-post.ts'

/**
 * Likes and comments of a post: what the public sees of its interactions. Null when either is hidden, because a hidden
 * count is unknown, not 0.
 */
export function engagement(post: MeasuredPost): number | null {
  if (!isCount(post.likeCount) || !isCount(post.commentCount)) return null
  return post.likeCount + post.commentCount
}

/** Whether the platform gave a usable number; some hide a count by sending a negative one. */
export function isCount(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0
}

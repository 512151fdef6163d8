import { eachPostOnce } from './each-post-once.ts'
import type { MeasuredPost } from './measured-post.ts'

/** Enough for a steady median, few enough to be about now; analytics products use 12 to 25 posts. */
const RECENT_POSTS = 20

/**
 * The newest posts that are not pinned, newest first, each post once, whatever order they came in. Pinned posts are a
 * choice of the creator's best and may be years old, so they would flatter every metric.
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

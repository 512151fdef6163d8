import type { MeasuredPost } from './measured-post.ts'
import { recentPosts } from './recent-posts.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1000
/** Two posts make one gap, which says nothing about a rhythm. */
const FEWEST_POSTS = 3

/**
 * Posts a week over the recent posts: the number of gaps between them over the weeks from the first to the last. Null
 * below three posts, or when all were taken at one instant.
 *
 * Source: the renewal estimate (n − 1) / span. Counting n posts instead would give every creator one post too many,
 * and a count since a fixed date would depend on the time of the scrape.
 */
export function postsPerWeek(posts: readonly MeasuredPost[]): number | null {
  const times = recentPosts(posts).map((post) => post.takenAt.getTime())
  if (times.length < FEWEST_POSTS) return null
  const spanMs = Math.max(...times) - Math.min(...times)
  if (spanMs === 0) return null
  return ((times.length - 1) * WEEK_MS) / spanMs
}

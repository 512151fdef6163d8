import { eachPostOnce, recentPosts, type MeasuredPost } from './posts.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1000
/** Two posts make one gap, which says nothing about a rhythm. */
const FEWEST_POSTS = 3

/**
 * Posts a week over the recent posts: the number of gaps between them over the weeks from the first
 * to the last. Null below three posts, or when all were taken at one instant.
 *
 * Source: the renewal estimate (n − 1) / span. Counting n posts instead would give every creator
 * one post too many, and a count since a fixed date would depend on the time of the scrape.
 */
export function postsPerWeek(posts: readonly MeasuredPost[]): number | null {
  const times = recentPosts(posts).map((post) => post.takenAt.getTime())
  if (times.length < FEWEST_POSTS) return null
  const spanMs = Math.max(...times) - Math.min(...times)
  if (spanMs === 0) return null
  return ((times.length - 1) * WEEK_MS) / spanMs
}

const WINDOW_MS = 28 * 24 * 60 * 60 * 1000

/**
 * Counts the posts of the 28 days before `now`, pinned ones among them: four whole weeks, so that
 * every weekday counts alike. The number is a lower bound when all the posts that were read are
 * younger; posts_per_week has no such bound.
 */
export function postsLast28Days(posts: readonly MeasuredPost[], now: Date): number {
  const since = now.getTime() - WINDOW_MS
  return pastTimes(posts, now).filter((time) => time > since).length
}

/**
 * Returns when the newest post was taken, pinned ones among them, since their dates are true.
 * Returns null without posts.
 */
export function lastPostAt(posts: readonly MeasuredPost[], now: Date): Date | null {
  const times = pastTimes(posts, now)
  return times.length === 0 ? null : new Date(Math.max(...times))
}

/** Ms; a post that is dated in the future was dated by a wrong clock. */
const pastTimes = (posts: readonly MeasuredPost[], now: Date): number[] =>
  eachPostOnce(posts)
    .map((post) => post.takenAt.getTime())
    .filter((time) => time <= now.getTime())

import { eachPostOnce } from './each-post-once.ts'
import type { MeasuredPost } from './measured-post.ts'

const WINDOW_MS = 28 * 24 * 60 * 60 * 1000

/**
 * How many posts were taken in the 28 days before `now`, pinned ones among them: four whole weeks, so that every weekday
 * counts alike. It is at least that when all the posts that were read are younger; posts_per_week has no such bound.
 */
export function postsLast28Days(posts: readonly MeasuredPost[], now: Date): number {
  const since = now.getTime() - WINDOW_MS
  return pastTimes(posts, now).filter((time) => time > since).length
}

/** When the newest post was taken, pinned ones among them, since their dates are true. Null without posts. */
export function lastPostAt(posts: readonly MeasuredPost[], now: Date): Date | null {
  const times = pastTimes(posts, now)
  return times.length === 0 ? null : new Date(Math.max(...times))
}

/** Ms; a post that is dated in the future was dated by a wrong clock. */
const pastTimes = (posts: readonly MeasuredPost[], now: Date): number[] =>
  eachPostOnce(posts)
    .map((post) => post.takenAt.getTime())
    .filter((time) => time <= now.getTime())

import type { Post } from '../../platforms/creators.ts'

type PlacedPost = Pick<Post, 'isPinned' | 'takenAt'>

/**
 * Since when a scrape that asked for `limit` posts has met every post that the profile still shows; null when it tells
 * nothing of that. A profile that was read to its end is known from its beginning; else it is known back to the last
 * post but one, since a single misdated one must not reach further. `posts` are in the order of the profile.
 */
export function seesAllSince(
  posts: readonly PlacedPost[],
  mediaCount: number | null,
  limit: number,
): Date | null {
  if (mediaCount !== null && posts.length >= mediaCount && posts.length < limit) return new Date(0)
  const [last, lastButOne] = posts.filter((post) => !post.isPinned).toReversed()
  if (!last || !lastButOne) return null
  return last.takenAt > lastButOne.takenAt ? last.takenAt : lastButOne.takenAt
}

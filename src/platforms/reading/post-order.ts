import type { Post } from '../creators.ts'

/** Posts as their profile shows them: pinned ones as the owner arranged them, then the newest first; each once. */
export function inProfileOrder(posts: readonly Post[]): Post[] {
  const byId = new Map<string, Post>()
  for (const post of posts) if (!byId.has(post.platformId)) byId.set(post.platformId, post)
  return [...byId.values()].toSorted(
    (a, b) =>
      Number(b.isPinned) - Number(a.isPinned) ||
      (a.isPinned ? 0 : b.takenAt.getTime() - a.takenAt.getTime()),
  )
}

import type { PostRow } from './store/blogs.ts'

/** The brands of these posts, newest first, by how many of them advertise each. */
export function brandsIn(posts: readonly PostRow[]) {
  const found = new Map<string, { posts: number; latest: Date }>()
  for (const { advertising, taken_at } of posts)
    for (const { brand } of advertising?.brands ?? []) {
      const known = found.get(brand)
      if (known) known.posts += 1
      else found.set(brand, { posts: 1, latest: taken_at })
    }
  return [...found]
    .sort(([a, m], [b, n]) => n.posts - m.posts || (a < b ? -1 : 1))
    .map(([brand, { posts, latest }]) => ({ brand, posts, last_post_at: latest }))
}

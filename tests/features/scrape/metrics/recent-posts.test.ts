import fc from 'fast-check'
import { expect, test } from 'vitest'
import { engagement, recentPosts } from '../../../../src/features/scrape/metrics/posts.ts'
import { anyPosts, anyPostsTwoWays, aPost, dailyPosts, daysAgo, SEEDED } from './a-post.ts'

test('takes the newest twenty, newest first', () => {
  const posts = dailyPosts(Array.from({ length: 33 }, (_, index) => index))
  expect(recentPosts(posts).map((post) => post.likeCount)).toEqual(
    Array.from({ length: 20 }, (_, index) => 32 - index),
  )
})

test('leaves pinned posts out without giving their place away', () => {
  const pinned = aPost({ isPinned: true, takenAt: daysAgo(1) })
  const posts = dailyPosts(Array.from({ length: 20 }, () => 1))
  expect(recentPosts([pinned, ...posts])).toHaveLength(20)
})

test('takes a post that came twice once, with the latest counts', () => {
  const early = aPost({ platformId: 'twice', likeCount: 90 })
  const late = aPost({ platformId: 'twice', likeCount: 95 })
  const hidden = aPost({ platformId: 'twice', likeCount: null })
  expect(recentPosts([early, late, hidden])).toEqual([late])
})

test('joins what two copies of a post tell', () => {
  const told = aPost({ platformId: 'twice', playCount: 900, isPaidPartnership: true })
  const later = aPost({ platformId: 'twice', likeCount: 101, sponsors: ['brand'] })
  const joined = { playCount: 900, likeCount: 101, isPaidPartnership: true, sponsors: ['brand'] }
  expect(recentPosts([told, later])).toMatchObject([joined])
  expect(recentPosts([later, told])).toMatchObject([joined])
})

test('of two copies with as much engagement takes likes and comments from the same one', () => {
  const liked = aPost({ platformId: 'twice', likeCount: 90, commentCount: 10 })
  const discussed = aPost({ platformId: 'twice', likeCount: 80, commentCount: 20 })
  const counts = { likeCount: 90, commentCount: 10 }
  expect(recentPosts([liked, discussed])).toMatchObject([counts])
  expect(recentPosts([discussed, liked])).toMatchObject([counts])
})

test('takes a post for pinned when either copy is flagged', () => {
  const posts = [
    aPost({ platformId: 'twice', isPinned: true }),
    aPost({ platformId: 'twice', likeCount: 1_000 }),
  ]
  expect(recentPosts(posts)).toEqual([])
})

test('leaves out a post whose date is not one', () => {
  expect(recentPosts([aPost({ takenAt: new Date(Number.NaN) })])).toEqual([])
})

test('does not depend on the order of the posts', () => {
  fc.assert(
    fc.property(anyPostsTwoWays, ([posts, shuffled]) => {
      const essence = (all: typeof posts): unknown[] =>
        recentPosts(all).map((post) => [post.platformId, post.takenAt, engagement(post)])
      expect(essence(shuffled)).toEqual(essence(posts))
    }),
    SEEDED,
  )
})

test('never takes a post twice, nor more than asked for', () => {
  fc.assert(
    fc.property(anyPosts, fc.nat({ max: 30 }), (posts, limit) => {
      const ids = recentPosts(posts, limit).map((post) => post.platformId)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.length).toBeLessThanOrEqual(limit)
    }),
    SEEDED,
  )
})

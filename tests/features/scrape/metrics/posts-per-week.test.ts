import fc from 'fast-check'
import { expect, test } from 'vitest'
import { postsPerWeek } from '../../../../src/features/scrape/metrics/posting-times.ts'
import { anyPosts, anyPostsTwoWays, aPost, daysAgo, SEEDED } from './a-post.ts'

const takenDaysAgo = (...days: number[]) => days.map((day) => aPost({ takenAt: daysAgo(day) }))

test.for([
  ['no posts', [], null],
  ['two posts', takenDaysAgo(1, 8), null],
  ['three posts in a week', takenDaysAgo(1, 3, 8), 2],
  ['eight posts, one a day', takenDaysAgo(1, 2, 3, 4, 5, 6, 7, 8), 7],
  ['three posts in four weeks', takenDaysAgo(0, 20, 28), 0.5],
  ['three posts at one instant', takenDaysAgo(5, 5, 5), null],
  ['hidden counts do not matter', takenDaysAgo(1, 3, 8).map(hideLikes), 2],
] as const)('%s', ([, posts, expected]) => {
  expect(postsPerWeek(posts)).toBe(expected)
})

test('an old pinned post does not stretch the time', () => {
  const pinned = aPost({ isPinned: true, takenAt: daysAgo(700) })
  expect(postsPerWeek([pinned, ...takenDaysAgo(1, 3, 8)])).toBe(2)
})

test('a post that came twice does not quicken the rhythm', () => {
  const posts = takenDaysAgo(1, 3, 8)
  expect(postsPerWeek([...posts, ...posts])).toBe(2)
})

test('is null or a finite number above zero, in whatever order the posts come', () => {
  fc.assert(
    fc.property(anyPostsTwoWays, ([posts, shuffled]) => {
      const rhythm = postsPerWeek(posts)
      if (rhythm !== null) expect(Number.isFinite(rhythm) && rhythm > 0).toBe(true)
      expect(postsPerWeek(shuffled)).toBe(rhythm)
    }),
    SEEDED,
  )
})

test('halves when everything takes twice as long', () => {
  fc.assert(
    fc.property(anyPosts, (posts) => {
      const slower = posts.map((post) => ({
        ...post,
        takenAt: new Date(post.takenAt.getTime() * 2),
      }))
      const rhythm = postsPerWeek(posts)
      if (rhythm === null) expect(postsPerWeek(slower)).toBeNull()
      else expect(postsPerWeek(slower)).toBeCloseTo(rhythm / 2, 9)
    }),
    SEEDED,
  )
})

function hideLikes(post: ReturnType<typeof aPost>): ReturnType<typeof aPost> {
  return { ...post, likeCount: null, commentCount: null }
}

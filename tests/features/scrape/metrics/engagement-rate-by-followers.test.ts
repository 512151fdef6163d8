import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  engagementRate as measureRate,
  reelsEngagementRate as measureReelsRate,
} from '../../../../src/features/scrape/metrics/rates.ts'
import {
  anyFollowers,
  anyPosts,
  anyPostsTwoWays,
  aPost,
  dailyPosts,
  daysAgo,
  SEEDED,
  timesAsLarge,
} from './a-post.ts'

const engagementRateByFollowers = (...args: Parameters<typeof measureRate>): number | null =>
  measureRate(...args).value
const reelsEngagementRateByFollowers = (
  ...args: Parameters<typeof measureReelsRate>
): number | null => measureReelsRate(...args).value

const liked = (likeCount: number | null, commentCount: number | null = 0) =>
  aPost({ likeCount, commentCount })

describe('engagement rate by followers', () => {
  test.for([
    ['no posts', [], 1_000, null],
    ['one post', [liked(18, 2)], 1_000, 0.02],
    ['an even number of posts', [liked(10), liked(20), liked(40), liked(80)], 1_000, 0.03],
    ['one viral post', [liked(10), liked(12), liked(900_000)], 1_000, 0.012],
    ['a post that nobody liked', [liked(0)], 1_000, 0],
    ['more engagement than followers', [liked(300)], 100, 3],
    ['hidden likes left out', [liked(null, 50), liked(20)], 1_000, 0.02],
    ['hidden comments left out', [liked(50, null), liked(20)], 1_000, 0.02],
    ['every count hidden', [liked(null, 5), liked(5, null)], 1_000, null],
    ['a negative count taken for hidden', [liked(-1, 5), liked(20)], 1_000, 0.02],
    ['unknown followers', [liked(20)], null, null],
    ['no followers', [liked(20)], 0, null],
  ] as const)('%s', ([, posts, followers, expected]) => {
    expect(engagementRateByFollowers(posts, followers)).toBe(expected)
  })

  test('looks at the newest twenty posts that are not pinned', () => {
    const old = Array.from({ length: 13 }, () => 1_000)
    const recent = Array.from({ length: 20 }, () => 10)
    const pinned = aPost({ isPinned: true, likeCount: 5_000, takenAt: daysAgo(700) })
    const posts = [pinned, ...dailyPosts([...old, ...recent])]
    expect(engagementRateByFollowers(posts, 1_000)).toBe(0.01)
  })

  test('a hidden post is left out, not replaced by an older one', () => {
    const posts = dailyPosts([1_000, ...Array.from({ length: 20 }, () => 10)])
    const hidden = posts.map((post, index) => (index > 0 ? { ...post, likeCount: null } : post))
    expect(engagementRateByFollowers(hidden, 1_000)).toBeNull()
  })

  test('tells how many posts it is from', () => {
    const posts = [liked(10), liked(null), liked(20), aPost({ isPinned: true })]
    expect(measureRate(posts, 1_000)).toEqual({ value: 0.015, posts: 2 })
    expect(measureRate(posts, null)).toEqual({ value: null, posts: 0 })
  })

  test('is null or a finite number that is not negative', () => {
    fc.assert(
      fc.property(anyPosts, anyFollowers, (posts, followers) => {
        const rate = engagementRateByFollowers(posts, followers)
        if (rate !== null) expect(Number.isFinite(rate) && rate >= 0).toBe(true)
      }),
      SEEDED,
    )
  })

  test('does not change when a creator and its audience are a hundred times as large', () => {
    fc.assert(
      fc.property(
        anyPosts,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 100 }),
        (posts, followers, factor) => {
          expect(engagementRateByFollowers(timesAsLarge(posts, factor), followers * factor)).toBe(
            engagementRateByFollowers(posts, followers),
          )
        },
      ),
      SEEDED,
    )
  })

  test('does not depend on the order of the posts, nor on posts that came twice', () => {
    fc.assert(
      fc.property(anyPostsTwoWays, anyFollowers, ([posts, shuffled], followers) => {
        const rate = engagementRateByFollowers(posts, followers)
        expect(engagementRateByFollowers(shuffled, followers)).toBe(rate)
        expect(engagementRateByFollowers([...posts, ...shuffled], followers)).toBe(rate)
      }),
      SEEDED,
    )
  })

  test('stays within the honest posts while fewer than half are wild', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 1_000 }), { minLength: 2, maxLength: 10 }),
        fc.array(fc.nat({ max: 1_000_000_000 }), { maxLength: 9 }),
        (honest, wild) => {
          const outliers = wild.slice(0, honest.length - 1)
          const rate = engagementRateByFollowers(
            [...outliers, ...honest].map((likes) => liked(likes)),
            1_000,
          )
          expect(rate).toBeGreaterThanOrEqual(Math.min(...honest) / 1_000)
          expect(rate).toBeLessThanOrEqual(Math.max(...honest) / 1_000)
        },
      ),
      SEEDED,
    )
  })
})

describe('engagement rate of reels by followers', () => {
  test('looks at reels alone', () => {
    const posts = [
      aPost({ productType: 'clips', likeCount: 40, commentCount: 0 }),
      aPost({ productType: 'feed', likeCount: 900 }),
      aPost({ productType: 'carousel_container', likeCount: 900 }),
      aPost({ productType: null, likeCount: 900 }),
    ]
    expect(reelsEngagementRateByFollowers(posts, 1_000)).toBe(0.04)
  })

  test('is null for a creator without reels', () => {
    expect(reelsEngagementRateByFollowers([liked(20)], 1_000)).toBeNull()
  })
})

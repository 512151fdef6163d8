import fc from 'fast-check'
import { expect, test } from 'vitest'
import { profileMetrics } from '../../../../src/features/scrape/metrics/profile-metrics.ts'
import {
  anyFollowers,
  anyPosts,
  aPost,
  DAY_MS,
  dailyPosts,
  daysAgo,
  NOW,
  SEEDED,
} from './a-post.ts'

test('tells every metric of a profile', () => {
  const feed = dailyPosts([10, 20, 30, 40, 50, 60, 70])
  const reel = aPost({
    productType: 'clips',
    likeCount: 80,
    commentCount: 0,
    takenAt: daysAgo(3),
  })
  expect(profileMetrics({ followerCount: 1_000 }, [...feed, reel], NOW)).toEqual({
    er: 0.045,
    er_reels: 0.08,
    er_trend: 'growing',
    posts_per_week: 7,
  })
})

test('knows nothing of a profile without posts', () => {
  expect(profileMetrics({ followerCount: 1_000 }, [], NOW)).toEqual({
    er: null,
    er_reels: null,
    er_trend: 'insufficient',
    posts_per_week: null,
  })
})

test('tells rhythm and trend of a profile whose followers are unknown', () => {
  const metrics = profileMetrics({ followerCount: null }, dailyPosts([1, 2, 3, 4, 5, 6, 7, 8]), NOW)
  expect(metrics).toEqual({ er: null, er_reels: null, er_trend: 'growing', posts_per_week: 7 })
})

test('leaves out posts that are dated in the future', () => {
  const past = [5, 6, 7].map((days) => aPost({ takenAt: daysAgo(days) }))
  const future = aPost({ likeCount: 1_000_000, takenAt: new Date(NOW.getTime() + 900 * DAY_MS) })
  const profile = { followerCount: 1_000 }
  expect(profileMetrics(profile, [...past, future], NOW)).toEqual(
    profileMetrics(profile, past, NOW),
  )
})

test('gives only values that the columns accept', () => {
  fc.assert(
    fc.property(anyPosts, anyFollowers, (posts, followerCount) => {
      const { er, er_reels, posts_per_week } = profileMetrics({ followerCount }, posts, NOW)
      for (const value of [er, er_reels, posts_per_week]) {
        if (value !== null) expect(Number.isFinite(value) && value >= 0).toBe(true)
      }
    }),
    SEEDED,
  )
})

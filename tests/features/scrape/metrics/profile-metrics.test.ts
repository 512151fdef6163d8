import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Benchmarks } from '../../../../src/features/scrape/metrics/benchmark.ts'
import type { EarlierScrape } from '../../../../src/features/scrape/metrics/followers.ts'
import type { MeasuredPost } from '../../../../src/features/scrape/metrics/posts.ts'
import {
  profileMetrics,
  type ProfileMetrics,
} from '../../../../src/features/scrape/metrics/profile-metrics.ts'
import {
  anyFollowers,
  anyPosts,
  anyPostsTwoWays,
  aPost,
  DAY_MS,
  dailyPosts,
  daysAgo,
  NOW,
  SEEDED,
  timesAsLarge,
} from './a-post.ts'

const percentiles = Array.from({ length: 101 }, (_, percent) => percent / 1_000)
const BENCHMARKS: Benchmarks = new Map([['er', { creators: 30, percentiles }]])

function measure(
  followerCount: number | null,
  posts: readonly MeasuredPost[],
  history: readonly EarlierScrape[] = [],
): ProfileMetrics {
  const profile = { followerCount, followingCount: 100 }
  return profileMetrics({ profile, posts, history, benchmarks: BENCHMARKS }, NOW)
}

test('tells every metric of a profile', () => {
  const feed = dailyPosts([10, 20, 30, 40, 50, 60, 70])
  const reel = aPost({
    productType: 'clips',
    likeCount: 76,
    commentCount: 4,
    playCount: 1_600,
    isPaidPartnership: true,
    takenAt: daysAgo(3),
  })
  const history = [
    { scrapedAt: daysAgo(30), followerCount: 800, er: 0.04 },
    { scrapedAt: daysAgo(7), followerCount: 500, er: 0.04 },
  ]
  expect(measure(1_000, [...feed, reel], history)).toEqual({
    er: 0.045,
    er_posts: 8,
    er_reels: 0.08,
    er_reels_posts: 1,
    er_reels_by_views: 0.05,
    er_reels_by_views_posts: 1,
    view_rate_by_followers: 1.6,
    view_rate_by_followers_posts: 1,
    comments_per_like: 0,
    comments_per_like_posts: 8,
    posts_per_week: 7,
    posts_last_28_days: 8,
    last_post_at: daysAgo(3),
    // The median is 45; the deviations 35 25 15 5 5 15 25 35 have the median 20.
    engagement_spread: expect.closeTo((1.4826 * 20) / 45, 12),
    engagement_spread_posts: 8,
    paid_post_share: 1,
    paid_post_share_posts: 1,
    engagement_trend: 'growing',
    engagement_trend_per_30_days: 1_000,
    // Of the 28 slopes between two posts the 6th: from 40 on day 4 to 80 on day 8, so twice as much in 4 of 30 days.
    engagement_trend_low: expect.closeTo(2 ** 7.5 - 1, 9),
    engagement_trend_high: 1_000,
    engagement_trend_posts: 8,
    follower_growth_7_days: 1,
    follower_growth_30_days: 0.25,
    er_percentile: 45,
    risk_flags: [],
    risk_evidence: {},
  })
})

test('knows nothing of a profile without posts, but that it has none', () => {
  expect(measure(1_000, [])).toEqual({
    er: null,
    er_posts: 0,
    er_reels: null,
    er_reels_posts: 0,
    er_reels_by_views: null,
    er_reels_by_views_posts: 0,
    view_rate_by_followers: null,
    view_rate_by_followers_posts: 0,
    comments_per_like: null,
    comments_per_like_posts: 0,
    posts_per_week: null,
    posts_last_28_days: 0,
    last_post_at: null,
    engagement_spread: null,
    engagement_spread_posts: 0,
    paid_post_share: null,
    paid_post_share_posts: 0,
    engagement_trend: 'insufficient',
    engagement_trend_per_30_days: null,
    engagement_trend_low: null,
    engagement_trend_high: null,
    engagement_trend_posts: 0,
    follower_growth_7_days: null,
    follower_growth_30_days: null,
    er_percentile: null,
    risk_flags: [],
    risk_evidence: {},
  })
})

test('tells rhythm, trend and spread of a profile whose followers are unknown', () => {
  expect(measure(null, dailyPosts([1, 2, 3, 4, 5, 6, 7, 8]))).toMatchObject({
    er: null,
    er_percentile: null,
    engagement_trend: 'growing',
    posts_per_week: 7,
    engagement_spread_posts: 8,
  })
})

test('followers that grow at equal likes lower the rate, while the trend of engagement stays', () => {
  const posts = dailyPosts(Array.from({ length: 20 }, () => 50))
  const [before, after] = [1_000, 2_000].map((followers) => measure(followers, posts))
  expect([before?.er, after?.er]).toEqual([0.05, 0.025])
  for (const measured of [before, after]) {
    expect(measured?.engagement_trend).toBe('stable')
    expect(measured?.engagement_trend_per_30_days).toBeCloseTo(0, 9)
  }
})

test('raises flags with their evidence', () => {
  const profile = { followerCount: 1_000, followingCount: 7_500 }
  expect(
    profileMetrics({ profile, posts: [], history: [], benchmarks: new Map() }, NOW),
  ).toMatchObject({
    risk_flags: ['follows_many'],
    risk_evidence: { follows_many: { following_count: 7_500 } },
  })
})

test('posts that were not read anew say nothing about whether engagement followed', () => {
  const profile = { followerCount: 15_000, followingCount: 100 }
  const growth = { creators: 30, percentiles: percentiles.map((each) => each / 10) }
  const benchmarks: Benchmarks = new Map([['follower_growth_30_days', growth]])
  const history = [{ scrapedAt: daysAgo(30), followerCount: 10_000, er: 0.02 }]
  const flags = (postsAreOld: boolean): string[] =>
    profileMetrics(
      { profile: { ...profile, postsAreOld }, posts: dailyPosts([200]), history, benchmarks },
      NOW,
    ).risk_flags
  expect([flags(false), flags(true)]).toEqual([['follower_spike'], []])
})

test('a scrape that is dated after this one is none to compare with', () => {
  const posts = dailyPosts([200])
  const earlier = [30, 60, 90].map((age) => ({
    scrapedAt: daysAgo(age),
    followerCount: 10_000,
    er: 0.02,
  }))
  const later = { scrapedAt: daysAgo(-7), followerCount: 90_000, er: 0.001 }
  expect(measure(10_000, posts, [later, ...earlier])).toEqual(measure(10_000, posts, earlier))
})

describe('whatever the posts are', () => {
  const same = (change: (posts: MeasuredPost[]) => MeasuredPost[]): void =>
    fc.assert(
      fc.property(anyPosts, anyFollowers, (posts, followers) => {
        expect(measure(followers, change(posts))).toEqual(measure(followers, posts))
      }),
      SEEDED,
    )

  test('those dated in the future are left out', () => {
    const future = aPost({
      platformId: 'future',
      likeCount: 1_000_000,
      takenAt: new Date(NOW.getTime() + 900 * DAY_MS),
    })
    same((posts) => [...posts, future])
  })

  test('a post that came twice counts once', () => {
    same((posts) => [...posts, ...posts])
  })

  test('an old pinned post changes nothing', () => {
    const pinned = aPost({
      platformId: 'pinned',
      isPinned: true,
      productType: 'clips',
      likeCount: 9_000_000,
      playCount: 90_000_000,
      isPaidPartnership: true,
      takenAt: daysAgo(2_000),
    })
    fc.assert(
      fc.property(anyPosts, anyFollowers, (posts, followers) => {
        const { last_post_at: _, ...metrics } = measure(followers, [pinned, ...posts])
        expect(measure(followers, posts)).toMatchObject(metrics)
      }),
      SEEDED,
    )
  })

  test('their order does not matter', () => {
    fc.assert(
      fc.property(anyPostsTwoWays, anyFollowers, ([posts, shuffled], followers) => {
        expect(measure(followers, shuffled)).toEqual(measure(followers, posts))
      }),
      SEEDED,
    )
  })

  test('a creator and its audience may be any number of times as large', () => {
    fc.assert(
      fc.property(
        anyPosts,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 2, max: 1_000 }),
        (posts, followers, factor) => {
          // Chance does not grow with the creator, and what is judged by it alone is not compared.
          const { risk_flags: _, risk_evidence: __, ...small } = measure(followers, posts)
          const large = measure(followers * factor, timesAsLarge(posts, factor))
          for (const [name, value] of Object.entries(small)) {
            const other = Object.entries(large).find(([each]) => each === name)?.[1]
            if (typeof value !== 'number') expect(other, name).toEqual(value)
            else
              expect(Math.abs(Number(other) - value), name).toBeLessThanOrEqual(
                1e-9 * Math.abs(value),
              )
          }
        },
      ),
      SEEDED,
    )
  })

  test('every number is finite, none but a change is negative, and no share is above one', () => {
    const changes = new Set([
      'engagement_trend_per_30_days',
      'engagement_trend_low',
      'engagement_trend_high',
    ])
    fc.assert(
      fc.property(anyPosts, anyFollowers, (posts, followers) => {
        const metrics = measure(followers, posts)
        for (const [name, value] of Object.entries(metrics)) {
          if (typeof value !== 'number') continue
          expect(Number.isFinite(value), name).toBe(true)
          expect(value, name).toBeGreaterThanOrEqual(changes.has(name) ? -1 : 0)
        }
        expect(metrics.paid_post_share ?? 0).toBeLessThanOrEqual(1)
      }),
      SEEDED,
    )
  })

  test('one viral post moves the medians no further than to the next post', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 3, maxLength: 15 }),
        (engagements) => {
          const sorted = engagements.toSorted((a, b) => a - b)
          const viral = aPost({
            platformId: 'viral',
            likeCount: 900_000_000,
            commentCount: 0,
            takenAt: daysAgo(1),
          })
          const { er } = measure(1_000, [...dailyPosts(engagements), viral])
          const next = sorted[Math.floor((sorted.length + 1) / 2)] ?? 0
          expect(er).toBeLessThanOrEqual(next / 1_000)
          expect(er).toBeGreaterThanOrEqual(
            (measure(1_000, dailyPosts(engagements)).er ?? 0) - 1e-12,
          )
        },
      ),
      SEEDED,
    )
  })
})

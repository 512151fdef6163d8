import { describe, expect, test } from 'vitest'
import type {
  BenchmarkMetric,
  Benchmarks,
} from '../../../../src/features/scrape/metrics/benchmark.ts'
import type { EarlierScrape } from '../../../../src/features/scrape/metrics/followers.ts'
import {
  riskFlags,
  type Judged,
  type RiskFlags,
} from '../../../../src/features/scrape/metrics/risk-flags.ts'
import { dailyPosts, daysAgo, NOW } from './a-post.ts'

const unremarkable: Judged = {
  followingCount: 400,
  posts: [],
  er: { value: null, posts: 0 },
  comments_per_like: { value: null, posts: 0 },
  view_rate_by_followers: { value: null, posts: 0 },
  scrapes: [],
}
const NO_BENCHMARKS: Benchmarks = new Map()

const judge = (named: Partial<Judged>, benchmarks: Benchmarks = NO_BENCHMARKS): RiskFlags =>
  riskFlags({ ...unremarkable, ...named }, benchmarks, NOW)

/** The nth percentile is n times `step`. */
const tier = (metric: BenchmarkMetric, step: number, creators = 30): Benchmarks =>
  new Map([[metric, { creators, percentiles: Array.from({ length: 101 }, (_, n) => n * step) }]])

test('there are none without ground', () => {
  expect(judge({ followingCount: null })).toEqual({ flags: [], evidence: {} })
})

test('following more than 1,500 is a flag, with its numbers', () => {
  expect(judge({ followingCount: 1_500 }).flags).toEqual([])
  expect(judge({ followingCount: 1_501 })).toEqual({
    flags: ['follows_many'],
    evidence: { follows_many: { following_count: 1_501, threshold: 1_500 } },
  })
})

describe('far from peers', () => {
  const peers = tier('comments_per_like', 0.001)
  const comments = (value: number | null, posts = 5) => ({
    comments_per_like: { value, posts },
  })

  test('comments above or below those of 95 % of the tier', () => {
    expect(judge(comments(0.0976), peers)).toEqual({
      flags: ['comments_far_from_peers'],
      evidence: {
        comments_far_from_peers: {
          value: 0.0976,
          posts: 5,
          side: 'above',
          low: 0.0025,
          high: 0.0975,
          creators: 30,
        },
      },
    })
    expect(judge(comments(0.0024), peers).evidence.comments_far_from_peers).toMatchObject({
      side: 'below',
    })
  })

  test.for([
    ['on the edge', comments(0.0975), peers],
    ['in the middle', comments(0.05), peers],
    ['with fewer than five posts', comments(0.5, 4), peers],
    ['unknown', comments(null), peers],
    ['in a tier of 29', comments(0.5), tier('comments_per_like', 0.001, 29)],
    ['without a tier', comments(0.5), NO_BENCHMARKS],
  ] as const)('nothing %s', ([, named, benchmarks]) => {
    expect(judge(named, benchmarks).flags).toEqual([])
  })

  test('engagement and views count below their peers alone', () => {
    const low = { value: 0.002, posts: 12 }
    const high = { value: 5, posts: 12 }
    expect(judge({ er: low }, tier('er', 0.001)).flags).toEqual(['er_far_below_peers'])
    expect(judge({ er: high }, tier('er', 0.001)).flags).toEqual([])
    const views = tier('view_rate_by_followers', 0.001)
    expect(judge({ view_rate_by_followers: low }, views).flags).toEqual(['views_far_below_peers'])
    expect(judge({ view_rate_by_followers: high }, views).flags).toEqual([])
  })
})

describe('likes that are too uniform', () => {
  const alike = [1_000, 1_010, 990, 1_020, 980, 1_005, 995, 1_015, 985, 1_001]

  test('are a flag from ten posts on', () => {
    // The median is 1,000.5, the median deviation 10: 1.4826 × 10 / 1,000.5 = 0.0148.
    expect(judge({ posts: dailyPosts(alike) })).toEqual({
      flags: ['likes_too_uniform'],
      evidence: {
        likes_too_uniform: {
          spread: expect.closeTo(0.0148, 4),
          threshold: 0.1,
          posts: 10,
          median_likes: 1_000.5,
        },
      },
    })
    expect(judge({ posts: dailyPosts(alike.slice(1)) }).flags).toEqual([])
  })

  test('are none where chance alone makes them alike, nor where they differ as likes do', () => {
    expect(judge({ posts: dailyPosts(alike.map((likes) => likes / 10)) }).flags).toEqual([])
    const usual = [700, 1_400, 900, 1_100, 2_000, 600, 1_000, 800, 1_300, 950]
    expect(judge({ posts: dailyPosts(usual) }).flags).toEqual([])
  })
})

describe('a follower spike', () => {
  const scrape = (age: number, followerCount: number | null, er: number | null): EarlierScrape => ({
    scrapedAt: daysAgo(age),
    followerCount,
    er,
  })
  /** A percent in 30 days, and then by half without anybody who engages. */
  const bought = [
    scrape(120, 10_000, 0.03),
    scrape(90, 10_100, 0.03),
    scrape(60, 10_200, 0.03),
    scrape(30, 10_300, 0.03),
    scrape(0, 15_450, 0.02),
  ]

  test('is a jump far above the usual growth that the engagement did not follow', () => {
    expect(judge({ scrapes: bought })).toEqual({
      flags: ['follower_spike'],
      evidence: {
        follower_spike: {
          from_at: daysAgo(30).toISOString(),
          to_at: NOW.toISOString(),
          from_followers: 10_300,
          to_followers: 15_450,
          growth: 0.5,
          threshold: 0.2,
          compared_with: 'own_history',
          n: 3,
          er_before: 0.03,
          er_after: 0.02,
        },
      },
    })
    expect(judge({ scrapes: bought.toReversed() })).toEqual(judge({ scrapes: bought }))
  })

  const without = (age: number, instead: EarlierScrape): EarlierScrape[] =>
    bought.map((each) => (each.scrapedAt.getTime() === daysAgo(age).getTime() ? instead : each))

  test.for([
    ['a viral month, in which engagement rose as well', without(0, scrape(0, 15_450, 0.031))],
    ['a good month', without(0, scrape(0, 12_300, 0.02))],
    ['a jump whose engagement is unknown', without(0, scrape(0, 15_450, null))],
    ['an unknown count', without(0, scrape(0, null, 0.02))],
    [
      'a creator who always grows by a tenth',
      [150_000, 100_000, 90_000, 81_000, 73_000].map((followers, place) =>
        scrape(30 * place, followers, 0.02),
      ),
    ],
    [
      'a month of a creator who was looked at daily before and grew as fast',
      [30, 0, 31, 32, 33, 34].map((age) =>
        scrape(age, Math.round(100_000 * 1.01 ** (34 - age)), 0.02),
      ),
    ],
    [
      'a jump of longer than half a year ago',
      bought.map((each) => ({
        ...each,
        scrapedAt: new Date(each.scrapedAt.getTime() - 181 * 86_400_000),
      })),
    ],
    [
      'fewer than a thousand followers',
      bought.map((each) => ({
        ...each,
        followerCount: (each.followerCount ?? 0) / 20,
      })),
    ],
    [
      'the same jump over a year',
      [...[450, 420, 390, 360].map((age) => scrape(age, 10_000, 0.03)), scrape(0, 15_000, 0.02)],
    ],
  ] as const)('is not %s', ([, scrapes]) => {
    expect(judge({ scrapes }).flags).toEqual([])
  })

  test('of a creator with little history is judged by the growth of its tier', () => {
    const scrapes = bought.slice(-2)
    expect(judge({ scrapes }).flags).toEqual([])
    expect(judge({ scrapes }, tier('follower_growth_30_days', 0.004, 29)).flags).toEqual([])
    expect(judge({ scrapes }, tier('follower_growth_30_days', 0.004))).toMatchObject({
      flags: ['follower_spike'],
      evidence: { follower_spike: { compared_with: 'tier', n: 30, threshold: 0.39 } },
    })
    expect(judge({ scrapes }, tier('follower_growth_30_days', 0.006)).flags).toEqual([])
  })

  test('of a day is held against what is usual in a day', () => {
    const monthly = [150, 120, 90, 60, 30].map((age, place) =>
      scrape(age, 10_000 * 1.05 ** place, 0.03),
    )
    const scrapes = [...monthly, scrape(29, 10_000 * 1.05 ** 4 * 1.24, 0.02)]
    expect(judge({ scrapes }).evidence.follower_spike).toMatchObject({
      growth: expect.closeTo(0.24, 9),
      threshold: 0.2,
    })
  })

  test('is told of the largest when there are two, in whatever order they came', () => {
    const flat = [170, 165, 160, 155, 150].map((age) => scrape(age, 10_000, 0.03))
    const twice = (first: number, second: number): unknown =>
      judge({ scrapes: [...flat, scrape(100, first, 0.02), scrape(50, second, 0.01)] }).evidence
        .follower_spike?.['to_followers']
    expect([twice(20_000, 90_000), twice(50_000, 90_000)]).toEqual([90_000, 50_000])
  })

  test('is seen across scrapes that did not read the posts anew', () => {
    const scrapes = [...bought.slice(0, -1), scrape(15, 15_300, null), scrape(0, 15_450, 0.02)]
    expect(judge({ scrapes }).evidence.follower_spike).toMatchObject({
      from_followers: 10_300,
      to_followers: 15_450,
    })
  })

  test('is seen through several scrapes of one day', () => {
    const twice = [...bought, scrape(0.01, 15_440, 0.02), scrape(29.9, 10_301, 0.03)]
    expect(judge({ scrapes: twice }).evidence.follower_spike).toMatchObject({
      from_followers: 10_300,
    })
  })
})

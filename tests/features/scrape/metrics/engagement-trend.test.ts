import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { engagementTrend } from '../../../../src/features/scrape/metrics/engagement-trend.ts'
import type { MeasuredPost } from '../../../../src/features/scrape/metrics/posts.ts'
import {
  anyPosts,
  anyPostsTwoWays,
  aPost,
  dailyPosts,
  daysAgo,
  NOW,
  SEEDED,
  timesAsLarge,
} from './a-post.ts'

const trend = (posts: readonly MeasuredPost[]): string => engagementTrend(posts, NOW).label

/** n daily engagements that change by this share in 30 days, without noise. */
const changing = (n: number, share: number, from = 100_000): number[] =>
  Array.from({ length: n }, (_, day) => Math.round(from * (1 + share) ** (day / 30)))

describe('labels', () => {
  test.for([
    ['steady engagement', changing(20, 0), 'stable'],
    ['16 % more in 30 days', changing(20, 0.16), 'growing'],
    ['14 % more in 30 days', changing(20, 0.14), 'stable'],
    ['16 % less in 30 days', changing(20, -0.16), 'declining'],
    ['14 % less in 30 days', changing(20, -0.14), 'stable'],
    ['a rise that is all noise', [90, 200, 40, 150, 80, 210, 60, 170, 95, 190], 'stable'],
    ['eight posts that double', changing(8, 1), 'growing'],
    ['seven posts that double', changing(7, 1), 'insufficient'],
    ['no posts', [], 'insufficient'],
    ['no engagement at all', changing(20, 0, 0), 'stable'],
    ['engagement that starts from zero', [0, 0, 0, 1, 2, 3, 4, 5], 'growing'],
    ['engagement that ends', [5, 4, 3, 2, 1, 0, 0, 0], 'declining'],
    ['a post now and then that nobody saw', [9, 9, 0, 9, 9, 0, 9, 9, 0, 9], 'stable'],
    ['growth with a post that nobody saw', [0, 0, 1, 2, 0, 4, 8, 10, 12], 'growing'],
  ] as const)('%s', ([, engagements, expected]) => {
    expect(trend(dailyPosts(engagements))).toBe(expected)
  })
})

test('posts younger than 72 hours do not count: they are still collecting engagement', () => {
  const settled = dailyPosts(changing(17, 0))
  const fresh = [0.5, 1, 1.5, 2, 2.5, 2.99].map((age) =>
    aPost({ likeCount: 5, commentCount: 0, takenAt: daysAgo(age) }),
  )
  expect(trend([...settled, ...fresh])).toBe('stable')
  expect(trend([...settled.slice(-7), ...fresh])).toBe('insufficient')
  const [oldest, ...others] = dailyPosts(changing(8, 1), 3)
  expect(trend([oldest ?? aPost(), ...others])).toBe('growing')
})

test('hidden counts are left out, not taken for zero', () => {
  const posts = dailyPosts(changing(18, 0))
  const hidden = posts.map((post, index) => (index >= 8 ? { ...post, likeCount: null } : post))
  expect(trend(hidden)).toBe('stable')
  expect(trend(hidden.slice(1))).toBe('insufficient')
})

test('a post that came twice is one point', () => {
  const seven = dailyPosts(changing(7, 1))
  expect(trend([...seven, ...seven])).toBe('insufficient')
})

test('many posts at one instant are no trend', () => {
  const posts = Array.from({ length: 20 }, (_, index) => aPost({ likeCount: index }))
  expect(trend(posts)).toBe('insufficient')
})

test('is one of the four words, whatever the posts are and in whatever order', () => {
  fc.assert(
    fc.property(anyPostsTwoWays, ([posts, shuffled]) => {
      expect(['growing', 'stable', 'declining', 'insufficient']).toContain(trend(posts))
      expect(trend(shuffled)).toBe(trend(posts))
    }),
    SEEDED,
  )
})

test('is the same for a small and a large creator', () => {
  fc.assert(
    fc.property(anyPosts, fc.integer({ min: 2, max: 1_000 }), (posts, factor) => {
      expect(trend(timesAsLarge(posts, factor))).toBe(trend(posts))
    }),
    SEEDED,
  )
})

describe('numbers', () => {
  test('the change in 30 days of a clean curve, within an interval that is nothing but it', () => {
    const { per30Days, low, high, posts } = engagementTrend(dailyPosts(changing(20, 0.5)), NOW)
    expect(posts).toBe(20)
    for (const change of [per30Days, low, high]) expect(change).toBeCloseTo(0.5, 3)
  })

  test('of posts that halve and double from day to day are an interval around no change', () => {
    const { per30Days, low, high } = engagementTrend(
      dailyPosts([90, 200, 40, 150, 80, 210, 60, 170, 95, 190]),
      NOW,
    )
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0)
    expect(per30Days).not.toBeNull()
  })

  test('are missing below eight posts, which are told, however long they span', () => {
    const sparse = changing(7, 1).map((likeCount, place) =>
      aPost({ likeCount, commentCount: 0, takenAt: daysAgo(90 - 10 * place) }),
    )
    expect(engagementTrend(sparse, NOW)).toMatchObject({ label: 'insufficient', posts: 7 })
    expect(engagementTrend(dailyPosts(changing(7, 1)), NOW)).toEqual({
      label: 'insufficient',
      per30Days: null,
      low: null,
      high: null,
      posts: 7,
    })
  })

  test('are missing when the posts span less than a week', () => {
    const hourly = changing(20, 1).map((likeCount, hour) =>
      aPost({ likeCount, commentCount: 0, takenAt: daysAgo(4 + hour / 24) }),
    )
    expect(engagementTrend(hourly, NOW)).toMatchObject({ label: 'insufficient', posts: 20 })
  })

  test('are at most a thousandfold, whatever bursts of posts extrapolate to', () => {
    const bursts = [0, 1, 2, 3, 4, 5, 6, 7].map((place) =>
      aPost({
        likeCount: 10 ** place,
        commentCount: 0,
        takenAt: daysAgo((place < 4 ? 20 : 10) - place / 1_000),
      }),
    )
    const { label, per30Days, high } = engagementTrend(bursts, NOW)
    expect({ label, per30Days, high }).toEqual({ label: 'growing', per30Days: 1_000, high: 1_000 })
  })

  test('are finite, with the change inside its interval', () => {
    fc.assert(
      fc.property(anyPosts, (posts) => {
        const { label, per30Days, low, high } = engagementTrend(posts, NOW)
        if (per30Days === null || low === null || high === null) {
          expect(label).toBe('insufficient')
          return
        }
        expect([low, per30Days, high].every(Number.isFinite)).toBe(true)
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(low).toBeLessThanOrEqual(per30Days)
        expect(per30Days).toBeLessThanOrEqual(high)
      }),
      SEEDED,
    )
  })
})

test('sees 17 % a month in a creator with hardly any likes, as in one with a thousand times as many', () => {
  const monthly = (from: number): MeasuredPost[] =>
    Array.from({ length: 20 }, (_, month) =>
      aPost({
        likeCount: Math.round(1.17 ** month) * from,
        commentCount: 0,
        takenAt: daysAgo(30 * (20 - month)),
      }),
    )
  expect([1, 1_000].map((from) => trend(monthly(from)))).toEqual(['growing', 'growing'])
})

test('does not depend on when the scrape is, once every post has settled', () => {
  fc.assert(
    fc.property(anyPosts, fc.integer({ min: 8, max: 4_000 }), (posts, days) => {
      const later = new Date(NOW.getTime() + days * 86_400_000)
      const evenLater = new Date(later.getTime() + 86_400_000)
      expect(engagementTrend(posts, evenLater)).toEqual(engagementTrend(posts, later))
    }),
    SEEDED,
  )
})

test('a quarter of viral or failed posts never makes a flat creator grow or decline', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        Array.from({ length: 20 }, (_, place) => place),
        { maxLength: 5 },
      ),
      fc.array(fc.nat({ max: 100_000_000 }), { minLength: 5, maxLength: 5 }),
      (places, wild) => {
        const engagements = changing(20, 0, 1_000)
        for (const [index, place] of places.entries()) engagements[place] = wild[index] ?? 0
        expect(trend(dailyPosts(engagements))).toBe('stable')
      },
    ),
    SEEDED,
  )
})

test('a quarter of wild posts never turns growth into decline', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        Array.from({ length: 20 }, (_, place) => place),
        { maxLength: 5 },
      ),
      fc.array(fc.nat({ max: 100_000_000 }), { minLength: 5, maxLength: 5 }),
      (places, wild) => {
        const engagements = changing(20, 1)
        for (const [index, place] of places.entries()) engagements[place] = wild[index] ?? 0
        expect(trend(dailyPosts(engagements))).not.toBe('declining')
      },
    ),
    SEEDED,
  )
})

test('calls pure noise a trend in at most one case of twenty', () => {
  const noise = fc.array(fc.integer({ min: 100, max: 1_000_000 }), {
    minLength: 12,
    maxLength: 12,
  })
  const samples = fc.sample(fc.noBias(noise), { seed: 7, numRuns: 1_000 })
  const called = samples.filter((values) => {
    const label = trend(dailyPosts(values))
    return label === 'growing' || label === 'declining'
  })
  expect(called.length).toBeLessThanOrEqual(50)
  expect(called.length).toBeGreaterThan(10)
})

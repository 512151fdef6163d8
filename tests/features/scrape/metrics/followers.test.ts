import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  followerChange,
  followerGrowth,
  followerTier,
} from '../../../../src/features/scrape/metrics/followers.ts'
import { daysAgo, NOW, SEEDED } from './a-post.ts'

const scrape = (age: number, followerCount: number | null) => ({
  scrapedAt: daysAgo(age),
  followerCount,
  er: null,
})

describe('follower growth', () => {
  test.for([
    ['no earlier scrape', 1_100, [], 7, null],
    ['a scrape of a week ago', 1_100, [scrape(7, 1_000)], 7, 0.1],
    ['a loss', 900, [scrape(30, 1_000)], 30, -0.1],
    // Twice as many in 14 days are √2 times as many in 7.
    [
      'a scrape of two weeks ago at its average pace',
      2_000,
      [scrape(14, 1_000)],
      7,
      Math.SQRT2 - 1,
    ],
    ['too young a scrape', 1_100, [scrape(4.8, 1_000)], 7, null],
    ['the youngest that will do', 1_100, [scrape(5, 1_100)], 7, 0],
    ['too old a scrape', 1_100, [scrape(21.1, 1_000)], 7, null],
    ['the nearest of several', 1_100, [scrape(6, 1_100), scrape(7, 1_000), scrape(9, 1)], 7, 0.1],
    ['a scrape of two months ago for a month', 4_000, [scrape(60, 1_000)], 30, 1],
    ['a scrape that did not see the count', 1_100, [scrape(7, null)], 7, null],
    ['a count of nobody', 1_100, [scrape(7, 0)], 7, null],
    ['an unknown count now', null, [scrape(7, 1_000)], 7, null],
    ['everybody gone', 0, [scrape(7, 1_000)], 7, -1],
    ['a scrape of the future', 1_100, [scrape(-7, 1_000)], 7, null],
  ] as const)('%s', ([, now, history, days, growth]) => {
    const found = followerGrowth(now, history, NOW, days)
    if (growth === null) expect(found).toBeNull()
    else expect(found).toBeCloseTo(growth, 12)
  })

  test('says what it is against', () => {
    expect(followerChange(1_100, [scrape(9, 1_000), scrape(400, 5)], NOW, 7)).toMatchObject({
      since: daysAgo(9),
      followersThen: 1_000,
    })
  })

  test('is finite, above −1, the same in any order and for any size', () => {
    const history = fc.array(
      fc.record({ age: fc.integer({ min: 1, max: 120 }), followers: fc.nat({ max: 1_000_000 }) }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000_000 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 12 }),
        history,
        fc.integer({ min: 2, max: 700 }),
        fc.constantFrom(7, 30),
        (followers, ages, counts, factor, days) => {
          const scrapes = ages.map((age, place) => scrape(age, counts[place]?.followers ?? null))
          const growth = followerGrowth(followers, scrapes, NOW, days)
          expect(followerGrowth(followers, scrapes.toReversed(), NOW, days)).toBe(growth)
          if (growth === null) return
          expect(Number.isFinite(growth) && growth >= -1).toBe(true)
          const larger = scrapes.map((each) => ({
            ...each,
            followerCount: each.followerCount === null ? null : each.followerCount * factor,
          }))
          expect(followerGrowth(followers * factor, larger, NOW, days)).toBeCloseTo(growth, 9)
        },
      ),
      SEEDED,
    )
  })
})

test.for([
  [null, null],
  [0, 'under_1k'],
  [999, 'under_1k'],
  [1_000, '1k_10k'],
  [10_000, '10k_50k'],
  [49_999, '10k_50k'],
  [50_000, '50k_500k'],
  [500_000, '500k_1m'],
  [1_000_000, 'over_1m'],
  [700_000_000, 'over_1m'],
] as const)('%s followers are in the tier %s', ([followers, tier]) => {
  expect(followerTier(followers)).toBe(tier)
})

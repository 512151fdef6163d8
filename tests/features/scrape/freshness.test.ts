import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  daysUntilDue,
  updateValue,
  volatility,
  type Sighting,
} from '../../../src/features/scrape/freshness.ts'
import { SEEDED } from './metrics/a-post.ts'

const NOW = Date.UTC(2026, 10, 21)
const DAY = 86_400_000

const daysAgo = (days: number): Date => new Date(NOW - days * DAY)

/** One sighting every 30 days, newest first. */
const monthly = (followers: readonly (number | null)[], er: number | null = 0.02): Sighting[] =>
  followers.map((followerCount, month) => ({ scrapedAt: daysAgo(30 * month), followerCount, er }))

const steady = monthly([100_000, 100_000, 100_000])
const average = monthly([104_000, 102_000, 100_000].map((count) => count * 1.02))
const doubling = monthly([400_000, 200_000, 100_000])
const weekly = { postsPerWeek: 1, lastPostAt: daysAgo(2) }
const daily = { postsPerWeek: 7, lastPostAt: daysAgo(0.5) }

const anySightings = fc
  .array(
    fc.record({
      ago: fc.double({ min: 0, max: 1_000, noNaN: true }),
      followerCount: fc.option(fc.nat(2_000_000_000)),
      er: fc.option(fc.double({ min: 0, max: 50, noNaN: true })),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((all): Sighting[] =>
    all
      .toSorted((a, b) => a.ago - b.ago)
      .map(({ ago, ...seen }) => ({ scrapedAt: daysAgo(ago), ...seen })),
  )
const anyPosting = fc.record({
  postsPerWeek: fc.option(fc.double({ min: 0, noNaN: true })),
  lastPostAt: fc.option(fc.double({ min: -10, max: 5_000, noNaN: true }).map(daysAgo)),
})

describe('volatility', () => {
  test('is average where nothing can be compared', () => {
    expect(volatility([])).toBe(1)
    expect(volatility(monthly([100_000]))).toBe(1)
    expect(volatility(monthly([null, null], null))).toBe(1)
    expect(volatility(steady.map((each) => ({ ...each, scrapedAt: daysAgo(0) })))).toBe(1)
  })

  test('is the pace of followers and engagement, relative to the average', () => {
    expect(volatility(steady)).toBe(0)
    expect(volatility(monthly([102_000, 100_000], null))).toBeCloseTo(0.99, 2)
    expect(volatility(monthly([102_000, 100_000]))).toBeCloseTo(0.495, 2)
    // The same steps in half the time are twice the pace.
    const fast = doubling.map((each, month) => ({ ...each, scrapedAt: daysAgo(15 * month) }))
    expect(volatility(fast)).toBeCloseTo(2 * volatility(doubling), 6)
  })

  test('sees a jump up and down again, which the ends alone would hide', () => {
    expect(volatility(monthly([100_000, 200_000, 100_000]))).toBeCloseTo(volatility(doubling), 2)
  })

  test('forgets what is older than half a year, and steps over what was not told', () => {
    const old = { scrapedAt: daysAgo(200), followerCount: 5, er: 0.9 }
    expect(volatility([...steady, old])).toBe(0)
    expect(volatility(monthly([100_000, null, 100_000]))).toBe(0)
  })

  test('does not take a handful of followers for a change', () => {
    expect(volatility(monthly([4, 3], null))).toBeLessThan(4)
  })
})

describe('the time until the next scrape', () => {
  const average60 = (sightings: Sighting[], posting = weekly): number =>
    daysUntilDue(sightings, posting, 60)

  test('is what an operator wishes for a creator who changes and posts as the average does', () => {
    const known = { postsPerWeek: 3, lastPostAt: daysAgo(1) }
    expect(daysUntilDue(monthly([1_000]), known, 60)).toBe(60)
    expect(daysUntilDue(monthly([1_000]), known, 30)).toBe(30)
  })

  test('shrinks with volatility and with the rhythm of posts', () => {
    expect(average60(doubling)).toBeLessThan(average60(average))
    expect(average60(average)).toBeLessThan(average60(steady))
    expect(average60(steady, daily)).toBeLessThan(average60(steady, weekly))
  })

  test('grows as a creator falls silent, up to half a year', () => {
    const silentFor = (days: number): number =>
      average60(steady, { postsPerWeek: 7, lastPostAt: daysAgo(days) })
    expect(silentFor(20)).toBeGreaterThan(silentFor(10))
    expect(silentFor(3_000)).toBe(180)
    expect(daysUntilDue(steady, { postsPerWeek: null, lastPostAt: null }, 60)).toBe(180)
  })

  test('is from a week to half a year, unless the wish itself is beyond', () => {
    fc.assert(
      fc.property(
        anySightings,
        anyPosting,
        fc.integer({ min: 1, max: 400 }),
        (seen, posting, wish) => {
          const days = daysUntilDue(seen, posting, wish)
          expect(days).toBeGreaterThanOrEqual(Math.min(7, wish))
          expect(days).toBeLessThanOrEqual(Math.max(180, wish))
        },
      ),
      SEEDED,
    )
  })
})

describe('the value of an update', () => {
  test('grows with the logarithm of the followers', () => {
    const [thousand, million] = [updateValue(monthly([1_000])), updateValue(monthly([1_000_000]))]
    expect(thousand).toBeCloseTo(3, 1)
    expect(million).toBeCloseTo(6, 1)
    expect(updateValue(monthly([null, 1_000_000], null))).toBe(million)
  })

  test('grows with the change so far, at most threefold', () => {
    expect(updateValue(doubling)).toBeGreaterThan(updateValue(monthly([400_000])))
    expect(updateValue(doubling) / updateValue(monthly([400_000]))).toBeCloseTo(3, 6)
    expect(updateValue(steady)).toBeLessThan(updateValue(monthly([100_000])))
  })

  test('is always above nothing', () => {
    fc.assert(
      fc.property(anySightings, (seen) => {
        expect(updateValue(seen)).toBeGreaterThan(0)
        expect(updateValue(seen)).toBeLessThan(40)
      }),
      SEEDED,
    )
  })
})

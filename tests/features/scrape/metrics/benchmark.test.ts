import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  percentileOf,
  percentileRank,
  type Benchmark,
} from '../../../../src/features/scrape/metrics/benchmark.ts'
import { SEEDED } from './a-post.ts'

const benchmark = (percentiles: readonly number[]): Benchmark => ({ creators: 1_000, percentiles })
/** The nth percentile is n. */
const even = benchmark(Array.from({ length: 101 }, (_, percent) => percent))

describe('percentile of a value', () => {
  test.for([
    ['below everybody', -1, 0],
    ['the lowest', 0, 0],
    ['between two percentiles', 41.9, 41],
    ['a percentile itself', 42, 42],
    ['the highest', 100, 100],
    ['above everybody', 5_000, 100],
  ] as const)('%s', ([, value, rank]) => {
    expect(percentileRank(value, even)).toBe(rank)
  })

  test('that many share is in the middle of theirs', () => {
    const half = benchmark(Array.from({ length: 101 }, (_, percent) => Math.max(0, percent - 40)))
    expect(percentileRank(0, half)).toBe(20)
    expect(percentileRank(1, half)).toBe(41)
    expect(percentileRank(7, benchmark(Array.from({ length: 101 }, () => 7)))).toBe(50)
  })

  test('is unknown without a value or a benchmark', () => {
    expect(percentileRank(null, even)).toBeNull()
    expect(percentileRank(5, undefined)).toBeNull()
  })

  test('is a whole number from 0 to 100 that never falls as the value rises', () => {
    const values = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 101, maxLength: 101 })
    fc.assert(
      fc.property(values, fc.nat({ max: 600 }), fc.nat({ max: 600 }), (all, a, b) => {
        const tier = benchmark(all.toSorted((x, y) => x - y))
        const ranks = [Math.min(a, b), Math.max(a, b)].map((value) => percentileRank(value, tier))
        expect(ranks[0]).toBeLessThanOrEqual(ranks[1] ?? -1)
        for (const rank of ranks) {
          expect(Number.isInteger(rank)).toBe(true)
          expect(rank).toBeGreaterThanOrEqual(0)
          expect(rank).toBeLessThanOrEqual(100)
        }
      }),
      SEEDED,
    )
  })
})

test('half a percentile is in the middle of its neighbours', () => {
  expect(percentileOf(even, 97)).toBe(97)
  expect(percentileOf(even, 2.5)).toBe(2.5)
  expect(percentileOf(benchmark([1, 2]), 50)).toBeNull()
})

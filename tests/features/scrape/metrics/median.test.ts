import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median } from '../../../../src/features/scrape/metrics/statistics.ts'
import { SEEDED } from './a-post.ts'

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })

test.for([
  [[], null],
  [[3], 3],
  [[1, 2], 1.5],
  [[9, 1, 5], 5],
  [[10, 9, 100, 1], 9.5],
] as const)('the median of %j is %j', ([values, expected]) => {
  expect(median(values)).toBe(expected)
})

test('does not reorder what it is given', () => {
  const values = [3, 1, 2]
  median(values)
  expect(values).toEqual([3, 1, 2])
})

test('stays within the honest values while fewer than half are wild', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.array(value), (honest, wild) => {
      const outliers = wild.slice(0, honest.length - 1).map((v) => v * 1e9)
      const middle = median([...outliers, ...honest])
      expect(middle).toBeGreaterThanOrEqual(Math.min(...honest))
      expect(middle).toBeLessThanOrEqual(Math.max(...honest))
    }),
    SEEDED,
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { theilSen, type Point } from '../../../../src/features/scrape/metrics/statistics.ts'
import { SEEDED } from './a-post.ts'

const points = fc.array(
  fc.record({ x: fc.nat({ max: 50 }), y: fc.integer({ min: -1_000, max: 1_000 }) }),
  { maxLength: 25 },
)

/** The most points of n that can be wild while most pairs are still between honest ones. */
const bearable = (n: number): number => {
  const pairs = (count: number): number => (count * (count - 1)) / 2
  let wild = 0
  while (pairs(n - wild - 1) > pairs(n) / 2) wild += 1
  return wild
}

test('gives the median of the slopes of all pairs', () => {
  // y = x² at 0…5: the pair (i, j) has the slope i + j, so 1 2 3 3 4 4 5 5 5 6 6 7 7 8 9.
  const squares = Array.from({ length: 6 }, (_, x) => ({ x, y: x * x }))
  expect(theilSen(squares)?.slope).toBe(5)
})

test('gives the interval that Kendall’s statistic cuts off', () => {
  // y = x² at 0…7 has the 28 slopes i + j. Var(S) = 8·7·21/18 = 65.33, C = 1.96·8.083 = 15.84, (28 − 15.84)/2 = 6.08:
  // the 6th of 1 2 3 3 4 4 5 5 5 6 … and the 6th from above of 13 12 11 11 10 10 9 9 9.
  const squares = Array.from({ length: 8 }, (_, x) => ({ x, y: x * x }))
  expect(theilSen(squares)).toEqual({ slope: 7, low: 4, high: 10 })
})

test('narrows the interval for points that share their x', () => {
  // Var(S) = (10·9·25 − 5·4·15) / 18 = 108.3 and (35 − 1.96·10.41) / 2 = 7.30: the 7th of 0.5, five 1, five 2, …
  // Without the correction it would be the 6th.
  const curve = [1, 4, 9, 16, 16.5].map((y, index) => ({ x: index + 1, y }))
  const origin = Array.from({ length: 5 }, () => ({ x: 0, y: 0 }))
  expect(theilSen([...origin, ...curve])).toEqual({ slope: 3.3, low: 2, high: 4 })
})

test('skips pairs that share their x', () => {
  // Of 9 points at x = 1…8 with 4 twice: the line's slope is untouched by the twin 100 above.
  const line = Array.from({ length: 8 }, (_, index) => ({ x: index + 1, y: 2 * (index + 1) }))
  expect(theilSen([...line, { x: 4, y: 108 }])?.slope).toBe(2)
})

test.for([
  ['nothing', []],
  ['one point', [{ x: 1, y: 1 }]],
  ['two points', [0, 1].map((x) => ({ x, y: x }))],
  ['many points at one x', Array.from({ length: 20 }, (_, y) => ({ x: 1, y }))],
] as const)('has no slope for %s', ([, few]) => {
  expect(theilSen(few)).toBeNull()
})

test('gives finite numbers, the slope inside its interval, in whatever order the points come', () => {
  fc.assert(
    fc.property(
      points.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([ordered, shuffled]) => {
        const found = theilSen(ordered)
        expect(theilSen(shuffled)).toEqual(found)
        if (found === null) return
        expect([found.low, found.slope, found.high].every(Number.isFinite)).toBe(true)
        expect(found.low).toBeLessThanOrEqual(found.slope)
        expect(found.slope).toBeLessThanOrEqual(found.high)
      },
    ),
    SEEDED,
  )
})

test('follows what is done to y: shifted it stays, stretched it stretches, mirrored it mirrors', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: -9, max: 9 }), (all, factor) => {
      const found = theilSen(all)
      const stretched = theilSen(all.map(({ x, y }) => ({ x, y: y * factor + 77 })))
      if (found === null) expect(stretched).toBeNull()
      else expect(stretched?.slope).toBeCloseTo(found.slope * factor, 9)
    }),
    SEEDED,
  )
})

test('finds the line of the honest points while fewer than 29 % are wild', () => {
  expect(bearable(20)).toBe(5)
  expect(bearable(1_000) / 1_000).toBeCloseTo(1 - Math.SQRT1_2, 2)
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 24 }),
      fc.integer({ min: -100, max: 100 }),
      fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), {
        minLength: 24,
        maxLength: 24,
      }),
      fc.infiniteStream(fc.nat()),
      (n, slope, wild, places) => {
        const line: Point[] = Array.from({ length: n }, (_, x) => ({ x, y: slope * x }))
        for (const y of wild.slice(0, bearable(n))) {
          const place = Number(places.next().value) % n
          line[place] = { x: place, y }
        }
        expect(theilSen(line)?.slope).toBe(slope)
      },
    ),
    SEEDED,
  )
})

test('breaks beyond that share, so the bound above is tight', () => {
  const line = Array.from({ length: 20 }, (_, x) => ({ x, y: x < 7 ? 1_000_000 - 50_000 * x : x }))
  expect(theilSen(line)?.slope).not.toBe(1)
})

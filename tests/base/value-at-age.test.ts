import fc from 'fast-check'
import { expect, test } from 'vitest'
import { valueAtAge, type Reading } from '../../src/base/value-at-age.ts'

const at = (...pairs: (readonly [ageHours: number, value: number])[]): Reading[] =>
  pairs.map(([ageHours, value]) => ({ ageHours, value }))
const count = { isCumulative: true }

test('a number lies on the line between the nearest readings around the age, in whatever order they come', () => {
  const readings = at([60, 1_300], [6, 1], [40, 800], [100, 9_999])
  expect(valueAtAge(readings, 48, count)).toEqual({ value: 1_000, fromHours: 40, toHours: 60 })
})

test('a reading at just that age is the number, without another one', () => {
  expect(valueAtAge(at([48, 700]), 48, count)).toEqual({ value: 700, fromHours: 48, toHours: 48 })
  expect(valueAtAge(at([47, 1], [48, 700], [49, 2_000]), 48, count)).toMatchObject({ value: 700 })
})

test.for([
  [[], 'not_sent'],
  [at([47.9, 10]), 'too_early'],
  [at([50, 11_000]), 'no_earlier_reading'],
  // 48 hours after the publication say little of 48 hours more.
  [at([46, 100], [94.1, 200]), 'too_far_apart'],
  [at([40, 10_000], [50, 200]), 'recounted'],
] as const)('without readings around it there is none: %o is %s', ([readings, reason]) => {
  expect(valueAtAge(readings, 48, count)).toEqual({ value: null, reason })
})

test('readings may be as far apart as the age itself', () => {
  expect(valueAtAge(at([46, 100], [94, 148]), 48, count)).toMatchObject({ value: 102 })
  expect(valueAtAge(at([150, 1], [300, 151]), 168, count)).toMatchObject({ value: 19 })
})

test('a count may be corrected a little, and an average may fall by any share', () => {
  expect(valueAtAge(at([47, 1_000], [49, 920]), 48, count)).toMatchObject({ value: 960 })
  expect(valueAtAge(at([47, 4], [49, 2]), 48, count)).toMatchObject({ value: 3 })
  expect(valueAtAge(at([47, 0.8], [49, 0.4]), 48, { isCumulative: false }).value).toBeCloseTo(0.6)
})

test('readings from after the next one change nothing', () => {
  const ages = fc.double({ min: 0, max: 48, noNaN: true })
  const later = fc.array(fc.tuple(fc.double({ min: 61, max: 2_000, noNaN: true }), fc.nat()))
  fc.assert(
    fc.property(ages, fc.nat(1_000), later, (age, views, more) => {
      const known = at([age, views], [60, views + 500])
      expect(valueAtAge([...at(...more), ...known], 48, count)).toEqual(
        valueAtAge(known, 48, count),
      )
    }),
  )
})

test('the number lies between those of the two readings', () => {
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.nat(10_000),
      fc.double({ min: 25, max: 48, noNaN: true }),
      (views, more, age) => {
        const { value } = valueAtAge(at([age, views], [72, views + more]), 48, count)
        expect(value).toBeGreaterThanOrEqual(views)
        expect(value).toBeLessThanOrEqual(views + more)
      },
    ),
  )
})

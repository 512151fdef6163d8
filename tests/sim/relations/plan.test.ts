import { expect, test } from 'vitest'
import { planBlows } from '../../../sim/relations/blows.ts'
import { planCases } from '../../../sim/relations/cases.ts'
import { peaksByTenth } from '../../../sim/relations/memory.ts'

const lengths = (size: number): number[] => [
  ...new Set(planCases({ seed: 'plan', size }).map(({ followers }) => followers)),
]

test('the cases have lists of every length up to the longest', () => {
  expect(lengths(1_000_000)).toEqual([1_000_000, 50_000, 0, 1, 1_663])
  expect(lengths(1_663)).toEqual([0, 1, 1_663])
})

test('a seed tells the faults and the blows, and another one others', () => {
  const faults = (seed: string) => planCases({ seed, size: 1_663 }).map((each) => each.faults)

  expect(faults('one')).toEqual(faults('one'))
  expect(faults('one')).not.toEqual(faults('two'))
  expect(planBlows('one', 6)).toEqual(planBlows('one', 6))
  expect(planBlows('one', 6)).not.toEqual(planBlows('two', 6))
})

test('blows of both kinds fall one after the other over the whole run', () => {
  const blows = planBlows('plan', 6)
  const shares = blows.map(({ atShare }) => atShare)

  expect(new Set(blows.map(({ kind }) => kind)).size).toBe(2)
  expect(shares).toEqual(shares.toSorted((one, other) => one - other))
  expect(Math.max(...shares)).toBeLessThan(1)
})

test('memory is told by the tenths of the way', () => {
  const sample = (members: number, megabytes: number) => ({ pid: 1, members, megabytes })

  const peaks = peaksByTenth([sample(0, 90), sample(5, 95), sample(60, 91), sample(100, 99)])

  expect(peaks).toEqual([95, null, null, null, null, null, 91, null, null, 99])
})

import { expect, test } from 'vitest'
import { planCrashes } from '../../../sim/relations/crashes.ts'
import { planCases } from '../../../sim/relations/cases.ts'
import { peaksByTenth } from '../../../sim/relations/memory.ts'

const lengths = (size: number): number[] => [
  ...new Set(planCases({ seed: 'plan', size }).map(({ followers }) => followers)),
]

test('the cases have lists of every length up to the longest', () => {
  expect(lengths(1_000_000)).toEqual([1_000_000, 50_000, 0, 1, 1_663])
  expect(lengths(1_663)).toEqual([0, 1, 1_663])
})

test('a seed determines the faults and the crashes', () => {
  const faults = (seed: string) => planCases({ seed, size: 1_663 }).map((each) => each.faults)

  expect(faults('one')).toEqual(faults('one'))
  expect(faults('one')).not.toEqual(faults('two'))
  expect(planCrashes('one', 6)).toEqual(planCrashes('one', 6))
  expect(planCrashes('one', 6)).not.toEqual(planCrashes('two', 6))
})

test('crashes of both kinds are spread over the whole run', () => {
  const crashes = planCrashes('plan', 6)
  const shares = crashes.map(({ atShare }) => atShare)

  expect(new Set(crashes.map(({ kind }) => kind)).size).toBe(2)
  expect(shares).toEqual(shares.toSorted((one, other) => one - other))
  expect(Math.max(...shares)).toBeLessThan(1)
})

test('memory is reported by tenths of the members', () => {
  const sample = (members: number, megabytes: number) => ({ pid: 1, members, megabytes })

  const peaks = peaksByTenth([sample(0, 90), sample(5, 95), sample(60, 91), sample(100, 99)])

  expect(peaks).toEqual([95, null, null, null, null, null, 91, null, null, 99])
})

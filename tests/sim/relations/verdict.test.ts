import { expect, test } from 'vitest'
import { planCases, type Case } from '../../../sim/relations/cases.ts'
import type { Check } from '../../../sim/relations/check-client.ts'
import { failuresOf, type JudgedList } from '../../../sim/relations/verdict.ts'

const [plan] = planCases({ seed: 'verdict', size: 1_663 }).filter(({ name }) => name === 'one')

const followers = {
  kind: 'followers',
  state: 'complete',
  reason: null,
  collected: 1,
  expected: 1,
  pages: 1,
  requests: 1,
} as const
const check: Check = {
  id: 'check',
  status: 'complete',
  reason: null,
  complete: true,
  lists: [followers],
  progress: { collected: 1, requests: 2, accounts: ['reader'] },
  created_at: '2026-11-21T09:00:00.000Z',
  completed_at: '2026-11-21T09:01:00.000Z',
}
const nothing = { missing: 0, strangers: 0, changed: 0, examples: [] }
const equal: JudgedList = { kind: 'followers', rows: 1, difference: nothing }
const cut = { ...followers, state: 'incomplete', reason: 'limited_by_platform', collected: 0 }
const isIncomplete = {
  ...check,
  status: 'incomplete',
  reason: 'limited_by_platform',
  complete: false,
  lists: [cut],
}
const mayBeCut: Partial<Case> = { ends: { followers: ['limited_by_platform'] } }
const without = { ...equal, rows: 0, difference: { ...nothing, missing: 1 } }

const judge = (told: Check, list: JudgedList, more: Partial<Case> = {}): string[] => {
  if (!plan) throw new Error('there is no such case')
  return failuresOf({ ...plan, ...more }, told, [list])
}

test('a check is right when it is complete and equal to the truth', () => {
  expect(judge(check, equal)).toEqual([])
})

test('a check is right when it lacks members and says why', () => {
  expect(judge(isIncomplete, without, mayBeCut)).toEqual([])
})

test.for([
  ['it has not ended', { ...check, status: 'waiting' }, equal, 'one: is waiting (no reason)'],
  [
    'it says complete and lacks somebody',
    { ...check, lists: [{ ...followers, collected: 0 }] },
    { ...without, difference: { ...without.difference, examples: ['missing 7'] } },
    'one: followers: 1 members are missing in a list that is said to be complete (missing 7)',
  ],
  [
    'it holds somebody who was never there',
    check,
    { ...equal, difference: { ...nothing, strangers: 1, examples: ['strangers 8'] } },
    'one: followers: 1 were never in the list (strangers 8)',
  ],
  [
    'it holds a name that nobody had',
    check,
    { ...equal, difference: { ...nothing, changed: 1, examples: ['changed 9'] } },
    'one: followers: 1 never had the name or flags that are stored (changed 9)',
  ],
  [
    'it gives up where it need not',
    isIncomplete,
    without,
    'one: followers ended as limited_by_platform, not complete (0 members)',
  ],
  [
    'it is called complete with a list that is not',
    { ...isIncomplete, status: 'complete', complete: true },
    without,
    'one: is complete with incomplete lists',
  ],
  [
    'it counts more members than it stores',
    check,
    { ...equal, rows: 0 },
    'one: followers: 1 collected, 0 stored',
  ],
] as const)('a check is wrong when %s', ([, told, list, failure]) => {
  expect(judge({ ...told, lists: [...told.lists] }, list as JudgedList)).toContain(failure)
})

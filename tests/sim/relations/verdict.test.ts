import { expect, test } from 'vitest'
import { planCases, type Case } from '../../../sim/relations/cases.ts'
import type { Check } from '../../../sim/relations/check-client.ts'
import { checkFailures, ruleFailures, type JudgedList } from '../../../sim/relations/verdict.ts'

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
const nothing = { missing: 0, extra: 0, changed: 0, examples: [] }
const equal: JudgedList = { kind: 'followers', rows: 1, difference: nothing }
const limited = { ...followers, state: 'incomplete', reason: 'limited_by_platform', collected: 0 }
const isIncomplete = {
  ...check,
  status: 'incomplete',
  reason: 'limited_by_platform',
  complete: false,
  lists: [limited],
}
const mayBeLimited: Partial<Case> = { ends: { followers: ['limited_by_platform'] } }
const without = { ...equal, rows: 0, difference: { ...nothing, missing: 1 } }

const judge = (found: Check, list: JudgedList, more: Partial<Case> = {}): string[] => {
  if (!plan) throw new Error('there is no such case')
  return checkFailures({ ...plan, ...more }, found, [list])
}

test('a check passes if it is complete and equal to the truth', () => {
  expect(judge(check, equal)).toEqual([])
})

test('a check passes if it lacks members and has a reason', () => {
  expect(judge(isIncomplete, without, mayBeLimited)).toEqual([])
})

test.for([
  ['it has not ended', { ...check, status: 'waiting' }, equal, 'one: is waiting (no reason)'],
  [
    'it is complete and lacks a member',
    { ...check, lists: [{ ...followers, collected: 0 }] },
    { ...without, difference: { ...without.difference, examples: ['missing 7'] } },
    'one: followers: 1 members are missing in a list that is reported complete (missing 7)',
  ],
  [
    'it contains a member that was never there',
    check,
    { ...equal, difference: { ...nothing, extra: 1, examples: ['extra 8'] } },
    'one: followers: 1 were never in the list (extra 8)',
  ],
  [
    'it contains a name that the member never had',
    check,
    { ...equal, difference: { ...nothing, changed: 1, examples: ['changed 9'] } },
    'one: followers: 1 never had the name or flags that are stored (changed 9)',
  ],
  [
    'it ends early without cause',
    isIncomplete,
    without,
    'one: followers ended as limited_by_platform, not complete (0 members)',
  ],
  [
    'it is complete with an incomplete list',
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
] as const)('a check fails if %s', ([, found, list, failure]) => {
  expect(judge({ ...found, lists: [...found.lists] }, list as JudgedList)).toContain(failure)
})

const rule = (name: string, account = 'reader') => ({ rule: name, account })

test('a kill of the daemon excuses one account that goes on after a freeze', () => {
  expect(ruleFailures([rule('after_freeze'), rule('after_freeze')], 1)).toEqual([])
})

test.for([
  ['nothing was killed', [rule('after_freeze')], 0],
  [
    'more accounts go on than gramd was killed',
    [rule('during_rest', 'a'), rule('during_rest', 'b')],
    1,
  ],
  ['it is another rule', [rule('hour_budget')], 3],
] as const)('a broken rule is a failure if %s', ([, violations, kills]) => {
  expect(ruleFailures(violations, kills)[0]).toBe(
    `the referee counts ${violations.length} broken rules`,
  )
})

import { expect, test } from 'vitest'
import { failuresOf } from '../../../sim/relations/broken-rules.ts'

const rule = (name: string, account = 'reader') => ({ rule: name, account })

test('an account that did not hear that it was stopped, since the daemon was killed, breaks no rule', () => {
  expect(failuresOf([rule('after_freeze'), rule('after_freeze')], 1)).toEqual([])
})

test.for([
  ['nothing died', [rule('after_freeze')], 0],
  [
    'more accounts went on than answers can have been lost',
    [rule('during_rest', 'a'), rule('during_rest', 'b')],
    1,
  ],
  ['it is another rule', [rule('hour_budget')], 3],
] as const)('a broken rule counts when %s', ([, written, blows]) => {
  expect(failuresOf(written, blows)[0]).toBe(`the referee counts ${written.length} broken rules`)
})

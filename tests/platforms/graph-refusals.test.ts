import { expect, test } from 'vitest'
import { REFUSAL_TEXTS, refusalMessage, saidIn } from '../../src/base/refusal-texts.ts'
import { GRAPH_ERROR_KINDS } from '../../src/platforms/graph-error.ts'
import {
  REFUSALS,
  REFUSAL_FAULTS,
  REFUSAL_SOURCES,
  refusalOf,
  refusalOfText,
} from '../../src/platforms/graph-refusals.ts'
import { publishFailure } from '../../src/platforms/publish-failures.ts'
import { PUBLISH_FAILURES } from '../../src/platforms/publish-failure-classes.ts'

// Meta's table of publishing errors, its pages on errors, limits and tokens, and what was seen beside them.
test.for([
  [-2, 2_207_003, 'moment'],
  [-2, 2_207_020, 'moment'],
  [-1, 2_207_001, 'moment'],
  [-1, 2_207_032, 'moment'],
  [-1, 2_207_053, 'moment'],
  [1, null, 'moment'],
  [1, 99, 'moment'],
  [1, 2_207_057, 'order'],
  [2, null, 'moment'],
  [3, null, 'moment'],
  [4, null, 'moment'],
  [4, 2_207_051, 'account'],
  [9, 2_207_042, 'account'],
  [9, 2_207_069, 'account'],
  [10, null, 'account'],
  [17, 2_446_079, 'account'],
  [24, 2_207_006, 'moment'],
  [24, 2_207_008, 'moment'],
  [25, 2_207_050, 'account'],
  [32, null, 'account'],
  [100, null, 'order'],
  [100, 33, 'moment'],
  [100, 2_108_006, 'media'],
  [100, 2_207_023, 'order'],
  [100, 2_207_028, 'order'],
  [100, 2_207_035, 'order'],
  [100, 2_207_036, 'order'],
  [100, 2_207_037, 'order'],
  [100, 2_207_040, 'order'],
  [100, 2_207_081, 'order'],
  [100, 2_207_089, 'order'],
  [100, 2_874_010, 'media'],
  [102, null, 'account'],
  [110, null, 'order'],
  [110, 2_207_018, 'order'],
  [190, null, 'account'],
  [190, 463, 'account'],
  [200, null, 'account'],
  [294, null, 'account'],
  [341, null, 'moment'],
  [352, 2_207_026, 'media'],
  [368, null, 'account'],
  [506, null, 'order'],
  [613, 1_996, 'account'],
  [803, null, 'moment'],
  [9_004, 2_207_052, 'media'],
  [9_007, 2_207_027, 'moment'],
  [9_009, null, 'account'],
  [36_000, 2_207_004, 'media'],
  [36_001, 2_207_005, 'media'],
  [36_003, 2_207_009, 'media'],
  [36_004, 2_207_010, 'order'],
  [80_002, null, 'account'],
  [1_609_005, null, 'order'],
  // Of containers, which have no code.
  [null, 2_207_073, 'media'],
  [null, 2_207_076, 'media'],
  [null, 2_207_077, 'media'],
  [null, 2_207_082, 'media'],
  [null, 2_207_085, 'media'],
] as const)('%s/%s is a fault of the %s', ([code, subcode, fault]) => {
  expect(refusalOf(code, subcode)?.fault).toBe(fault)
})

test('every row is whole, has its source and its words, and no code is sorted twice', () => {
  for (const row of REFUSALS) {
    expect(GRAPH_ERROR_KINDS).toContain(row.kind)
    expect(REFUSAL_FAULTS).toContain(row.fault)
    expect(PUBLISH_FAILURES).toHaveProperty(row.failure)
    expect(REFUSAL_SOURCES[row.source].length).toBeGreaterThan(20)
    expect(REFUSAL_TEXTS[row.reason].length).toBeGreaterThan(20)
  }
  const keys = REFUSALS.map(({ code, subcode }) => `${String(code)}/${subcode ?? ''}`)
  expect(new Set(keys).size).toBe(keys.length)
  const subcodes = REFUSALS.flatMap(({ subcode = 0 }) => (subcode >= 1_000_000 ? subcode : []))
  expect(new Set(subcodes).size).toBe(subcodes.length)
  const used = new Set<string>(REFUSALS.map(({ reason }) => reason))
  expect(Object.keys(REFUSAL_TEXTS).filter((reason) => !used.has(reason))).toEqual([])
})

test('a subcode of seven digits means the same after every code, a small one only after its own', () => {
  expect(refusalOf(100, 2_207_018)?.reason).toBe('people_refused')
  expect(refusalOf(190, 33)?.reason).toBe('token_invalid')
  expect(refusalOf(4_711, null)).toBeUndefined()
  expect(refusalOfText('110/2207018')?.fault).toBe('order')
  expect(refusalOfText('2207085')?.fault).toBe('media')
  expect(refusalOfText('-1/2207001')?.fault).toBe('moment')
  expect(refusalOfText('1609005')?.fault).toBe('order')
  expect(refusalOfText('feedback_required')).toBeUndefined()
  expect(refusalOfText(null)).toBeUndefined()
})

test('a failure that was stored has the fault of its code again, and its words are told once', () => {
  const message = refusalMessage('people_refused', 'Meta refused it', 'No user named @dana')
  expect(message).toBe(`${REFUSAL_TEXTS.people_refused} Meta refused it: “No user named @dana”`)
  expect(saidIn('people_refused', message)).toBe('Meta refused it: “No user named @dana”')
  const again = publishFailure('order_refused', { message, code: '110/2207018' })
  expect(again).toMatchObject({ fault: 'order', remedy: 'final' })
  expect(publishFailure('transient', { message: 'no answer' }).fault).toBe('moment')
})

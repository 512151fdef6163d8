import { isFinal, readRetryAfter } from '../../src/alerts/post.ts'
import { pauseAfter } from '../../src/alerts/courier.ts'
import { expect, test } from '../fixtures/test.ts'

const failure = { delivered: false, status: 500, error: 'answered 500', final: false } as const
const middle = (): number => 0.5

test('pauses grow from five seconds to four hours, and the eighth attempt is the last', () => {
  const pauses = Array.from({ length: 8 }, (_, place) => pauseAfter(failure, place + 1, middle))

  expect(pauses.map((ms) => ms && ms / 1000)).toEqual([
    5,
    30,
    120,
    600,
    3_600,
    14_400,
    14_400,
    null,
  ])
})

test('jitter is a tenth to both sides, and never earlier than the other side asked', () => {
  expect(pauseAfter(failure, 1, () => 0)).toBeCloseTo(4_500)
  expect(pauseAfter(failure, 1, () => 0.999_999)).toBeCloseTo(5_500, 0)
  expect(pauseAfter({ ...failure, retryAfterMs: 40_000 }, 1, () => 0)).toBe(40_000)
  expect(pauseAfter({ ...failure, retryAfterMs: 1_000 }, 1, middle)).toBe(5_000)
})

test('what is final has no other attempt', () => {
  expect(pauseAfter({ ...failure, final: true }, 1, middle)).toBeNull()
})

test.for([
  [301, false],
  [400, true],
  [401, true],
  [404, true],
  [408, false],
  [409, false],
  [410, true],
  [425, false],
  [429, false],
  [500, false],
  [503, false],
] as const)('HTTP %i: final is %s', ([status, final]) => {
  expect(isFinal(status)).toBe(final)
})

test.for([
  ['120', 120_000],
  ['1.5', 1_500],
  ['Sat, 21 Nov 2026 02:01:00 GMT', 60_000],
  ['Sat, 21 Nov 2026 01:00:00 GMT', 0],
  ['99999999', 86_400_000],
  ['-5', 0],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
] as const)('Retry-After %j asks for %j ms', ([value, ms]) => {
  const found = readRetryAfter(value, Date.parse('2026-11-21T02:00:00Z'))
  expect(found).toBe(ms)
})

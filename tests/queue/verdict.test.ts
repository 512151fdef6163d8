import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DefectError,
  InterruptedError,
  InvalidInputError,
  TransientError,
  UpstreamDownError,
  type AppError,
} from '../../src/base/errors.ts'
import { PoolRestingError, RateLimitedError } from '../../src/platforms/errors.ts'
import { NotFoundError } from '../../src/platforms/target-errors.ts'
import { backoffMs, verdictFor, type Verdict } from '../../src/queue/verdict.ts'

const MINUTE = 60_000
const policy = { backoffMinutes: [5, 15, 45] as const, maxAttempts: 3 }
const soon = new Date('2026-01-01T00:00:00Z')

describe('the verdict on a failed attempt', () => {
  const table: [error: AppError, attempt: number, expected: Partial<Verdict>][] = [
    [new TransientError('down'), 1, { kind: 'retry', delayMs: 5 * MINUTE }],
    [new TransientError('down'), 2, { kind: 'retry', delayMs: 15 * MINUTE }],
    [new TransientError('down'), 3, { kind: 'failed', countsAttempt: true }],
    [new TransientError('down'), 4, { kind: 'failed', countsAttempt: true }],
    [new DefectError('oops'), 1, { kind: 'retry', delayMs: 5 * MINUTE }],
    [new DefectError('oops'), 3, { kind: 'failed', countsAttempt: true }],
    [new RateLimitedError('slow'), 1, { kind: 'retry', delayMs: 5 * MINUTE }],
    [new PoolRestingError('resting', soon), 1, { kind: 'snooze', until: soon }],
    [new PoolRestingError('resting', soon), 99, { kind: 'snooze', until: soon }],
    [new UpstreamDownError('down', 1_000), 3, { kind: 'snooze', delayMs: 1_000 }],
    [new InterruptedError('stopping'), 3, { kind: 'snooze', delayMs: 0 }],
    [new InvalidInputError('no such thing'), 1, { kind: 'failed', countsAttempt: true }],
    [new NotFoundError('gone'), 1, { kind: 'failed', countsAttempt: true }],
  ]

  test.for(table)('%s on attempt %i', ([error, attempt, expected]) => {
    expect(verdictFor(error, policy, attempt, 0.5)).toEqual({
      code: error.code,
      message: error.message,
      ...expected,
    })
  })

  test('gives a type that allows a fourth attempt 45 minutes before it', () => {
    const verdict = verdictFor(new TransientError('down'), { ...policy, maxAttempts: 4 }, 3, 0.5)

    expect(verdict).toMatchObject({ kind: 'retry', delayMs: 45 * MINUTE })
  })
})

describe('backoff', () => {
  test('follows the steps and repeats the last one', () => {
    expect([1, 2, 3, 4, 9].map((attempt) => backoffMs([5, 15, 45], attempt, 0.5) / MINUTE)).toEqual(
      [5, 15, 45, 45, 45],
    )
    expect(backoffMs([7], 3, 0.5)).toBe(7 * MINUTE)
  })

  test('is spread by ten percent to either side, and no further', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const middle = backoffMs([5, 15, 45], attempt, 0.5)
          const delay = backoffMs([5, 15, 45], attempt, random)
          expect(delay).toBeGreaterThanOrEqual(middle * 0.9 - 1e-6)
          expect(delay).toBeLessThanOrEqual(middle * 1.1 + 1e-6)
        },
      ),
    )
    expect(backoffMs([5], 1, 0)).toBeCloseTo(4.5 * MINUTE)
    expect(backoffMs([5], 1, 1)).toBeCloseTo(5.5 * MINUTE)
  })
})

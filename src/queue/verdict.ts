import type { AppError } from '../base/errors.ts'
import type { TaskType } from './task-type.ts'

/** The end of an attempt that was not done. Delays are ms of world time. */
export type Verdict =
  | { kind: 'retry'; delayMs: number; code: string; message: string }
  | { kind: 'snooze'; until: Date; code: string; message: string }
  | { kind: 'snooze'; delayMs: number; code: string; message: string }
  | { kind: 'failed'; countsAttempt: boolean; code: string; message: string }

const MINUTE = 60_000
const JITTER = 0.1

/**
 * Decides by the error's class. `attempt` is this attempt's number, from 1; `random` (0 to 1)
 * spreads retries by ±10 %, so that tasks that failed together do not return together.
 */
export function verdictFor(
  error: AppError,
  policy: Pick<TaskType<unknown>, 'backoffMinutes'> & { maxAttempts: number },
  attempt: number,
  random: number,
): Verdict {
  const failure = { code: error.code, message: error.message }
  const { disposition } = error
  switch (disposition.action) {
    case 'snooze':
      return 'until' in disposition
        ? { kind: 'snooze', until: disposition.until, ...failure }
        : { kind: 'snooze', delayMs: disposition.delayMs, ...failure }
    case 'final':
      return { kind: 'failed', countsAttempt: true, ...failure }
    case 'retry':
      if (attempt >= policy.maxAttempts) return { kind: 'failed', countsAttempt: true, ...failure }
      return {
        kind: 'retry',
        delayMs: backoffMs(policy.backoffMinutes, attempt, random),
        ...failure,
      }
  }
}

/** Pause (ms) after failed attempt `attempt` (from 1), with jitter; the last step repeats. */
export function backoffMs(
  steps: readonly [number, ...number[]],
  attempt: number,
  random: number,
): number {
  const minutes = steps[Math.min(attempt, steps.length) - 1] ?? steps[0]
  return minutes * MINUTE * (1 - JITTER + 2 * JITTER * random)
}

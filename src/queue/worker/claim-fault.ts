import type { Unready } from '../../base/readiness.ts'
import type { Runner } from './runner.ts'

/**
 * Real time (ms) without a claim after which a worker counts as stuck; longer where it polls
 * rarely.
 */
const LONGEST_SILENCE_MS = 60_000

/** Reports how long a worker has not claimed; undefined while it does. */
export function claimFault(
  { claimedAt }: Pick<Runner, 'claimedAt'>,
  pollMs: number,
  now = performance.now(),
): Unready | undefined {
  const silentMs = now - claimedAt
  if (silentMs <= Math.max(LONGEST_SILENCE_MS, 2 * pollMs)) return undefined
  const message =
    `the worker has not been able to claim tasks for ${Math.floor(silentMs / 1_000)} s: the ` +
    'database does not answer, or the process hangs'
  return { code: 'worker_not_claiming', message }
}

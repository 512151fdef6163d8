import { classify } from '../../base/classify.ts'
import type { Logger } from '../../base/log.ts'

/**
 * Has work that was put back with one of these codes done as soon as its turn comes, whatever time
 * it was put back to.
 */
export type ResumeWaitingTasks = (codes: readonly string[]) => Promise<void>

/** Codes of what waits for any account: see PoolRestingError and AppOutdatedError. */
export const WAITS_FOR_ACCOUNTS = ['pool_resting', 'app_outdated'] as const
/** Codes of what waits for a target that is left alone: see ReadingSetAsideError. */
export const WAITS_FOR_TARGETS = ['target_set_aside'] as const

/**
 * What the work waits for is there again. If it cannot be told, the work goes on at its old time.
 */
export async function resumeWaitingTasks(
  parts: { resumeWaitingTasks?: ResumeWaitingTasks; log: Logger },
  codes: readonly string[],
): Promise<void> {
  try {
    await parts.resumeWaitingTasks?.(codes)
  } catch (thrown) {
    const error = classify(thrown)
    parts.log.warn({ err: error, code: error.code }, 'waiting work not told to go on')
  }
}

import { classify } from '../../base/classify.ts'
import type { Logger } from '../../base/log.ts'

/** Makes tasks that wait with one of these codes due now. */
export type ResumeWaitingTasks = (codes: readonly string[]) => Promise<void>

/** Codes of tasks that wait for any account: PoolRestingError and AppOutdatedError. */
export const WAITS_FOR_ACCOUNTS = ['pool_resting', 'app_outdated'] as const
/** Codes of tasks that wait for a quarantined target: ReadingQuarantinedError. */
export const WAITS_FOR_TARGETS = ['target_quarantined'] as const

/** Wakes waiting tasks; if that fails, they run at their own time. */
export async function resumeWaitingTasks(
  parts: { resumeWaitingTasks?: ResumeWaitingTasks; log: Logger },
  codes: readonly string[],
): Promise<void> {
  try {
    await parts.resumeWaitingTasks?.(codes)
  } catch (thrown) {
    const error = classify(thrown)
    parts.log.warn({ err: error, code: error.code }, 'could not wake waiting tasks')
  }
}

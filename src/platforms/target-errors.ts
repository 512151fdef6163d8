import type { Disposition } from '../base/errors.ts'
import { PlatformError } from './errors.ts'
import type { PublishFailure } from './publish-failures.ts'

/** Two accounts met a challenge on this target: it must not cost a third. Nothing was sent. */
export class TargetQuarantinedError extends PlatformError {
  readonly code = 'target_quarantined'
  readonly owner = 'target'
  override readonly status = 409
  override readonly disposition: Disposition = { action: 'final' }
  /** World time at which the quarantine ends. */
  readonly until: Date | null

  constructor(message: string, options: ErrorOptions & { until?: Date } = {}) {
    super(message, options)
    this.until = options.until ?? null
  }
}

/** Codes of the answers about a target. */
export const TARGET_ANSWERS = [
  'target_not_found',
  'target_private',
  'target_restricted',
  'not_offered',
] as const

/** An answer about the target: final for the task, a success for the account. */
abstract class TargetAnswerError extends PlatformError {
  abstract override readonly code: (typeof TARGET_ANSWERS)[number]
  readonly owner = 'target'
  override readonly disposition: Disposition = { action: 'final' }
  override readonly isHealthy = true
}

/** The target does not exist. */
export class NotFoundError extends TargetAnswerError {
  readonly code = 'target_not_found'
}

/** The target is private. */
export class PrivateProfileError extends TargetAnswerError {
  readonly code = 'target_private'
}

/** The platform hides the target by age or region; another account might see it. */
export class RestrictedProfileError extends TargetAnswerError {
  readonly code = 'target_restricted'
}

/** The platform's answers about a post, other than its success. */
export type PublishAnswer =
  | { kind: 'waiting'; delayMs: number }
  | { kind: 'not_published' | 'unknown'; failure: PublishFailure }

/** The platform did not publish, or not yet; the account and its proxy did their part. */
export class PublishRefusedError extends PlatformError {
  readonly code = 'publish_refused'
  readonly owner = 'target'
  override readonly disposition: Disposition = { action: 'final' }
  override readonly isHealthy = true
  readonly answer: PublishAnswer

  constructor(answer: PublishAnswer, options?: ErrorOptions) {
    const words = answer.kind === 'waiting' ? 'the platform is not ready' : answer.failure.message
    super(words, options)
    this.answer = answer
  }
}

export type PictureFault =
  | 'foreign_address'
  | 'proxy'
  | 'no_answer'
  | 'gone'
  | 'refused'
  | 'not_a_picture'
  | 'too_large'

/** A picture could not be fetched: no account is at fault, and no work waits for it. */
export class PictureFailedError extends PlatformError {
  readonly code = 'picture_failed'
  readonly owner = 'target'
  override readonly disposition: Disposition = { action: 'final' }
  readonly fault: PictureFault

  constructor(fault: PictureFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}

/** The platform does not offer this for the target, to any account. */
export class NotOfferedError extends TargetAnswerError {
  readonly code = 'not_offered'
}

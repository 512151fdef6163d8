import { ConflictError } from '../../base/errors.ts'
import type { Estimate } from './estimate.ts'

const HOUR_SECONDS = 3_600
const DAY_SECONDS = 24 * HOUR_SECONDS

/** A check would take more than anybody has confirmed. */
export class ConfirmationRequiredError extends ConflictError {
  override readonly code: string = 'confirmation_required'
  override readonly facts: Readonly<Record<string, number | null>>

  constructor({ requests, seconds }: Estimate, limit: number) {
    const time = seconds === null ? 'no account is in service' : `about ${roughly(seconds)}`
    super(
      `the check takes about ${requests} requests (${time}), more than ${limit}: send confirm: true to have it all the same`,
      [{ field: 'confirm', reason: 'expected true for so many requests' }],
    )
    this.facts = { requests, seconds, limit }
  }
}

/** In the unit in which people would say it. */
function roughly(seconds: number): string {
  if (seconds < 2 * HOUR_SECONDS) return `${Math.ceil(seconds / 60)} minutes`
  if (seconds < 2 * DAY_SECONDS) return `${Math.ceil(seconds / HOUR_SECONDS)} hours`
  return `${Math.ceil(seconds / DAY_SECONDS)} days`
}

/** Lists of a private profile are not asked for. */
export class TargetPrivateError extends ConflictError {
  override readonly code: string = 'target_private'
}

/** Whoever was erased is nobody's target. */
export class TargetErasedError extends ConflictError {
  override readonly code: string = 'target_erased'
}

/** The check was removed while its task ran, as an erasure does. */
export class CheckGoneError extends ConflictError {
  override readonly code: string = 'check_gone'
}

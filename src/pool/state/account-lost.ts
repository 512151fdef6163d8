import { AppError, type Disposition } from '../../base/errors.ts'

/**
 * The lease of the account ended, or an operator took the account out of service. Unlike
 * LeaseLostError, which is about the task: the task continues on another account.
 */
export class AccountLostError extends AppError {
  readonly code = 'account_lost'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503
}

import { AppError, type Disposition } from '../../base/errors.ts'

/**
 * The account is no longer ours: its lease ended, or somebody took it out of service. Not a
 * LeaseLostError, which is about the task: the task goes on with another account.
 */
export class AccountLostError extends AppError {
  readonly code = 'account_lost'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503
}

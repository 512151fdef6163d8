import { AppError, ConflictError, type Disposition } from '../../base/errors.ts'

/**
 * The lease of the account ended, or an operator took the account out of service. Unlike
 * LeaseLostError, which is about the task: the task continues on another account.
 */
export class AccountLostError extends AppError {
  readonly code = 'account_lost'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503
}

/** The operator replaced the session that the account's holder uses. Nothing was sent. */
export class SessionReplacedError extends ConflictError {
  override readonly code = 'session_replaced'

  constructor() {
    super('the session of the account was replaced meanwhile; try again')
  }
}

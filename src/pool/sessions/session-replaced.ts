import { ConflictError } from '../../base/errors.ts'

/**
 * The operator replaced the session that the account's holder uses. Nothing was sent.
 */
export class SessionReplacedError extends ConflictError {
  override readonly code = 'session_replaced'

  constructor() {
    super('the session of the account was replaced meanwhile; try again')
  }
}

import { ConflictError } from '../../base/errors.ts'

/**
 * A person has put in another session than the one that the holder of the account works with.
 * Nothing was sent.
 */
export class SessionReplacedError extends ConflictError {
  override readonly code = 'session_replaced'

  constructor() {
    super('the session of the account was replaced meanwhile; try again')
  }
}

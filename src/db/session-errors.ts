import { MisconfiguredError, UnavailableError } from '../base/startup-error.ts'

/**
 * A session of the database has settings that gramd cannot work with; the message has the remedy.
 */
export class SessionError extends MisconfiguredError {
  override readonly name = 'SessionError'
}

/** The server does not match target_session_attrs: another server may, or this one later. */
export class WrongServerError extends UnavailableError {
  override readonly name = 'WrongServerError'
  readonly code = 'WRONG_SERVER'

  constructor(found: string) {
    super(`the server ${found}, and target_session_attrs asks for another one`)
  }
}

import { MisconfiguredError, UnavailableError } from '../base/startup-error.ts'

/** A session of the database has settings with which gramd cannot work; the message has the remedy. */
export class SessionError extends MisconfiguredError {
  override readonly name = 'SessionError'
}

/** The server is not one that target_session_attrs asks for: another one may be, or this one later. */
export class WrongServerError extends UnavailableError {
  override readonly name = 'WrongServerError'
  readonly code = 'WRONG_SERVER'

  constructor(found: string) {
    super(`the server ${found}, and target_session_attrs asks for another one`)
  }
}

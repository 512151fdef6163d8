import { AppError } from '../../base/errors.ts'
import {
  BadCredentialsError,
  SecondFactorRefusedError,
  TwoFactorRequiredError,
} from '../../platforms/errors.ts'
import type { FailedLogin } from './login-store.ts'

/** A login that has met an error. `continues`: it was begun before, and went on with a code. */
type Attempt = { requestId: number | null; continues: boolean; seal: (pending: string) => Buffer }

/** What an error means for the login that met it. */
export function failedLoginOf(error: unknown, attempt: Attempt): FailedLogin {
  const { requestId, continues, seal } = attempt
  // One that a code was sent for has no prompt of its own: it goes on with the one that it was
  // begun with.
  const pending = error instanceof TwoFactorRequiredError && !continues ? error.pending : undefined
  return {
    requestId,
    triedCode: continues,
    outcome: error instanceof AppError ? error.code : 'failed',
    pending: pending === undefined ? null : seal(pending),
    // A login that goes on, or gave a second factor, has been past its password.
    isPasswordRefused:
      error instanceof BadCredentialsError &&
      !(error instanceof SecondFactorRefusedError) &&
      !continues,
  }
}

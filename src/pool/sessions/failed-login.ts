import { AppError } from '../../base/errors.ts'
import {
  BadCredentialsError,
  SecondFactorRefusedError,
  TwoFactorRequiredError,
} from '../../platforms/errors.ts'
import type { FailedLogin } from './login-store.ts'

/** A failed login. `continues`: it was begun earlier, and continued with a code. */
type Attempt = { requestId: number | null; continues: boolean; seal: (pending: string) => Buffer }

export function failedLoginOf(error: unknown, attempt: Attempt): FailedLogin {
  const { requestId, continues, seal } = attempt
  // A continued login has no prompt of its own: it keeps the one it began with.
  const pending = error instanceof TwoFactorRequiredError && !continues ? error.pending : undefined
  return {
    requestId,
    triedCode: continues,
    outcome: error instanceof AppError ? error.code : 'failed',
    pending: pending === undefined ? null : seal(pending),
    // A continued login, or one that gave a second factor, got past its password.
    isPasswordRefused:
      error instanceof BadCredentialsError &&
      !(error instanceof SecondFactorRefusedError) &&
      !continues,
  }
}

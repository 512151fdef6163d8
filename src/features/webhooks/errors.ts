import { AppError, type Disposition } from '../../base/errors.ts'

/**
 * The sender of the request does not know the verify token: it is another app, or the token was
 * mistyped in Meta's console.
 */
export class VerifyTokenError extends AppError {
  readonly code = 'verify_token_wrong'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 403

  constructor() {
    super(
      'the verify token is not GRAMD_WEBHOOK_VERIFY_TOKEN: enter the same one in Meta’s console',
    )
  }
}

import { AppError, type Disposition } from '../../base/errors.ts'

/** A direct answer did not come, but may be paid. */
export class UnansweredError extends AppError {
  readonly code = 'openai_unanswered'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 502

  constructor(reason: string, options?: ErrorOptions) {
    super(`OpenAI was asked, but ${reason} before the answer was here: it may be paid`, options)
  }
}

import { AppError, type Disposition } from '../../base/errors.ts'

/** OpenAI was asked for a direct answer that did not come. It may have been given, and be paid. */
export class UnansweredError extends AppError {
  readonly code = 'openai_unanswered'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 502

  constructor(reason: string, options?: ErrorOptions) {
    super(`OpenAI was asked, but ${reason} before the answer was here: it may be paid`, options)
  }
}

import {
  AppError,
  ConflictError,
  LimitedError,
  type Disposition,
  type RequestLimit,
} from '../../base/errors.ts'

/** Another call of the same kind and subject is running. */
export class AlreadyRequestedError extends ConflictError {
  override readonly code = 'already_asked'
}

/** The limit or budget of direct calls is used up until `until` (world time). */
export class DirectCallRefusedError extends LimitedError {
  readonly code: 'daily_budget_spent' | 'direct_calls_busy'
  readonly disposition: Disposition
  readonly limit: RequestLimit

  constructor(
    code: DirectCallRefusedError['code'],
    message: string,
    { until, limit }: { until: Date; limit: RequestLimit },
  ) {
    super(message)
    this.limit = limit
    this.code = code
    this.disposition = { action: 'snooze', until }
  }
}

const HELD_DELAY_MS = 15 * 60_000

/** OpenAI refused key, quota or model: sending is on hold until a person acts. */
export class SendingHeldError extends AppError {
  readonly code = 'sending_held'
  readonly disposition: Disposition = { action: 'snooze', delayMs: HELD_DELAY_MS }
  readonly status = 503

  constructor(refusal: { code: string; message: string }) {
    super(`nothing is sent to OpenAI (${refusal.code}): ${refusal.message}`)
  }
}

import { AppError, type Disposition, type HttpStatus } from '../../../base/errors.ts'

/** Why a translation service failed. */
export const TRANSLATION_FAULTS = [
  /** The service refuses the key: a person must act. */
  'key_refused',
  /** The service's quota of characters for this period is used up. */
  'quota_spent',
  /** Our own monthly limit would be exceeded. */
  'limit_reached',
  'rate_limited',
  /** The service rejects the request as malformed. */
  'rejected',
  /** No answer, a broken one or an unusable one. */
  'down',
] as const
export type TranslationFault = (typeof TRANSLATION_FAULTS)[number]

const STATUS: Record<TranslationFault, HttpStatus> = {
  key_refused: 503,
  quota_spent: 429,
  limit_reached: 429,
  rate_limited: 429,
  rejected: 502,
  down: 503,
}

const MINUTE_MS = 60_000
/** How long (ms) a service is not called when it names no time. */
const REST_MS: Record<TranslationFault, number> = {
  key_refused: 15 * MINUTE_MS,
  quota_spent: 60 * MINUTE_MS,
  limit_reached: 60 * MINUTE_MS,
  rate_limited: MINUTE_MS,
  rejected: 0,
  down: MINUTE_MS,
}

/** One service failed to translate; another may succeed. The message does not contain the key. */
export class TranslationServiceError extends AppError {
  readonly code: `translation_${TranslationFault}`
  readonly disposition: Disposition
  readonly status: HttpStatus
  readonly fault: TranslationFault
  /** Milliseconds until the service may be called again; 0 for at once. */
  readonly restMs: number
  /** The service may have translated, and its answer was lost. */
  readonly mayBeBilled: boolean

  constructor(
    fault: TranslationFault,
    message: string,
    {
      restMs,
      mayBeBilled = false,
      ...options
    }: ErrorOptions & { restMs?: number | undefined; mayBeBilled?: boolean } = {},
  ) {
    super(message, options)
    this.fault = fault
    this.code = `translation_${fault}`
    this.status = STATUS[fault]
    this.mayBeBilled = mayBeBilled
    this.restMs = restMs ?? REST_MS[fault]
    this.disposition =
      fault === 'rejected' ? { action: 'final' } : { action: 'snooze', delayMs: this.restMs }
  }
}

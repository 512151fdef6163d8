import { AppError, type Disposition, type HttpStatus } from '../base/errors.ts'

/** Why a translation service did not translate. */
export const TRANSLATION_FAULTS = [
  /** The service refuses the key: a person has to act. */
  'key_refused',
  /** The characters that the service gives for this period are used up. */
  'quota_spent',
  /** Our own monthly limit would be passed. */
  'limit_reached',
  'rate_limited',
  /** The service does not take the request as it is. */
  'rejected',
  /** No, broken or unusable answer. */
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
/** How long a service is left alone when it does not say it. */
const REST_MS: Record<TranslationFault, number> = {
  key_refused: 15 * MINUTE_MS,
  quota_spent: 60 * MINUTE_MS,
  limit_reached: 60 * MINUTE_MS,
  rate_limited: MINUTE_MS,
  rejected: 0,
  down: MINUTE_MS,
}

/** One service did not translate; another may. The message has no key in it. */
export class TranslationServiceError extends AppError {
  readonly code: `translation_${TranslationFault}`
  readonly disposition: Disposition
  readonly status: HttpStatus
  readonly fault: TranslationFault
  /** Until the service may be asked again; 0 for at once. */
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

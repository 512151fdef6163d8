import { AppError, type Disposition } from '../../../base/errors.ts'

const NO_KEY_DELAY_MS = 15 * 60_000
const DELAY_MS = 60_000

/** The advice where no service is set up. */
export const NO_SERVICE =
  'no translation service has a key (docs/translation.md): write the caption by hand'

/** The error when no service is set up: captions are written by hand. */
export class TranslationNotConfiguredError extends AppError {
  readonly code = 'not_configured'
  readonly disposition: Disposition = { action: 'snooze', delayMs: NO_KEY_DELAY_MS }
  readonly status = 503
}

/** The error when no service translates this pair of languages. */
export class LanguagePairError extends AppError {
  readonly code = 'language_pair_not_supported'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 422
}

/** Every service that could translate failed. */
export class TranslationFailedError extends AppError {
  readonly code = 'translation_failed'
  readonly disposition: Disposition
  readonly status = 503
  /** World time until one of them may be asked again. */
  readonly delayMs: number

  constructor(message: string, delayMs: number | null) {
    super(message)
    this.delayMs = delayMs ?? DELAY_MS
    this.disposition = { action: 'snooze', delayMs: this.delayMs }
  }
}

/**
 * A model may still be answering the same question, for another task or for a process that has died
 * since. Its answer is stored for the next task that asks.
 */
export class StillRequestedError extends TranslationFailedError {}

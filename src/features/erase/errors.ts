import { AppError, type Disposition } from '../../base/errors.ts'

/**
 * Nobody can tell who was erased. Whoever would store a creator waits until the key is back: forgetting an erasure is
 * worse than standing still.
 */
export class ErasureKeyLostError extends AppError {
  readonly code = 'erasure_key_lost'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 15 * 60_000 }
  readonly status = 503
}

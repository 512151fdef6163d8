import { TransientError } from '../../base/errors.ts'

/** The database refused or was silent for too long. */
export class DatabaseDownError extends TransientError {
  override readonly code = 'database_unavailable'
}

/** The process cannot serve yet, or not any more. */
export class NotReadyError extends TransientError {
  override readonly code = 'not_ready'
}

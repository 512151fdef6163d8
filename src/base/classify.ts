import { DatabaseError } from 'pg'
import { AppError, DefectError, InterruptedError, TransientError } from './errors.ts'

/** SQLSTATEs after which a retry may work: conflicts, exhaustion, a server that starts or stops. */
const PASSING_SQLSTATES = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '53100', // disk_full
  '53200', // out_of_memory
  '53300', // too_many_connections
  '55P03', // lock_not_available
  '57014', // query_canceled
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '25P03', // idle_in_transaction_session_timeout
  '25006', // read_only_sql_transaction: a replica that becomes the primary
])
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** The only place that knows what foreign errors look like. */
export function classify(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof Error)) return new DefectError(String(thrown))
  if (thrown instanceof DatabaseError) {
    const passing =
      thrown.code !== undefined &&
      (PASSING_SQLSTATES.has(thrown.code) || thrown.code.startsWith('08'))
    return passing
      ? new TransientError('the database is busy or restarting', { cause: thrown })
      : new DefectError(thrown.message, { cause: thrown })
  }
  if (thrown.name === 'TimeoutError') return new TransientError('timed out', { cause: thrown })
  if (thrown.name === 'AbortError') return new InterruptedError('interrupted', { cause: thrown })
  if (isConnectionFailure(thrown))
    return new TransientError('a connection failed', { cause: thrown })
  return new DefectError(thrown.message, { cause: thrown })
}

/** What a log line says of an error: the error, and its code by itself. */
export function errorFields(thrown: unknown): { err: AppError; code: string } {
  const err = classify(thrown)
  return { err, code: err.code }
}

/** Whether a retry may work soon, because a connection or the database failed temporarily. */
export const isTransientFault = (thrown: unknown): boolean =>
  !(thrown instanceof AppError) && classify(thrown) instanceof TransientError

/** The errors of sockets, undici ("fetch failed") and pg for a failed or lost connection. */
function isConnectionFailure(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string' && NETWORK_CODES.has(error.code))
    return true
  return (
    error.message === 'fetch failed' ||
    error.message === 'terminated' || // undici, in the middle of a body
    error.message.startsWith('Connection terminated') ||
    error.message === 'Client has encountered a connection error and is not queryable' ||
    error.message === 'timeout exceeded when trying to connect'
  )
}

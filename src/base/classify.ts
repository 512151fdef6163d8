import { DatabaseError } from 'pg'
import { connectionMistake, passingFault } from './database-faults.ts'
import { AppError, DefectError, InterruptedError, TransientError } from './errors.ts'

/** Codes of failed connections, with their messages. */
const NETWORK_FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the other side ended it',
  EPIPE: 'the other side ended it',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no way to the host',
  ENETUNREACH: 'no way to the network',
  ENOTFOUND: 'the name of the host is unknown',
  EAI_AGAIN: 'the name of the host could not be looked up',
  WRONG_SERVER: 'no server takes writes',
}

/** The only place that knows the shapes of foreign errors. */
export function classify(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof Error)) return new DefectError(String(thrown))
  if (thrown instanceof DatabaseError) return ofDatabase(thrown)
  if (thrown.name === 'TimeoutError') return new TransientError('timed out', { cause: thrown })
  if (thrown.name === 'AbortError') return new InterruptedError('interrupted', { cause: thrown })
  const failure = connectionFailure(thrown)
  if (failure !== undefined) return new TransientError(failure, { cause: thrown })
  return new DefectError(thrown.message, { cause: thrown })
}

/** Returns the fields of a log line for an error: the error, and its code. */
export function errorFields(thrown: unknown): { err: AppError; code: string } {
  const err = classify(thrown)
  return { err, code: err.code }
}

/** Whether a retry may work soon, because a connection or the database failed temporarily. */
export const isTransientFault = (thrown: unknown): boolean =>
  !(thrown instanceof AppError) && classify(thrown) instanceof TransientError

function ofDatabase(thrown: DatabaseError): AppError {
  const { code = '', message } = thrown
  const passing = passingFault(code)
  if (passing !== undefined) return new TransientError(passing, { cause: thrown })
  return new DefectError(connectionMistake(code) ?? message, { cause: thrown })
}

/**
 * Returns what failed, for the errors of sockets, undici ("fetch failed") and pg for a failed or
 * lost connection.
 */
function connectionFailure(error: Error): string | undefined {
  const fault = 'code' in error ? NETWORK_FAULTS[String(error.code)] : undefined
  if (fault !== undefined) return `a connection failed: ${fault}`
  const isFailure =
    error.message === 'fetch failed' ||
    error.message === 'terminated' || // undici, in the middle of a body
    error.message.startsWith('Connection terminated') ||
    error.message === 'Client has encountered a connection error and is not queryable' ||
    error.message === 'timeout exceeded when trying to connect'
  return isFailure ? 'a connection failed' : undefined
}

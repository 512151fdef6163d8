import type { FaultCode, RequestCode } from './fault-codes.ts'

/** The queue's response to an error of a handler: does trying again help? */
export type Disposition =
  /** Counts an attempt and waits as the task type's backoff says. */
  | { action: 'retry' }
  /** Waits without counting an attempt: until a world time, or for ms of world time from now. */
  | { action: 'snooze'; until: Date }
  | { action: 'snooze'; delayMs: number }
  /** Never runs again by itself; the row stays for the operator. */
  | { action: 'final' }

export type HttpStatus = 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 502 | 503

/** One fault of a request or payload: where it is, and what to do about it. */
export type FieldProblem = {
  field: string
  reason: string
  /** The problem's code, such as `too_long`: programs read it, and pages have a text for it. */
  code: FaultCode | RequestCode
  /** The limits that the code speaks of, by name. */
  limits?: Readonly<Record<string, number>>
  /** The faulty part of the input, such as one word of a list. */
  value?: string
  /** A value that may be meant. */
  suggestion?: string
  /** Rows that a name may mean, or that have the value already. */
  candidates?: { id: string; name: string }[]
}

/** Every failure that gramd knows. Other errors are classified, at worst as a defect. */
export abstract class AppError extends Error {
  /** Stable, in snake_case: logged, stored in scrape_tasks.error_code, sent to API clients. */
  abstract readonly code: string
  abstract readonly disposition: Disposition
  abstract readonly status: HttpStatus

  override get name(): string {
    return this.constructor.name
  }
}

/** A temporary failure; a retry may work. */
export class TransientError extends AppError {
  readonly code: string = 'transient'
  readonly disposition: Disposition = { action: 'retry' }
  readonly status = 503
}

/** A required service is down; the task waits without blame. */
export class UpstreamDownError extends AppError {
  readonly code = 'upstream_down'
  readonly disposition: Disposition
  readonly status = 503

  constructor(message: string, delayMs: number, options?: ErrorOptions) {
    super(message, options)
    this.disposition = { action: 'snooze', delayMs }
  }
}

/** The process is stopping or the task was released; the task did not fail. */
export class InterruptedError extends AppError {
  readonly code = 'interrupted'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503
}

/** The lease ended before the work: another may hold the task, so nothing may be written. */
export class LeaseLostError extends AppError {
  readonly code = 'lease_lost'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503
}

/** A limit of requests to gramd, as reported to the client. */
export type RequestLimit = {
  name: string
  quota: number
  unit: 'requests' | 'concurrent-requests' | 'usd-cents'
  windowSeconds?: number
}

/** A limit, and what is left of it for the client. */
export type LimitLeft = {
  limit: RequestLimit
  left: number
  /** Real seconds until there is more; absent when unknown. */
  resetSeconds?: number
}

/** A limit is used up; the disposition says until when. */
export abstract class LimitedError extends AppError {
  readonly status = 429
  abstract readonly limit: RequestLimit
}

/** Invalid input; names every faulty field and the remedy. */
export class InvalidInputError extends AppError {
  readonly code: string = 'invalid_input'
  readonly disposition: Disposition = { action: 'final' }
  readonly status: HttpStatus = 422
  readonly problems: readonly FieldProblem[]

  constructor(message: string, problems: readonly FieldProblem[] = [], options?: ErrorOptions) {
    super(message, options)
    this.problems = problems
  }
}

/** The code of an error of Node or PostgreSQL, such as ENOENT; undefined for one without. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/** One faulty field. */
export const invalidField = (
  field: string,
  reason: string,
  coded: Omit<FieldProblem, 'field' | 'reason'>,
): InvalidInputError => new InvalidInputError(`${field}: ${reason}`, [{ field, reason, ...coded }])

/** No row has this id. */
export class NoSuchRecordError extends AppError {
  readonly code = 'not_found'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 404
}

/** The row's state forbids this, or another row has the unique value. */
export class ConflictError extends AppError {
  readonly code: string = 'conflict'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 409
  readonly problems: readonly FieldProblem[]
  /** Numbers for programs, besides the message. */
  readonly facts: Readonly<Record<string, number | null>> = {}

  constructor(message: string, problems: readonly FieldProblem[] = [], options?: ErrorOptions) {
    super(message, options)
    this.problems = problems
  }
}

/** A bug in gramd. Retried, logged with its stack, its text hidden from clients. */
export class DefectError extends AppError {
  readonly code = 'defect'
  readonly disposition: Disposition = { action: 'retry' }
  readonly status = 500
}

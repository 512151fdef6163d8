/** What the queue does with a task whose handler threw: does trying again help? */
export type Disposition =
  /** Counts an attempt and waits as the task type's backoff says. */
  | { action: 'retry' }
  /**
   * Waits without counting an attempt: until a world time, or for a time from now (ms of world
   * time).
   */
  | { action: 'snooze'; until: Date }
  | { action: 'snooze'; delayMs: number }
  /** Never runs again by itself; the row stays for the operator. */
  | { action: 'final' }

export type HttpStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503

/** One fault of a request or payload: where it is, and what to do about it. */
export type FieldProblem = { field: string; reason: string }

/** Every failure that gramd knows. What is not an AppError is classified, at worst as a defect. */
export abstract class AppError extends Error {
  /**
   * Stable and snake_case: it is logged, stored in scrape_tasks.error_code and sent to API clients.
   */
  abstract readonly code: string
  abstract readonly disposition: Disposition
  abstract readonly status: HttpStatus

  override get name(): string {
    return this.constructor.name
  }
}

/** Something passing went wrong; the same call may work in a while. */
export class TransientError extends AppError {
  readonly code: string = 'transient'
  readonly disposition: Disposition = { action: 'retry' }
  readonly status = 503
}

/** A service that gramd needs is down; the task is not to blame and waits. */
export class UpstreamDownError extends AppError {
  readonly code = 'upstream_down'
  readonly disposition: Disposition
  readonly status = 503

  constructor(message: string, delayMs: number, options?: ErrorOptions) {
    super(message, options)
    this.disposition = { action: 'snooze', delayMs }
  }
}

/** The process is stopping or the task was released; nothing is wrong with the task. */
export class InterruptedError extends AppError {
  readonly code = 'interrupted'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503
}

/**
 * The lease ended before the work did: the task or account is someone else's, nothing may be
 * written.
 */
export class LeaseLostError extends AppError {
  readonly code = 'lease_lost'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503
}

/** A limit of requests to gramd, as its client is told of it. */
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
  /** Real seconds until there is more; left out where nobody knows. */
  resetSeconds?: number
}

/** Nothing is left of a limit at the moment; the disposition says when something is. */
export abstract class LimitedError extends AppError {
  readonly status = 429
  abstract readonly limit: RequestLimit
}

/** What was sent cannot be accepted; names every faulty field and the remedy. */
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

/** No row has this id. */
export class NoSuchRecordError extends AppError {
  readonly code = 'not_found'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 404
}

/** The row is not in a state that allows this, or another has what must be unique. */
export class ConflictError extends AppError {
  readonly code: string = 'conflict'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 409
  readonly problems: readonly FieldProblem[]
  /** Numbers that a program may want besides the words. */
  readonly facts: Readonly<Record<string, number | null>> = {}

  constructor(message: string, problems: readonly FieldProblem[] = [], options?: ErrorOptions) {
    super(message, options)
    this.problems = problems
  }
}

/** A fault of ours. Retried, logged with its stack, its text hidden from clients. */
export class DefectError extends AppError {
  readonly code = 'defect'
  readonly disposition: Disposition = { action: 'retry' }
  readonly status = 500
}

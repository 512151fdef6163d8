import {
  AppError,
  InvalidInputError,
  LimitedError,
  type Disposition,
  type FieldProblem,
  type RequestLimit,
} from '../base/errors.ts'

export class BrokenJsonError extends InvalidInputError {
  override readonly code = 'broken_json'
  override readonly status = 400
}

/** The client closed the connection or broke the framing before its body was complete. */
export class BodyCutError extends InvalidInputError {
  override readonly code = 'body_cut'
  override readonly status = 400

  constructor(cause: unknown) {
    const reason = 'ended before it was complete'
    super(`the body ${reason}`, [{ field: 'body', reason, code: 'not_accepted' }], { cause })
  }
}

export class BodyTooLargeError extends InvalidInputError {
  override readonly code = 'body_too_large'
  override readonly status = 413
}

export class UnsupportedMediaTypeError extends InvalidInputError {
  override readonly code = 'unsupported_media_type'
  override readonly status = 415
}

/** A refusal: the client must change something before it asks again. */
abstract class Refusal extends AppError {
  readonly disposition: Disposition = { action: 'final' }
}

/** The caller is unknown or lacks access; the problem names the header. */
export abstract class AccessError extends Refusal {}

/** No token, an unknown token, a wrong password or code, or a missing code. */
export class UnauthenticatedError extends AccessError {
  readonly code: 'token_missing' | 'token_invalid' | 'sign_in_failed' | 'code_required'
  readonly status = 401

  constructor(code: UnauthenticatedError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** The message is signed, but old: it may be a replay. */
export class StaleSignatureError extends Refusal {
  readonly code = 'signature_stale'
  readonly status = 401

  constructor() {
    super('the signed message has no issued_at, or not one of the last 24 hours')
  }
}

/** Does not say what is wrong with the signature: a forger would learn from it. */
export class BadSignatureError extends Refusal {
  readonly code = 'signature_invalid'
  readonly status = 401

  constructor() {
    super('the signature is not valid')
  }
}

/** Too many bytes wait for clients that read slowly: memory has no space for another answer. */
export class OutputFullError extends AppError {
  readonly code = 'answers_waiting'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503

  constructor() {
    super('too many answers wait for clients that read them slowly; read what was asked for first')
  }
}

/** Unfinished bodies fill the input buffer: another one has to wait. */
export class InputFullError extends AppError {
  readonly code = 'bodies_waiting'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 0 }
  readonly status = 503

  constructor() {
    super('too many requests are sending bodies at once; send it again in a moment')
  }
}

/** A session or token already has the maximum number of event streams open. */
export class TooManyStreamsError extends LimitedError {
  readonly code = 'too_many_streams'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 15_000 }
  readonly limit: RequestLimit

  constructor(quota: number) {
    super(`this session or token has ${quota} event streams open; close one of them, or poll`)
    this.limit = { name: 'streams', quota, unit: 'concurrent-requests' }
  }
}

export class ElevationRequiredError extends AccessError {
  readonly code = 'elevation_required'
  readonly status = 403

  constructor() {
    super(
      'this needs a sign-in that gave its password or code within 15 minutes: POST ' +
        '/api/auth/elevate',
    )
  }
}

/** GRAMD_CONSOLE_REQUIRE_TOTP requires a second factor of this user. */
export class SecondFactorRequiredError extends AccessError {
  readonly code = 'second_factor_required'
  readonly status = 403

  constructor() {
    super(
      'add a second factor first: POST /api/auth/second-factor, or gramd users add-second-factor',
    )
  }
}

export class ForbiddenError extends AccessError {
  readonly code = 'scope_missing'
  readonly status = 403
  readonly scope: string

  constructor(scope: string) {
    super(`this needs the scope '${scope}'`)
    this.scope = scope
  }
}

/**
 * The Idempotency-Key was used with another request, or its first request is still being answered.
 */
export class IdempotencyError extends Refusal {
  readonly code: 'idempotency_key_reused' | 'idempotency_key_in_use'
  readonly status: 409 | 422
  readonly problems: readonly FieldProblem[]

  constructor(code: IdempotencyError['code'], reason: string) {
    super(`the Idempotency-Key ${reason}`)
    this.code = code
    this.status = code === 'idempotency_key_in_use' ? 409 : 422
    this.problems = [{ field: 'idempotency-key', reason, code: 'not_accepted' }]
  }
}

/**
 * If-Match names another version than the present one: the row has been changed since it was read.
 */
export class PreconditionFailedError extends Refusal {
  readonly code = 'precondition_failed'
  readonly status = 412
  /** The row as it is now, as its answer has it. */
  readonly current: unknown
  /** Its entity tag. */
  readonly tag: string
  /** The names of the fields that the change may have. */
  readonly fields: readonly string[]

  constructor(current: unknown, tag: string, fields: readonly string[]) {
    super('it was changed since you read it: compare `current`, then send its ETag as If-Match')
    this.current = current
    this.tag = tag
    this.fields = fields
  }
}

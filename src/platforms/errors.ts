import { AppError, type Disposition, type HttpStatus } from '../base/errors.ts'

/**
 * Everything that can go wrong while talking to a platform, by what has to be done about it. `owner` says who is to
 * blame, and so whose state changes: the account, its proxy, the target, the pool as a whole, or nobody.
 */
export abstract class PlatformError extends AppError {
  abstract readonly owner: 'account' | 'proxy' | 'target' | 'pool' | 'nobody'
  readonly disposition: Disposition = { action: 'retry' }
  readonly status: HttpStatus = 502
}

/** Too many requests; the account rests. */
export class RateLimitedError extends PlatformError {
  readonly code = 'rate_limited'
  readonly owner = 'account'
}

/** "We limit how often…": the account rests long. `until` is the date in the message, when it has one. */
export class FeedbackRequiredError extends PlatformError {
  readonly code = 'feedback_required'
  readonly owner = 'account'
  readonly until: Date | undefined

  constructor(message: string, until?: Date, options?: ErrorOptions) {
    super(message, options)
    this.until = until
  }
}

/** Challenge, checkpoint, consent or a masked 404: a person has to look; no further request on this account. */
export class ChallengeRequiredError extends PlatformError {
  readonly code = 'challenge_required'
  readonly owner = 'account'
}

/** A login asks for a second factor: a person has to give it. `pending` is what `finishLogin` takes, if it can be finished. */
export class TwoFactorRequiredError extends PlatformError {
  readonly code = 'two_factor_required'
  readonly owner = 'account'
  // Whoever prints an error does not see it: it holds what ends the login.
  readonly #pending: string | undefined

  constructor(message: string, pending?: string, options?: ErrorOptions) {
    super(message, options)
    this.#pending = pending
  }

  get pending(): string | undefined {
    return this.#pending
  }
}

/** The session is dead. */
export class LoginRequiredError extends PlatformError {
  readonly code = 'login_required'
  readonly owner = 'account'
}

/** The platform refuses the session without saying why (a bare 401): one light request shows whether it is dead. */
export class SessionDoubtedError extends LoginRequiredError {}

/** A login was refused: never tried again by itself. */
export class BadCredentialsError extends PlatformError {
  readonly code: 'bad_credentials' | 'second_factor_refused' = 'bad_credentials'
  readonly owner = 'account'
}

/**
 * The platform refuses logins from our app version. It says nothing of sessions that live, nor of the password; other
 * causes may hide behind it. `appVersion` is the refused one.
 */
export class LoginOutdatedError extends PlatformError {
  readonly code = 'login_outdated'
  readonly owner = 'account'
  readonly appVersion: string

  constructor(message: string, appVersion: string, options?: ErrorOptions) {
    super(message, options)
    this.appVersion = appVersion
  }
}

/** The code that should end a login was refused, or came too late: the login starts anew, by a person's word. */
export class SecondFactorRefusedError extends BadCredentialsError {
  override readonly code = 'second_factor_refused'
}

/** The session is another account's than the one that it is stored for: it is not used. */
export class OtherAccountError extends PlatformError {
  readonly code = 'other_account'
  readonly owner = 'account'
}

/** The platform has suspended or disabled the account. */
export class SuspendedError extends PlatformError {
  readonly code = 'suspended'
  readonly owner = 'account'
}

/** The platform refuses the proxy's address. */
export class IpBlockedError extends PlatformError {
  readonly code = 'ip_blocked'
  readonly owner = 'proxy'
}

/** The proxy did not carry the request: refused, 407, closed. */
export class ProxyFailedError extends PlatformError {
  readonly code = 'proxy_failed'
  readonly owner = 'proxy'
}

/** No account is free before `until` (world time). The task waits; it is not to blame. */
export class PoolRestingError extends PlatformError {
  readonly code: string = 'pool_resting'
  readonly owner = 'pool'
  override readonly status = 503
  override readonly disposition: Disposition

  constructor(message: string, until: Date, options?: ErrorOptions) {
    super(message, options)
    this.disposition = { action: 'snooze', until }
  }
}

/** A step has cost as many accounts as it may: it waits, whoever is free, because it may be to blame itself. */
export class AccountsFailedError extends PoolRestingError {
  override readonly code = 'accounts_failed'
}

/** The one account that would do is out of service, and does not come back by itself. Not sent. */
export class AccountOutOfServiceError extends PlatformError {
  readonly code = 'account_out_of_service'
  readonly owner = 'pool'
  override readonly status = 409
  override readonly disposition: Disposition = { action: 'final' }
}

/** A passing failure ended a reading half way: it goes on after `delayMs` of world time, and no attempt counts. */
export class ReadingInterruptedError extends PlatformError {
  readonly code = 'reading_interrupted'
  readonly owner = 'nobody'
  override readonly disposition: Disposition

  constructor(message: string, delayMs: number, options?: ErrorOptions) {
    super(message, options)
    this.disposition = { action: 'snooze', delayMs }
  }
}

/** Two accounts met a challenge on this target: it is left alone, so that it costs no third. Not sent. */
export class TargetSetAsideError extends PlatformError {
  readonly code = 'target_set_aside'
  readonly owner = 'target'
  override readonly status = 409
  override readonly disposition: Disposition = { action: 'final' }
  /** World time until when it is left alone. */
  readonly until: Date | null

  constructor(message: string, options: ErrorOptions & { until?: Date } = {}) {
    super(message, options)
    this.until = options.until ?? null
  }
}

/**
 * A target was set aside while a list of it is read: whether it may be asked about again is looked at after `delayMs` of
 * world time, since an operator may release it. No attempt counts.
 */
export class ReadingSetAsideError extends PlatformError {
  readonly code = 'target_set_aside'
  readonly owner = 'target'
  override readonly status = 409
  override readonly disposition: Disposition

  constructor(message: string, delayMs: number, options?: ErrorOptions) {
    super(message, options)
    this.disposition = { action: 'snooze', delayMs }
  }
}

/** The target does not exist. A success for the account. */
export class NotFoundError extends PlatformError {
  readonly code = 'target_not_found'
  readonly owner = 'target'
  override readonly disposition: Disposition = { action: 'final' }
}

/** The target is private. A success for the account. */
export class PrivateProfileError extends PlatformError {
  readonly code = 'target_private'
  readonly owner = 'target'
  override readonly disposition: Disposition = { action: 'final' }
}

/**
 * The platform hides the target by age or region. A success for the account; whether another account of another age or
 * region would see it, nobody knows.
 */
export class RestrictedProfileError extends PlatformError {
  readonly code = 'target_restricted'
  readonly owner = 'target'
  override readonly disposition: Disposition = { action: 'final' }
}

/** Why a picture is not there. */
export type PictureFault =
  | 'foreign_address'
  | 'proxy'
  | 'no_answer'
  | 'gone'
  | 'refused'
  | 'not_a_picture'
  | 'too_large'

/** A picture could not be fetched: says nothing of an account, and nothing waits for it. */
export class PictureFailedError extends PlatformError {
  readonly code = 'picture_failed'
  readonly owner = 'target'
  override readonly disposition: Disposition = { action: 'final' }
  readonly fault: PictureFault

  constructor(fault: PictureFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}

/** The platform does not offer that for this target, whoever asks. A success for the account. */
export class NotOfferedError extends PlatformError {
  readonly code = 'not_offered'
  readonly owner = 'target'
  override readonly disposition: Disposition = { action: 'final' }
}

/**
 * The platform refuses every request of our app version: nobody is to blame, the whole pool stops until sessions use a
 * newer one. `appVersion` is the refused one, when it is known.
 */
export class AppOutdatedError extends PlatformError {
  readonly code = 'app_outdated'
  readonly owner = 'pool'
  override readonly disposition: Disposition = { action: 'snooze', delayMs: 3_600_000 }
  readonly appVersion: string | null

  constructor(message: string, options?: ErrorOptions & { appVersion?: string | null }) {
    super(message, options)
    this.appVersion = options?.appVersion ?? null
  }
}

/** An answer that we cannot read. Half a strike for the account; a redacted sample is kept. */
export class UnexpectedAnswerError extends PlatformError {
  readonly code = 'unexpected_answer'
  readonly owner = 'nobody'
  /** The beginning of the answer, at most 500 characters, without secrets; undefined when it is not at hand. */
  readonly sample: string | undefined

  constructor(message: string, options?: ErrorOptions & { sample?: string | undefined }) {
    super(message, options)
    this.sample = options?.sample
  }
}

/** 5xx, a reset, a timeout, a cut body: the same account may try again. */
export class TransientPlatformError extends PlatformError {
  readonly code = 'platform_transient'
  readonly owner = 'nobody'
  /** The HTTP status that the platform answered with, or undefined when no whole answer came. */
  readonly answeredStatus: number | undefined

  constructor(message: string, options?: ErrorOptions & { answeredStatus?: number }) {
    super(message, options)
    this.answeredStatus = options?.answeredStatus
  }
}

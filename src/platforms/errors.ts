import { AppError, type Disposition, type HttpStatus } from '../base/errors.ts'

/**
 * Errors of a platform, by what to do about them. `owner` names what they affect: the account, its
 * proxy, the target, the pool, or nothing.
 */
export abstract class PlatformError extends AppError {
  abstract readonly owner: 'account' | 'proxy' | 'target' | 'pool' | 'none'
  readonly disposition: Disposition = { action: 'retry' }
  readonly status: HttpStatus = 502
  /** The account and its proxy worked: the request counts as a success for both. */
  readonly isHealthy: boolean = false
}

/** How a request ended: 'ok' or the code of its error. */
export const outcomeOf = (error: unknown): string =>
  error === undefined ? 'ok' : error instanceof AppError ? error.code : 'interrupted'

/** Too many requests; the account rests. */
export class RateLimitedError extends PlatformError {
  readonly code = 'rate_limited'
  readonly owner = 'account'
}

/** The account's actions are limited: a long rest, `until` the date in the message, if any. */
export class FeedbackRequiredError extends PlatformError {
  readonly code = 'feedback_required'
  readonly owner = 'account'
  readonly until: Date | undefined
  /** The platform's own codes for what it limits, and why. */
  readonly policy: Readonly<Record<string, string>>

  constructor(
    message: string,
    until?: Date,
    { policy = {}, ...options }: ErrorOptions & { policy?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options)
    this.until = until
    this.policy = policy
  }
}

/** Challenge, checkpoint, consent or a bare 404: no further request until a person has acted. */
export class ChallengeRequiredError extends PlatformError {
  readonly code = 'challenge_required'
  readonly owner = 'account'
}

/** A login needs a second factor; `pending` is for `finishLogin`, if it can be finished. */
export class TwoFactorRequiredError extends PlatformError {
  readonly code = 'two_factor_required'
  readonly owner = 'account'
  // Private, so that printing the error does not show it: it can finish the login.
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

/** A session is refused without a reason (401): one light request shows whether it is dead. */
export class SessionDoubtedError extends LoginRequiredError {}

/** A login was refused: never retried without a person. */
export class BadCredentialsError extends PlatformError {
  readonly code: 'bad_credentials' | 'second_factor_refused' = 'bad_credentials'
  readonly owner = 'account'
}

/**
 * The platform refuses logins from our app version. Live sessions and the password are not
 * concerned; the real cause may be another. `appVersion` is the refused one.
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

/** The code for a login was refused or late: an operator must start the login again. */
export class SecondFactorRefusedError extends BadCredentialsError {
  override readonly code = 'second_factor_refused'
}

/** The session belongs to another account: it is not used. */
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

/**
 * A step has failed on as many accounts as it may, and may be the cause: it waits even while
 * accounts are free.
 */
export class AccountsFailedError extends PoolRestingError {
  override readonly code = 'accounts_failed'
}

/** The only acceptable account is out of service until a person acts. Nothing was sent. */
export class AccountOutOfServiceError extends PlatformError {
  readonly code = 'account_out_of_service'
  readonly owner = 'pool'
  override readonly status = 409
  override readonly disposition: Disposition = { action: 'final' }
}

/** A reading waits: it resumes after `delayMs` of world time, and no attempt counts. */
abstract class ReadingWaitsError extends PlatformError {
  override readonly disposition: Disposition

  constructor(message: string, delayMs: number, options?: ErrorOptions) {
    super(message, options)
    this.disposition = { action: 'snooze', delayMs }
  }
}

/** A transient failure interrupted a reading. */
export class ReadingInterruptedError extends ReadingWaitsError {
  readonly code = 'reading_interrupted'
  readonly owner = 'none'
}

/** A target was quarantined while its list is read; an operator may release it meanwhile. */
export class ReadingQuarantinedError extends ReadingWaitsError {
  readonly code = 'target_quarantined'
  readonly owner = 'target'
  override readonly status = 409
}

/**
 * The platform refuses every request of our app version: the whole pool stops until sessions use a
 * newer one. `appVersion` is the refused one, if known.
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

/** An unreadable answer: half a strike for the account; a redacted sample is kept. */
export class UnexpectedAnswerError extends PlatformError {
  readonly code = 'unexpected_answer'
  readonly owner = 'none'
  /** At most 500 characters of the answer, without secrets; undefined when not available. */
  readonly sample: string | undefined

  constructor(message: string, options?: ErrorOptions & { sample?: string | undefined }) {
    super(message, options)
    this.sample = options?.sample
  }
}

/** 5xx, a reset, a timeout, a cut body: the same account may try again. */
export class TransientPlatformError extends PlatformError {
  readonly code = 'platform_transient'
  readonly owner = 'none'
  /** The HTTP status of the answer; undefined without a complete answer. */
  readonly answeredStatus: number | undefined

  constructor(message: string, options?: ErrorOptions & { answeredStatus?: number }) {
    super(message, options)
    this.answeredStatus = options?.answeredStatus
  }
}

import {
  ChallengeRequiredError,
  FeedbackRequiredError,
  LoginOutdatedError,
  LoginRequiredError,
  RateLimitedError,
  SuspendedError,
  UnexpectedAnswerError,
  type PlatformError,
} from '../../platforms/errors.ts'
import type { AccountState } from '../../accounts/states.ts'
import type { PoolLimits } from './limits.ts'

export type AccountRecord = {
  state: AccountState
  hasPassword: boolean
  /** Whether its session is alive, as far as known. */
  hasSession: boolean
  rateLimitStreak: number
  feedbackStreak: number
  /** In halves: unreadable answers since the last success. */
  strikes: number
  /** The end of the last rest. */
  cleanSince: Date | null
}

/** The effect of an outcome on an account. */
export type Consequence = {
  state: AccountState
  restUntil: Date | null
  rateLimitStreak: number
  feedbackStreak: number
  strikes: number
  healthLoss: number
  /** The session is dead. */
  sessionDied: boolean
  strikesProxy: boolean
}

/** World time, and the time since the last rest. */
type Moment = { now: Date; cleanMs: number; limits: PoolLimits }

/** The health lost by a fault that is not the account's, or that heals by itself. */
export const FAULT_HEALTH_LOSS = 5

const HOUR_MS = 3_600_000
/** After this time without a rest, feedback counts as the first again. */
const FEEDBACK_CLEAN_MS = 24 * HOUR_MS
const LONGEST_RATE_LIMIT_REST_MS = 24 * HOUR_MS
/** In halves: three unreadable answers, since each may have another cause than the account. */
const MAX_STRIKES = 6

/**
 * Returns the consequence of an error for the account that met it, at the world time `now`. Rests
 * after rate limits double while they repeat, up to a day, and lose one doubling per
 * `rateLimitDecayMs` without a rest. After feedback the account rests, the second time three times
 * as long, or until the date that the platform names; the third time, and after errors that need a
 * person, it waits for a person.
 */
export function consequenceOf(
  error: PlatformError,
  account: AccountRecord,
  now: Date,
  limits: PoolLimits,
): Consequence {
  const none = unchanged(account)
  const cleanMs = account.cleanSince === null ? 0 : now.getTime() - account.cleanSince.getTime()
  const moment: Moment = { now, cleanMs, limits }
  if (error instanceof RateLimitedError) return afterRateLimit(none, moment)
  if (error instanceof FeedbackRequiredError) return afterFeedback(none, error.until, moment)
  if (error instanceof ChallengeRequiredError)
    return { ...none, state: 'needs_operator', healthLoss: 40 }
  if (error instanceof SuspendedError) return { ...none, state: 'suspended', healthLoss: 100 }
  if (error instanceof LoginRequiredError) return afterDeadSession(none, account.hasPassword)
  if (error instanceof LoginOutdatedError) return afterOutdatedLogin(none, account)
  if (error instanceof UnexpectedAnswerError) return afterHalfStrike(none, moment)
  if (error.owner === 'account') return { ...none, state: 'needs_operator' }
  return error.owner === 'proxy' ? { ...none, strikesProxy: true } : none
}

function unchanged(account: AccountRecord): Consequence {
  return {
    state: account.state,
    restUntil: null,
    rateLimitStreak: account.rateLimitStreak,
    feedbackStreak: account.feedbackStreak,
    strikes: account.strikes,
    healthLoss: 0,
    sessionDied: false,
    strikesProxy: false,
  }
}

/**
 * The streaks after the clean time. Only the start of a rest may store them, because it restarts
 * the clean time: otherwise the same hours would count twice.
 */
function decayed(none: Consequence, { cleanMs, limits }: Moment): Consequence {
  const steps = Math.max(0, Math.floor(cleanMs / limits.rateLimitDecayMs))
  return {
    ...none,
    rateLimitStreak: Math.max(0, none.rateLimitStreak - steps),
    feedbackStreak: cleanMs > FEEDBACK_CLEAN_MS ? 0 : none.feedbackStreak,
  }
}

/** With a password the account logs in again at its next lease, within its login budget. */
function afterDeadSession(none: Consequence, hasPassword: boolean): Consequence {
  return {
    ...none,
    state: hasPassword ? none.state : 'needs_login',
    sessionDied: true,
    healthLoss: FAULT_HEALTH_LOSS,
  }
}

/** A refused login does not affect a live session; without one the account needs another. */
function afterOutdatedLogin(none: Consequence, { state, hasSession }: AccountRecord): Consequence {
  const canWork = state === 'new' || state === 'active' || state === 'resting'
  return { ...none, state: canWork && !hasSession ? 'needs_login' : state }
}

function afterRateLimit(none: Consequence, moment: Moment): Consequence {
  const { now, limits } = moment
  const before = decayed(none, moment)
  const restMs = Math.min(
    limits.rateLimitCooldownMs * 2 ** before.rateLimitStreak,
    Math.max(limits.rateLimitCooldownMs, LONGEST_RATE_LIMIT_REST_MS),
  )
  return {
    ...before,
    state: restingFrom(none.state),
    restUntil: new Date(now.getTime() + restMs),
    rateLimitStreak: before.rateLimitStreak + 1,
    healthLoss: 15,
  }
}

function afterFeedback(none: Consequence, dated: Date | undefined, moment: Moment): Consequence {
  const { now, limits } = moment
  const before = decayed(none, moment)
  const restsMs = [limits.feedbackRestMs, 3 * limits.feedbackRestMs]
  const restMs = restsMs[before.feedbackStreak]
  const hasDate = dated !== undefined && dated.getTime() > now.getTime()
  const counted = { feedbackStreak: before.feedbackStreak + 1, healthLoss: 40 }
  if (restMs === undefined && !hasDate) return { ...none, ...counted, state: 'needs_operator' }
  const until = Math.max(now.getTime() + (restMs ?? 0), hasDate ? dated.getTime() : 0)
  const state = restingFrom(none.state)
  return { ...before, ...counted, state, restUntil: new Date(until) }
}

/** Half a strike; after three whole ones without a success the account rests, from 0 again. */
function afterHalfStrike(none: Consequence, moment: Moment): Consequence {
  const { now, limits } = moment
  const strikes = none.strikes + 1
  if (strikes < MAX_STRIKES) return { ...none, strikes, healthLoss: FAULT_HEALTH_LOSS }
  return {
    ...decayed(none, moment),
    state: restingFrom(none.state),
    restUntil: new Date(now.getTime() + limits.rateLimitCooldownMs),
    strikes: 0,
    healthLoss: FAULT_HEALTH_LOSS,
  }
}

/** An account that was taken out of service while a request ran stays out; its rest counts too. */
function restingFrom(state: AccountState): AccountState {
  return state === 'new' || state === 'active' ? 'resting' : state
}

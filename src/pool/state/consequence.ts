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
import type { AccountState } from './account-state.ts'
import type { PoolLimits } from './limits.ts'

export type AccountRecord = {
  state: AccountState
  hasPassword: boolean
  /** Its session lives, as far as is known. */
  hasSession: boolean
  rateLimitStreak: number
  feedbackStreak: number
  /** In halves: answers that nobody could read since the last success. */
  strikes: number
  /** The end of the last rest. */
  cleanSince: Date | null
}

/** What an outcome does to an account. */
export type Consequence = {
  state: AccountState
  restUntil: Date | null
  rateLimitStreak: number
  feedbackStreak: number
  strikes: number
  healthLoss: number
  /** The session is of no use any more. */
  sessionDied: boolean
  strikesProxy: boolean
}

/** World time, and how much of it has passed since the last rest. */
type Moment = { now: Date; cleanMs: number; limits: PoolLimits }

/** Health that a fault costs which is nobody's or heals by itself. */
export const FAULT_HEALTH_LOSS = 5

const HOUR_MS = 3_600_000
/** After so long without another rest, feedback counts as the first again. */
const FEEDBACK_CLEAN_MS = 24 * HOUR_MS
const LONGEST_RATE_LIMIT_REST_MS = 24 * HOUR_MS
/**
 * In halves: three answers to the account's charge, each of which might be somebody else's fault.
 */
const MAX_STRIKES = 6

/**
 * What an error that an account met means for it, at the world time `now`. Rests after rate limits
 * double while they repeat, up to a day, and lose one doubling for each `rateLimitDecayMs` without
 * a rest; feedback rests once, then three times as long, or until the date it names; the third
 * time, and whatever asks for a person, waits for one.
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
  switch (error.owner) {
    case 'account':
      return { ...none, state: 'needs_operator' }
    case 'proxy':
      return { ...none, strikesProxy: true }
    case 'target':
    case 'pool':
    case 'nobody':
      return none
  }
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
 * The streaks after so long without a rest. Only what begins another rest may store them: with it
 * the clean time begins anew, while anything else would let the same hours count twice.
 */
function decayed(none: Consequence, { cleanMs, limits }: Moment): Consequence {
  const steps = Math.max(0, Math.floor(cleanMs / limits.rateLimitDecayMs))
  return {
    ...none,
    rateLimitStreak: Math.max(0, none.rateLimitStreak - steps),
    feedbackStreak: cleanMs > FEEDBACK_CLEAN_MS ? 0 : none.feedbackStreak,
  }
}

/** With a password it logs in again when it is next leased, as far as its login budget allows. */
function afterDeadSession(none: Consequence, hasPassword: boolean): Consequence {
  return {
    ...none,
    state: hasPassword ? none.state : 'needs_login',
    sessionDied: true,
    healthLoss: FAULT_HEALTH_LOSS,
  }
}

/**
 * A login that is refused says nothing of a session that lives; without one the account waits for
 * another way in.
 */
function afterOutdatedLogin(none: Consequence, { state, hasSession }: AccountRecord): Consequence {
  const canWork = state === 'new' || state === 'active' || state === 'resting'
  return { ...none, state: canWork && !hasSession ? 'needs_login' : state }
}

function afterRateLimit(none: Consequence, moment: Moment): Consequence {
  const { now, limits } = moment
  const before = decayed(none, moment)
  const restMs = Math.min(
    limits.rateLimitRestMs * 2 ** before.rateLimitStreak,
    Math.max(limits.rateLimitRestMs, LONGEST_RATE_LIMIT_REST_MS),
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

/**
 * Half a strike; whoever has three whole ones without a success in between rests, and begins anew.
 */
function afterHalfStrike(none: Consequence, moment: Moment): Consequence {
  const { now, limits } = moment
  const strikes = none.strikes + 1
  if (strikes < MAX_STRIKES) return { ...none, strikes, healthLoss: FAULT_HEALTH_LOSS }
  return {
    ...decayed(none, moment),
    state: restingFrom(none.state),
    restUntil: new Date(now.getTime() + limits.rateLimitRestMs),
    strikes: 0,
    healthLoss: FAULT_HEALTH_LOSS,
  }
}

/**
 * Whoever took the account out of service while a request ran keeps his word; the rest counts all
 * the same.
 */
function restingFrom(state: AccountState): AccountState {
  return state === 'new' || state === 'active' ? 'resting' : state
}

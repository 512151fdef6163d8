import {
  ChallengeRequiredError,
  FeedbackRequiredError,
  LoginRequiredError,
  RateLimitedError,
  SuspendedError,
  type PlatformError,
} from '../platforms/errors.ts'
import type { AccountState } from './account-state.ts'
import type { PoolLimits } from './limits.ts'

export type AccountRecord = {
  state: AccountState
  hasPassword: boolean
  rateLimitStreak: number
  feedbackStreak: number
  /** The end of the last rest. */
  cleanSince: Date | null
}

/** What an outcome does to an account. */
export type Consequence = {
  state: AccountState
  restUntil: Date | null
  rateLimitStreak: number
  feedbackStreak: number
  healthLoss: number
  /** The session is of no use any more. */
  sessionDied: boolean
  strikesProxy: boolean
}

/** Health that a fault costs which is nobody's or heals by itself. */
export const FAULT_HEALTH_LOSS = 5

const HOUR_MS = 3_600_000
/** After so long without another rest, an account counts as never having rested. */
const CLEAN_MS = 24 * HOUR_MS
const LONGEST_RATE_LIMIT_REST_MS = 24 * HOUR_MS

/**
 * What an error that an account met means for it, at the world time `now`. Rests after rate limits double while they
 * repeat, up to a day; feedback rests once, then three times as long, or until the date it names; the third time, and
 * whatever asks for a person, waits for one.
 */
export function consequenceOf(
  error: PlatformError,
  account: AccountRecord,
  now: Date,
  limits: PoolLimits,
): Consequence {
  const none = unchanged(account, now)
  if (error instanceof RateLimitedError) return afterRateLimit(none, now, limits)
  if (error instanceof FeedbackRequiredError) return afterFeedback(none, error.until, now, limits)
  if (error instanceof ChallengeRequiredError)
    return { ...none, state: 'needs_operator', healthLoss: 40 }
  if (error instanceof SuspendedError) return { ...none, state: 'suspended', healthLoss: 100 }
  if (error instanceof LoginRequiredError) return afterDeadSession(none, account.hasPassword)
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

function unchanged(account: AccountRecord, now: Date): Consequence {
  const isClean =
    account.cleanSince !== null && now.getTime() - account.cleanSince.getTime() > CLEAN_MS
  return {
    state: account.state,
    restUntil: null,
    rateLimitStreak: isClean ? 0 : account.rateLimitStreak,
    feedbackStreak: isClean ? 0 : account.feedbackStreak,
    healthLoss: 0,
    sessionDied: false,
    strikesProxy: false,
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

function afterRateLimit(none: Consequence, now: Date, limits: PoolLimits): Consequence {
  const restMs = Math.min(
    limits.rateLimitRestMs * 2 ** none.rateLimitStreak,
    Math.max(limits.rateLimitRestMs, LONGEST_RATE_LIMIT_REST_MS),
  )
  return {
    ...none,
    state: restingFrom(none.state),
    restUntil: new Date(now.getTime() + restMs),
    rateLimitStreak: none.rateLimitStreak + 1,
    healthLoss: 15,
  }
}

function afterFeedback(
  none: Consequence,
  dated: Date | undefined,
  now: Date,
  limits: PoolLimits,
): Consequence {
  const feedbackStreak = none.feedbackStreak + 1
  const restsMs = [limits.feedbackRestMs, 3 * limits.feedbackRestMs]
  const restMs = restsMs[none.feedbackStreak]
  const hasDate = dated !== undefined && dated.getTime() > now.getTime()
  const counted = { ...none, feedbackStreak, healthLoss: 40 }
  if (restMs === undefined && !hasDate) return { ...counted, state: 'needs_operator' }
  const until = Math.max(now.getTime() + (restMs ?? 0), hasDate ? dated.getTime() : 0)
  return { ...counted, state: restingFrom(none.state), restUntil: new Date(until) }
}

/** Whoever took the account out of service while a request ran keeps his word; the rest counts all the same. */
function restingFrom(state: AccountState): AccountState {
  return state === 'new' || state === 'active' ? 'resting' : state
}

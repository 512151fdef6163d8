import type { Config } from '../../config.ts'

/** What the pool may do; times are milliseconds of world time. */
export type PoolLimits = {
  requestsPerHour: number
  requestsPerDay: number
  proxyRequestsPerHour: number
  proxyRequestsPerDay: number
  gapMinMs: number
  gapMaxMs: number
  /** The first rest after a rate limit; it doubles while rate limits repeat. */
  rateLimitRestMs: number
  /** The first rest after feedback; the second is three times as long, the third needs a person. */
  feedbackRestMs: number
  loginGapMs: number
  loginsPerDay: number
  /**
   * The share of its budgets that an account in its warm-up has on its first, second, … day; after
   * the last, all.
   */
  warmUpSteps: readonly number[]
  /**
   * Minutes of the local day between which accounts work; null for the whole day. May pass
   * midnight.
   */
  activeHours: { from: number; to: number } | null
  /** Of accounts that have none of their own. */
  timeZone: string
  /** So many clean hours take back one doubling of the rest. */
  rateLimitDecayMs: number
  /** The share of the pool that has to fail within ten minutes for all of it to brake. */
  brakeShare: number
  brakeMs: number
  /** Fewer accounts in service than this are told to people. */
  minAccounts: number
  /**
   * Log in again when a session has died or is about to; what operators have switched since counts
   * before it.
   */
  renewSessions: boolean
  /** A session that was idle for so long is checked. */
  checkIdleMs: number
  /** A session that ends within this is renewed. */
  renewBeforeMs: number
  /** The operator allows a dead proxy to be replaced by a spare of its country. */
  replaceDeadProxies: boolean
  /** For how long a target that cost two accounts is left alone. */
  setAsideMs: number
}

type PoolSettings = Pick<
  Config,
  | 'requestsPerHour'
  | 'requestsPerDay'
  | 'proxyRequestsPerHour'
  | 'proxyRequestsPerDay'
  | 'requestGapMinMs'
  | 'requestGapMaxMs'
  | 'rateLimitRestMs'
  | 'loginGapMs'
  | 'loginsPerDay'
  | 'activeHours'
  | 'activeHoursTimeZone'
  | 'brakeShare'
  | 'brakeMs'
  | 'poolMinAccounts'
  | 'renewSessions'
  | 'replaceDeadProxies'
>

const HOUR_MS = 3_600_000

/** Feedback is a warning by a system that counts in days; what comes sooner repeats it. */
const FEEDBACK_REST_MS = 24 * HOUR_MS
/**
 * Ten days, in steps that none more than doubles: a new account that works at full rate at once
 * stands out.
 */
const WARM_UP_STEPS = [0.2, 0.2, 0.35, 0.35, 0.5, 0.5, 0.75, 0.75, 1, 1]
/**
 * Several times the first rest, so that an account which meets a limit at each return rests longer
 * and longer.
 */
const RATE_LIMIT_DECAY_MS = 6 * HOUR_MS
/**
 * Four checks a day find a dead session before somebody needs it, and cost little of the budget.
 */
const CHECK_IDLE_MS = 6 * HOUR_MS
/** A day leaves time for both logins of the daily budget, should the first fail. */
const RENEW_BEFORE_MS = 24 * HOUR_MS
/**
 * A week is long enough for whatever watches the target to lose interest; good requests end it
 * earlier.
 */
const SET_ASIDE_MS = 7 * 24 * HOUR_MS

export function poolLimits(config: PoolSettings): PoolLimits {
  return {
    requestsPerHour: config.requestsPerHour,
    requestsPerDay: config.requestsPerDay,
    proxyRequestsPerHour: config.proxyRequestsPerHour,
    proxyRequestsPerDay: config.proxyRequestsPerDay,
    gapMinMs: config.requestGapMinMs,
    gapMaxMs: config.requestGapMaxMs,
    rateLimitRestMs: config.rateLimitRestMs,
    feedbackRestMs: FEEDBACK_REST_MS,
    loginGapMs: config.loginGapMs,
    loginsPerDay: config.loginsPerDay,
    warmUpSteps: WARM_UP_STEPS,
    activeHours: config.activeHours ?? null,
    timeZone: config.activeHoursTimeZone,
    rateLimitDecayMs: RATE_LIMIT_DECAY_MS,
    brakeShare: config.brakeShare,
    brakeMs: config.brakeMs,
    minAccounts: config.poolMinAccounts,
    renewSessions: config.renewSessions,
    checkIdleMs: CHECK_IDLE_MS,
    renewBeforeMs: RENEW_BEFORE_MS,
    replaceDeadProxies: config.replaceDeadProxies,
    setAsideMs: SET_ASIDE_MS,
  }
}

/**
 * The budgets in the form that the functions of schema `derived` take, with the version of the app
 * that new logins use.
 */
export function limitsForSql(limits: PoolLimits, appVersion?: string): string {
  return JSON.stringify({
    app_version: appVersion ?? null,
    account_hour: limits.requestsPerHour,
    account_day: limits.requestsPerDay,
    proxy_hour: limits.proxyRequestsPerHour,
    proxy_day: limits.proxyRequestsPerDay,
    // Room that comes as soon as the next gap would end is worth waiting for.
    patience_seconds: limits.gapMaxMs / 1000,
    login_gap_seconds: limits.loginGapMs / 1000,
    logins_per_day: limits.loginsPerDay,
    warm_up_steps: limits.warmUpSteps,
    active_from: limits.activeHours?.from ?? null,
    active_to: limits.activeHours?.to ?? null,
    time_zone: limits.timeZone,
    renew_sessions: limits.renewSessions,
  })
}

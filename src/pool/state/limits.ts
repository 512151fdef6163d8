import type { CoreConfig } from '../../settings/core.ts'

/** Limits that are settings of the same name. */
type SettingLimits = Pick<
  CoreConfig,
  | 'requestsPerHour'
  | 'requestsPerDay'
  | 'proxyRequestsPerHour'
  | 'proxyRequestsPerDay'
  | 'rateLimitCooldownMs'
  | 'loginGapMs'
  | 'loginsPerDay'
  | 'breakerShare'
  | 'breakerMs'
  | 'renewSessions'
  | 'replaceDeadProxies'
>

type OtherSettings = Pick<
  CoreConfig,
  'requestGapMinMs' | 'requestGapMaxMs' | 'activeHours' | 'activeHoursTimeZone' | 'poolMinAccounts'
>

/** The limits of the pool; times are milliseconds of world time. */
export type PoolLimits = SettingLimits & {
  gapMinMs: number
  gapMaxMs: number
  /** The first rest after feedback; the second is three times as long, the third needs a person. */
  feedbackRestMs: number
  /** Share of its budgets that a warming-up account has on its first, second, … day; then all. */
  warmUpSteps: readonly number[]
  /**
   * Minutes of the local day between which accounts work, maybe past midnight; null for all day.
   */
  activeHours: { from: number; to: number } | null
  /** The time zone of accounts without their own. */
  timeZone: string
  /** The time without a rest that undoes one doubling of the rest after a rate limit. */
  rateLimitDecayMs: number
  /** Fewer accounts in service raise an alert. */
  minAccounts: number
  /** A session idle for this long is checked. */
  checkIdleMs: number
  /** A session that ends within this time is renewed. */
  renewBeforeMs: number
  /** How long a target that cost two accounts is quarantined. */
  quarantineMs: number
  /** The app version of new logins. */
  appVersion?: string | undefined
}

const HOUR_MS = 3_600_000

/** Feedback comes from a system that counts in days; an earlier return repeats it. */
const FEEDBACK_REST_MS = 24 * HOUR_MS
/** Ten days, no step more than doubles: a new account at full rate is conspicuous. */
const WARM_UP_STEPS = [0.2, 0.2, 0.35, 0.35, 0.5, 0.5, 0.75, 0.75, 1, 1]
/** Several times the first rest, so that an account limited at each return rests ever longer. */
const RATE_LIMIT_DECAY_MS = 6 * HOUR_MS
/** Four checks a day find a dead session before work needs it, and cost little budget. */
const CHECK_IDLE_MS = 6 * HOUR_MS
/** A day leaves time for both logins of the daily budget. */
const RENEW_BEFORE_MS = 24 * HOUR_MS
/** After a week the target is probably no longer watched; successful requests end it earlier. */
const QUARANTINE_MS = 7 * 24 * HOUR_MS

export function poolLimits(config: SettingLimits & OtherSettings): PoolLimits {
  return {
    requestsPerHour: config.requestsPerHour,
    requestsPerDay: config.requestsPerDay,
    proxyRequestsPerHour: config.proxyRequestsPerHour,
    proxyRequestsPerDay: config.proxyRequestsPerDay,
    gapMinMs: config.requestGapMinMs,
    gapMaxMs: config.requestGapMaxMs,
    rateLimitCooldownMs: config.rateLimitCooldownMs,
    feedbackRestMs: FEEDBACK_REST_MS,
    loginGapMs: config.loginGapMs,
    loginsPerDay: config.loginsPerDay,
    warmUpSteps: WARM_UP_STEPS,
    activeHours: config.activeHours ?? null,
    timeZone: config.activeHoursTimeZone,
    rateLimitDecayMs: RATE_LIMIT_DECAY_MS,
    breakerShare: config.breakerShare,
    breakerMs: config.breakerMs,
    minAccounts: config.poolMinAccounts,
    renewSessions: config.renewSessions,
    checkIdleMs: CHECK_IDLE_MS,
    renewBeforeMs: RENEW_BEFORE_MS,
    replaceDeadProxies: config.replaceDeadProxies,
    quarantineMs: QUARANTINE_MS,
  }
}

/** Returns the limits in the form that the functions of schema `derived` take. */
export function limitsForSql(limits: PoolLimits): string {
  return JSON.stringify({
    app_version: limits.appVersion ?? null,
    account_hour: limits.requestsPerHour,
    account_day: limits.requestsPerDay,
    proxy_hour: limits.proxyRequestsPerHour,
    proxy_day: limits.proxyRequestsPerDay,
    // Wait for budget that frees up before the next gap would end.
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

import type { Config } from '../config.ts'

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
}

type PoolSettings = Pick<
  Config,
  | 'REQUESTS_PER_HOUR'
  | 'REQUESTS_PER_DAY'
  | 'PROXY_REQUESTS_PER_HOUR'
  | 'PROXY_REQUESTS_PER_DAY'
  | 'REQUEST_GAP_MIN_SECONDS'
  | 'REQUEST_GAP_MAX_SECONDS'
  | 'RATE_LIMIT_REST_MINUTES'
  | 'FEEDBACK_REST_HOURS'
  | 'LOGIN_GAP_HOURS'
  | 'LOGINS_PER_DAY'
>

export function poolLimits(config: PoolSettings): PoolLimits {
  return {
    requestsPerHour: config.REQUESTS_PER_HOUR,
    requestsPerDay: config.REQUESTS_PER_DAY,
    proxyRequestsPerHour: config.PROXY_REQUESTS_PER_HOUR,
    proxyRequestsPerDay: config.PROXY_REQUESTS_PER_DAY,
    gapMinMs: config.REQUEST_GAP_MIN_SECONDS,
    gapMaxMs: config.REQUEST_GAP_MAX_SECONDS,
    rateLimitRestMs: config.RATE_LIMIT_REST_MINUTES,
    feedbackRestMs: config.FEEDBACK_REST_HOURS,
    loginGapMs: config.LOGIN_GAP_HOURS,
    loginsPerDay: config.LOGINS_PER_DAY,
  }
}

/** The budgets in the form that the functions of schema `derived` take. */
export function limitsForSql(limits: PoolLimits): string {
  return JSON.stringify({
    account_hour: limits.requestsPerHour,
    account_day: limits.requestsPerDay,
    proxy_hour: limits.proxyRequestsPerHour,
    proxy_day: limits.proxyRequestsPerDay,
    login_gap_seconds: limits.loginGapMs / 1000,
    logins_per_day: limits.loginsPerDay,
  })
}

/** What an account may do, in world time; the windows roll. */
export type Limits = {
  requestsPerHour: number
  requestsPerDay: number
  minGapSeconds: number
  loginsPer6Hours: number
  loginsPerDay: number
}

export const DEFAULT_LIMITS: Limits = {
  requestsPerHour: 30,
  requestsPerDay: 300,
  minGapSeconds: 2,
  loginsPer6Hours: 1,
  loginsPerDay: 2,
}

/** The rules that a client of the platform has to keep for its accounts' sake. */
export type Rule =
  | 'hour_budget'
  | 'day_budget'
  | 'min_gap'
  | 'parallel_requests'
  | 'login_budget'
  | 'login_day_budget'
  | 'parallel_logins'
  | 'refused_password_again'
  | 'proxy_changed'
  | 'device_changed'
  | 'no_proxy'
  | 'after_freeze'
  | 'during_rest'

export type Violation = {
  rule: Rule
  /** Username, or null when the request could not be told to an account. */
  account: string | null
  /** Index of the proxy, or null when it came through none. */
  proxy: number | null
  /** World time. */
  at: Date
  detail: string
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
/** No request for so long after a rate limit. */
export const REST_MS = 45 * 60_000

/** Limits of an account and of a proxy, in world time, over rolling windows. */
export type Limits = {
  requestsPerHour: number
  requestsPerDay: number
  minGapSeconds: number
  loginsPer6Hours: number
  loginsPerDay: number
  /** Over all accounts of a proxy; 60 and 600 by default. */
  proxyRequestsPerHour?: number
  proxyRequestsPerDay?: number
}

export const DEFAULT_LIMITS: Limits = {
  requestsPerHour: 30,
  requestsPerDay: 300,
  minGapSeconds: 2,
  loginsPer6Hours: 1,
  loginsPerDay: 2,
}

/** Rules for clients of the platform. */
export type Rule =
  | 'hour_budget'
  | 'day_budget'
  | 'proxy_hour_budget'
  | 'proxy_day_budget'
  | 'outside_active_hours'
  | 'min_gap'
  | 'parallel_requests'
  | 'login_budget'
  | 'login_day_budget'
  | 'parallel_logins'
  | 'refused_password_again'
  | 'proxy_changed'
  | 'device_changed'
  | 'app_set_back'
  | 'no_proxy'
  | 'after_freeze'
  | 'during_rest'
  | 'answered_challenge'
  | 'target_spent_accounts'
  | 'published_twice'
  | 'began_before_look_up'
  | 'story_of_private'
  | 'story_marked_seen'
  | 'picture_tells_account'
  | 'picture_proxy'

/** Records a broken rule. */
export type AddViolation = (rule: Rule, detail: string) => void

export type Violation = {
  rule: Rule
  /** Username; null if the request has no known account. */
  account: string | null
  /** Index; null for a direct connection. */
  proxy: number | null
  /** World time. */
  at: Date
  detail: string
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const DEFAULT_PROXY_LIMITS = { requestsPerHour: 60, requestsPerDay: 600 }
/** Accounts that may meet a challenge on one target within a day. */
export const ACCOUNTS_PER_TARGET = 2

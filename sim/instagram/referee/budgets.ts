import type { EndpointClass } from '../endpoint-class.ts'
import type { Conduct } from './conduct.ts'
import { roomFor, type RollingWindow } from './rolling-window.ts'
import {
  DAY,
  DEFAULT_PROXY_LIMITS,
  HOUR,
  type Limits,
  type Rule,
  type AddViolation,
} from './rules.ts'

/** A request of some kind at a world time (ms). */
type Counted = { endpointClass: EndpointClass; at: number }

/** Counts a request or a login. The other calls of a login belong to the login budget. */
export function judgeBudget(
  conduct: Conduct,
  { endpointClass, at }: Counted,
  limits: Limits,
  addViolation: AddViolation,
): void {
  if (endpointClass === 'login_flow') return
  if (endpointClass === 'login') {
    conduct.logins.add(at, roomFor(limits.loginsPerDay))
    judge(conduct.logins, at, addViolation, [
      ['login_budget', 6 * HOUR, limits.loginsPer6Hours],
      ['login_day_budget', DAY, limits.loginsPerDay],
    ])
  } else {
    conduct.requests.add(at, roomFor(limits.requestsPerDay))
    judge(conduct.requests, at, addViolation, [
      ['hour_budget', HOUR, limits.requestsPerHour],
      ['day_budget', DAY, limits.requestsPerDay],
    ])
  }
}

/** Counts a request of any account through a proxy; logins do not count. */
export function judgeProxyBudget(
  window: RollingWindow,
  { endpointClass, at }: Counted,
  limits: Limits,
  addViolation: AddViolation,
): void {
  if (endpointClass === 'login' || endpointClass === 'login_flow') return
  const perDay = limits.proxyRequestsPerDay ?? DEFAULT_PROXY_LIMITS.requestsPerDay
  window.add(at, roomFor(perDay))
  judge(window, at, addViolation, [
    [
      'proxy_hour_budget',
      HOUR,
      limits.proxyRequestsPerHour ?? DEFAULT_PROXY_LIMITS.requestsPerHour,
    ],
    ['proxy_day_budget', DAY, perDay],
  ])
}

function judge(
  window: RollingWindow,
  at: number,
  addViolation: AddViolation,
  budgets: [rule: Rule, spanMs: number, limit: number][],
): void {
  for (const [rule, spanMs, limit] of budgets) {
    const sent = window.count(at, spanMs)
    if (sent > limit) addViolation(rule, `${sent} in ${spanMs / HOUR} h, at most ${limit}`)
  }
}

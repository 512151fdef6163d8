import type { Clock } from '../../../src/clock.ts'
import type { EndpointClass } from '../endpoints/route.ts'
import type { Consequence } from '../faults.ts'
import { createConductBook, createTotals, type Conduct, type Totals } from './conduct.ts'
import { createLedger } from './ledger.ts'
import { createTraffic } from './traffic.ts'
import { DAY, HOUR, REST_MS, type Limits, type Rule, type Violation } from './rules.ts'

/** A request as the referee sees it arrive. */
export type Arrival = {
  /** Username, or null when nobody is logged in. */
  account: string | null
  deviceId: string | null
  /** Index of the proxy it came through; null is a client that came directly. */
  proxy: number | null
  endpointClass: EndpointClass
  /** World time (ms). */
  at: number
}

/** A request on its way; `end` is called once, when the answer is handed over or the socket closes. */
export type Visit = {
  /** `consequence` is what the answer asks of the account from now on; `cause` names the answer. */
  end(consequence?: Consequence, cause?: string): void
}

export type Report = Totals & {
  /** Requests that are on their way. */
  open: number
  accounts: Record<string, Totals>
  violations: number
  violations_by_rule: Partial<Record<Rule, number>>
}

export type Referee = {
  arrive(arrival: Arrival): Visit
  /** A session is used through another proxy than before. */
  judgeProxyChange(arrival: Arrival, from: number | null, isOldProxyDead: boolean): void
  judgeDeviceChange(arrival: Arrival, from: string): void
  judgePassword(arrival: Arrival, fingerprint: string): void
  passwordRefused(account: string, fingerprint: string): void
  /** An operator's word: the account's next change of proxy is in order. */
  allowProxyChange(account: string): void
  /** An operator has looked after the account: it is neither frozen nor at rest any more. */
  clear(account: string): void
  /** The broken rules, oldest first; only the last 10,000 are kept. */
  violations(): Violation[]
  report(): Report
}

/** Judges every request by the rules of rules.ts; windows are counted on arrival, in world time. */
export function createReferee(options: { clock: Clock; limits: Limits }): Referee {
  const book = createConductBook(options.limits)
  const ledger = createLedger()
  const totals = createTotals()
  const traffic = createTraffic(options.clock)
  const report = ({ account, proxy, at }: Arrival, rule: Rule, detail: string): void =>
    ledger.add({ rule, account, proxy, at: new Date(at), detail })

  return {
    arrive(arrival) {
      const { account, deviceId, proxy, endpointClass, at } = arrival
      const conduct = account === null ? null : book.ofAccount(account)
      // Before a login only the device tells whose requests these are; afterwards both do.
      const actors = [conduct, deviceId === null ? null : book.ofDevice(deviceId)].filter(
        (actor) => actor !== null,
      )
      const say: Say = (rule, detail) => report(arrival, rule, detail)
      count(totals, endpointClass)
      judgePace(actors, at, options.limits, say)
      if (conduct) {
        count(conduct.totals, endpointClass)
        judgeRest(conduct, at, say)
        judgeBudget(conduct, arrival, options.limits, say)
      }
      if (proxy === null) say('no_proxy', 'the request came through no proxy')
      const isLogin = endpointClass === 'login'
      if (isLogin && traffic.loginsThrough(proxy) > 0) {
        say('parallel_logins', 'another login was on its way through the proxy')
      }
      const leave = traffic.enter(actors, proxy, isLogin)
      let hasEnded = false
      return {
        end(consequence = 'none', cause = '') {
          if (hasEnded) return
          hasEnded = true
          const endedAt = leave()
          if (conduct && consequence === 'freeze') conduct.frozenBy = cause
          if (conduct && consequence === 'rest') conduct.restsUntil = endedAt + REST_MS
        },
      }
    },

    judgeProxyChange(arrival, from, isOldProxyDead) {
      if (arrival.account === null) return
      const conduct = book.ofAccount(arrival.account)
      if (!isOldProxyDead && !conduct.mayChangeProxy) {
        report(arrival, 'proxy_changed', `the session moved from proxy ${from} to ${arrival.proxy}`)
      }
      conduct.mayChangeProxy = false
    },
    judgeDeviceChange: (arrival, from) =>
      report(
        arrival,
        'device_changed',
        `the session of device ${from} came from ${arrival.deviceId}`,
      ),
    judgePassword(arrival, fingerprint) {
      if (arrival.account === null) return
      if (book.ofAccount(arrival.account).refusedPassword === fingerprint) {
        report(arrival, 'refused_password_again', 'the password had been refused before')
      }
    },
    passwordRefused(account, fingerprint) {
      book.ofAccount(account).refusedPassword = fingerprint
    },
    allowProxyChange(account) {
      book.ofAccount(account).mayChangeProxy = true
    },
    clear(account) {
      const pardon = { frozenBy: null, refusedPassword: null, restsUntil: Number.NEGATIVE_INFINITY }
      Object.assign(book.ofAccount(account), pardon)
    },
    violations: () => ledger.violations(),
    report: () => ({
      ...structuredClone(totals),
      open: traffic.open(),
      accounts: book.totalsByAccount(),
      violations: ledger.count(),
      violations_by_rule: ledger.countByRule(),
    }),
  }
}

type Say = (rule: Rule, detail: string) => void

function count(totals: Totals, endpointClass: EndpointClass): void {
  if (endpointClass === 'login') totals.logins += 1
  else if (endpointClass === 'login_flow') totals.login_flow += 1
  else totals.requests += 1
  totals.classes[endpointClass] = (totals.classes[endpointClass] ?? 0) + 1
}

function judgePace(actors: readonly Conduct[], at: number, limits: Limits, say: Say): void {
  if (actors.some(({ open }) => open > 0)) {
    say('parallel_requests', 'another request of the account was still on its way')
    return
  }
  const gap = at - Math.max(...actors.map(({ endedAt }) => endedAt))
  if (gap < limits.minGapSeconds * 1_000) {
    say('min_gap', `${gap / 1_000} s after the last request, at least ${limits.minGapSeconds} s`)
  }
}

function judgeRest(conduct: Conduct, at: number, say: Say): void {
  if (conduct.frozenBy !== null) say('after_freeze', `after ${conduct.frozenBy}`)
  if (at < conduct.restsUntil) {
    const minutes = Math.ceil((conduct.restsUntil - at) / 60_000)
    say('during_rest', `${minutes} min before the end of the rest`)
  }
}

function judgeBudget(
  conduct: Conduct,
  { endpointClass, at }: Pick<Arrival, 'endpointClass' | 'at'>,
  limits: Limits,
  say: Say,
): void {
  // What a login needs beside itself is paid for by the budget of logins.
  if (endpointClass === 'login_flow') return
  const isLogin = endpointClass === 'login'
  const window = isLogin ? conduct.logins : conduct.requests
  window.add(at)
  const judge = (rule: Rule, spanMs: number, limit: number): void => {
    const sent = window.count(at, spanMs)
    if (sent > limit) say(rule, `${sent} in ${spanMs / HOUR} h, at most ${limit}`)
  }
  if (isLogin) {
    judge('login_budget', 6 * HOUR, limits.loginsPer6Hours)
    judge('login_day_budget', DAY, limits.loginsPerDay)
  } else {
    judge('hour_budget', HOUR, limits.requestsPerHour)
    judge('day_budget', DAY, limits.requestsPerDay)
  }
}

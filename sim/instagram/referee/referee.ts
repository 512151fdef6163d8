import type { Clock } from '../../../src/base/clock.ts'
import type { EndpointClass } from '../endpoints/route.ts'
import type { Verdict } from '../faults.ts'
import { judgeBudget, judgeProxyBudget } from './budgets.ts'
import {
  createConductBook,
  createTotals,
  type Conduct,
  type ConductBook,
  type Totals,
} from './conduct.ts'
import { createLedger } from './ledger.ts'
import { judgePicture, type PictureArrival } from './pictures.ts'
import { createRollingWindow, type RollingWindow } from './rolling-window.ts'
import { createTraffic, type Traffic } from './traffic.ts'
import {
  ACCOUNTS_PER_TARGET,
  DAY,
  type Limits,
  type Rule,
  type Say,
  type Violation,
} from './rules.ts'
import { createSpentTargets } from './spent-targets.ts'

/** A request as the referee sees it arrive. */
export type Arrival = {
  /** Username, or null without a login. */
  account: string | null
  deviceId: string | null
  /** Index of the proxy it came through; null is a client that came directly. */
  proxy: number | null
  endpointClass: EndpointClass
  /** World time (ms). */
  at: number
}

/** A request on its way; `end` is called once, when the answer is handed over or the socket closes. */
type Visit = {
  end(verdict?: Partial<Verdict>): void
}

type Report = Totals & {
  /** Requests that are on their way. */
  open: number
  /** Requests for pictures, which are no requests of an account. */
  pictures: number
  accounts: Record<string, Totals>
  violations: number
  violations_by_rule: Partial<Record<Rule, number>>
}

export type Referee = {
  arrive(arrival: Arrival): Visit
  /** A picture is asked for: that counts for no budget, but must not tell who asks. */
  judgePicture(arrival: PictureArrival): void
  /** A session is used through another proxy than before. */
  judgeProxyChange(arrival: Arrival, from: number | null, isOldProxyDead: boolean): void
  judgeDeviceChange(arrival: Arrival, from: string): void
  /** A session is used by an older version of the app than before. */
  judgeOlderApp(arrival: Arrival, from: string, to: string): void
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

export type RefereeOptions = {
  clock: Clock
  limits: Limits
  /** What an account may do at this world time (ms), where that changes; `limits` for all and ever when left out. */
  limitsFor?: ((account: string, at: number) => Limits) | undefined
  /** Whether an account may send anything at this world time (ms); always when left out. */
  isActive?: ((account: string, at: number) => boolean) | undefined
}

/** Judges every request by the rules of rules.ts; windows are counted on arrival, in world time. */
export function createReferee(options: RefereeOptions): Referee {
  const book = createConductBook()
  const proxies = new Map<number, RollingWindow>()
  const spentTargets = createSpentTargets(DAY)
  const ledger = createLedger()
  const totals = createTotals()
  const traffic = createTraffic(options.clock)
  let pictures = 0
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
      const limits =
        (account === null ? undefined : options.limitsFor?.(account, at)) ?? options.limits
      count(totals, endpointClass)
      judgePace(actors, at, limits, say)
      if (conduct && account !== null) {
        count(conduct.totals, endpointClass)
        judgeRest(conduct, at, say)
        judgeBudget(conduct, arrival, limits, say)
        if (options.isActive?.(account, at) === false) say('outside_active_hours', 'asleep by now')
      }
      judgePlace(arrival, traffic, say)
      if (proxy !== null) judgeProxyBudget(windowOf(proxies, proxy), arrival, options.limits, say)
      const leave = traffic.enter(actors, proxy, endpointClass === 'login')
      let hasEnded = false
      return {
        end(verdict = {}) {
          if (hasEnded) return
          hasEnded = true
          const endedAt = leave()
          if (conduct) sentence(conduct, verdict, endedAt)
          if (account === null || !verdict.target) return
          const spent = spentTargets.spend(verdict.target, account, endedAt)
          if (spent <= ACCOUNTS_PER_TARGET) return
          say('target_spent_accounts', `${spent} accounts met a challenge on ${verdict.target}`)
        },
      }
    },

    judgePicture(arrival) {
      pictures += 1
      const { proxy, at } = arrival
      judgePicture(arrival, (rule, detail) =>
        ledger.add({ rule, account: null, proxy, at: new Date(at), detail }),
      )
    },
    judgeProxyChange(arrival, from, isOldProxyDead) {
      if (arrival.account === null) return
      const conduct = book.ofAccount(arrival.account)
      if (!isOldProxyDead && !conduct.mayChangeProxy) {
        report(arrival, 'proxy_changed', `the session moved from proxy ${from} to ${arrival.proxy}`)
      }
      conduct.mayChangeProxy = false
    },
    judgeDeviceChange(arrival, from) {
      const detail = `the session of device ${from} came from ${arrival.deviceId}`
      report(arrival, 'device_changed', detail)
    },
    judgeOlderApp: (arrival, from, to) =>
      report(arrival, 'app_set_back', `the session of app ${from} came from app ${to}`),
    ...createRecords(book, report),
    violations: () => ledger.violations(),
    report: () => ({
      ...structuredClone(totals),
      open: traffic.open(),
      pictures,
      accounts: book.totalsByAccount(),
      violations: ledger.count(),
      violations_by_rule: ledger.countByRule(),
    }),
  }
}

function windowOf(windows: Map<number, RollingWindow>, proxy: number): RollingWindow {
  const window = windows.get(proxy) ?? createRollingWindow(DAY)
  windows.set(proxy, window)
  return window
}

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

/** What is known about passwords and told by operators. */
const createRecords = (
  book: ConductBook,
  report: (arrival: Arrival, rule: Rule, detail: string) => void,
): Pick<Referee, 'judgePassword' | 'passwordRefused' | 'allowProxyChange' | 'clear'> => ({
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
})

function judgePlace({ endpointClass, proxy }: Arrival, traffic: Traffic, say: Say): void {
  if (endpointClass === 'challenge') say('answered_challenge', 'only a person may answer it')
  if (proxy === null) say('no_proxy', 'the request came through no proxy')
  if (endpointClass === 'login' && traffic.loginsThrough(proxy) > 0) {
    say('parallel_logins', 'another login was on its way through the proxy')
  }
}

/** What an answer means for its account from the end of the request on. */
function sentence(conduct: Conduct, verdict: Partial<Verdict>, endedAt: number): void {
  const { consequence, cause = '', restMs = 0 } = verdict
  if (consequence === 'freeze') conduct.frozenBy = cause
  if (consequence === 'rest') conduct.restsUntil = Math.max(conduct.restsUntil, endedAt + restMs)
}

function judgeRest(conduct: Conduct, at: number, say: Say): void {
  if (conduct.frozenBy !== null) say('after_freeze', `after ${conduct.frozenBy}`)
  if (at < conduct.restsUntil) {
    const minutes = Math.ceil((conduct.restsUntil - at) / 60_000)
    say('during_rest', `${minutes} min before the end of the rest`)
  }
}

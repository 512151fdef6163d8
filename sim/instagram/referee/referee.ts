import type { Clock } from '../../../src/base/clock.ts'
import type { EndpointClass } from '../endpoint-class.ts'
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
  type AddViolation,
  type Violation,
} from './rules.ts'
import { createSpentTargets } from './spent-targets.ts'

export type Arrival = {
  /** Username; null without a login. */
  account: string | null
  deviceId: string | null
  /** Index; null for a direct connection. */
  proxy: number | null
  endpointClass: EndpointClass
  /** World time (ms). */
  at: number
}

/** An open request; `end` is called once, when the answer is sent or the socket closes. */
type Visit = {
  end(verdict?: Partial<Verdict>): void
}

type Report = Totals & {
  /** Open requests. */
  open: number
  /** Requests for pictures; they are no requests of an account. */
  pictures: number
  accounts: Record<string, Totals>
  violations: number
  violations_by_rule: Partial<Record<Rule, number>>
}

export type Referee = {
  arrive(arrival: Arrival): Visit
  /** A request for a picture: it counts for no budget, but must not reveal the account. */
  judgePicture(arrival: PictureArrival): void
  /** A session uses another proxy than before. */
  judgeProxyChange(arrival: Arrival, from: number | null, isOldProxyDead: boolean): void
  judgeDeviceChange(arrival: Arrival, from: string): void
  /** A session uses an older app version than before. */
  judgeOlderApp(arrival: Arrival, from: string, to: string): void
  judgePassword(arrival: Arrival, fingerprint: string): void
  /** Something that was published, or that begins. */
  judgePublishing(arrival: Arrival, rule: Rule, detail: string): void
  /** Something that was read and must not be, or that shows the reader. */
  judgeReading(arrival: Arrival, rule: Rule, detail: string): void
  passwordRefused(account: string, fingerprint: string): void
  /** Allows the account's next change of proxy. */
  allowProxyChange(account: string): void
  /** Ends the account's freeze and rest. */
  clear(account: string): void
  /** Oldest first; only the last 10,000 are stored. */
  violations(): Violation[]
  report(): Report
}

type ReportArrival = (
  arrival: Pick<Arrival, 'account' | 'proxy' | 'at'>,
  rule: Rule,
  detail: string,
) => void

export type RefereeOptions = {
  clock: Clock
  limits: Limits
  /** Limits of an account at this world time (ms); `limits` by default. */
  limitsFor?: ((account: string, at: number) => Limits) | undefined
  /** Whether an account may send at this world time (ms); always by default. */
  isActive?: ((account: string, at: number) => boolean) | undefined
}

/** Checks every request against the rules of rules.ts; windows count arrivals, in world time. */
export function createReferee(options: RefereeOptions): Referee {
  const book = createConductBook()
  const proxies = new Map<number, RollingWindow>()
  const spentTargets = createSpentTargets(DAY)
  const ledger = createLedger()
  const totals = createTotals()
  const traffic = createTraffic(options.clock)
  let pictures = 0
  const report: ReportArrival = ({ account, proxy, at }, rule, detail) =>
    ledger.add({ rule, account, proxy, at: new Date(at), detail })

  return {
    arrive(arrival) {
      const { account, deviceId, proxy, endpointClass, at } = arrival
      const conduct = account === null ? null : book.ofAccount(account)
      // Before a login only the device identifies the sender; afterwards both do.
      const device = deviceId === null ? [] : [book.ofDevice(deviceId)]
      const actors = conduct ? [conduct, ...device] : device
      const addViolation: AddViolation = (rule, detail) => report(arrival, rule, detail)
      const limits = limitsOf(arrival, options)
      for (const each of [totals, ...(conduct ? [conduct.totals] : [])]) count(each, endpointClass)
      judgePace(actors, at, limits, addViolation)
      if (conduct) judgeRest(conduct, at, addViolation)
      if (conduct) judgeBudget(conduct, arrival, limits, addViolation)
      judgeHours(arrival, options, addViolation)
      judgePlace(arrival, traffic, addViolation)
      if (proxy !== null)
        judgeProxyBudget(windowOf(proxies, proxy), arrival, options.limits, addViolation)
      const leave = traffic.enter(actors, proxy, endpointClass === 'login')
      let hasEnded = false
      return {
        end(verdict = {}) {
          if (hasEnded) return
          hasEnded = true
          const endedAt = leave()
          if (conduct) applyConsequence(conduct, verdict, endedAt)
          if (account === null || !verdict.target) return
          const spent = spentTargets.spend(verdict.target, account, endedAt)
          const detail = `${spent} accounts met a challenge on ${verdict.target}`
          if (spent > ACCOUNTS_PER_TARGET) addViolation('target_spent_accounts', detail)
        },
      }
    },

    judgePicture(picture) {
      pictures += 1
      const arrival = { account: null, proxy: picture.proxy, at: picture.at }
      judgePicture(picture, (rule, detail) => report(arrival, rule, detail))
    },
    judgePublishing: report,
    ...judgesOfSessions(book, report),
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

const limitsOf = ({ account, at }: Arrival, options: RefereeOptions): Limits =>
  (account === null ? undefined : options.limitsFor?.(account, at)) ?? options.limits

function judgeHours(
  { account, at }: Arrival,
  { isActive }: RefereeOptions,
  addViolation: AddViolation,
): void {
  if (account !== null && isActive?.(account, at) === false)
    addViolation('outside_active_hours', 'not active now')
}

function judgePace(
  actors: readonly Conduct[],
  at: number,
  limits: Limits,
  addViolation: AddViolation,
): void {
  if (actors.some(({ open }) => open > 0)) {
    addViolation('parallel_requests', 'another request of the account was still on its way')
    return
  }
  const gap = at - Math.max(...actors.map(({ endedAt }) => endedAt))
  if (gap < limits.minGapSeconds * 1_000) {
    addViolation(
      'min_gap',
      `${gap / 1_000} s after the last request, at least ${limits.minGapSeconds} s`,
    )
  }
}

/** Rules about a session that moves. */
const judgesOfSessions = (
  book: ConductBook,
  report: ReportArrival,
): Pick<Referee, 'judgeProxyChange' | 'judgeDeviceChange' | 'judgeOlderApp'> => ({
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
  judgeOlderApp: (arrival, from, to) =>
    report(arrival, 'app_set_back', `the session of app ${from} came from app ${to}`),
})

/** Records of passwords, and permissions of operators. */
const createRecords = (
  book: ConductBook,
  report: ReportArrival,
): Pick<
  Referee,
  'judgeReading' | 'judgePassword' | 'passwordRefused' | 'allowProxyChange' | 'clear'
> => ({
  judgeReading: report,
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
    const cleared = { frozenBy: null, refusedPassword: null, restsUntil: Number.NEGATIVE_INFINITY }
    Object.assign(book.ofAccount(account), cleared)
  },
})

function judgePlace(
  { endpointClass, proxy }: Arrival,
  traffic: Traffic,
  addViolation: AddViolation,
): void {
  if (endpointClass === 'challenge')
    addViolation('answered_challenge', 'only a person may answer it')
  if (proxy === null) addViolation('no_proxy', 'the request came through no proxy')
  if (endpointClass === 'login' && traffic.loginsThrough(proxy) > 0) {
    addViolation('parallel_logins', 'another login was on its way through the proxy')
  }
}

/** Applies the consequence of an answer from the end of the request on. */
function applyConsequence(conduct: Conduct, verdict: Partial<Verdict>, endedAt: number): void {
  const { consequence, cause = '', restMs = 0 } = verdict
  if (consequence === 'freeze') conduct.frozenBy = cause
  if (consequence === 'rest') conduct.restsUntil = Math.max(conduct.restsUntil, endedAt + restMs)
}

function judgeRest(conduct: Conduct, at: number, addViolation: AddViolation): void {
  if (conduct.frozenBy !== null) addViolation('after_freeze', `after ${conduct.frozenBy}`)
  if (at < conduct.restsUntil) {
    const minutes = Math.ceil((conduct.restsUntil - at) / 60_000)
    addViolation('during_rest', `${minutes} min before the end of the rest`)
  }
}

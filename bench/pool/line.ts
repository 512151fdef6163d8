import { inColumns } from '../columns.ts'
import { percentile } from '../percentile.ts'
import type { Outcome } from './experiment.ts'
import type { Experiment } from './options.ts'

/** The report of one experiment; with `--json`, one line of output. */
export type PoolLine = {
  experiment: string
  accounts: number
  /** Hours of world time. */
  hours: number
  /** Requests that an account may send. */
  per_hour: number
  per_day: number
  sent: number
  /** Requests of an ideal sender. */
  permitted: number
  utilisation: number
  profiles: number
  profiles_per_account_hour: number
  /** Over the accounts' shares of their permitted requests: 0 is perfectly even. */
  gini: number
  /** World time (s) between the moment at which an account could send and its request. */
  free_to_used_s: { p50: number; p99: number }
  /** Time of the server (ms). */
  db_ms_per_request: number
  choose_ms: { p50: number; p99: number; samples: number }
  violations: number
  /** Real time (s). */
  took_s: number
  goals: { goal: string; met: boolean }[]
  met: boolean
}

const MAX_CHOOSE_MS = 2

export function lineOf(experiment: Experiment, outcome: Outcome, tookMs: number): PoolLine {
  const { accounts, hours } = experiment
  const sent = sum(outcome.sent)
  const permitted = sum(outcome.permitted)
  const utilisation = sent / permitted
  const shares = outcome.sent.flatMap((each, at) => {
    const most = outcome.permitted[at] ?? 0
    return most > 0 ? [each / most] : []
  })
  const choose = outcome.costs.chooseMs
  const chooseP50 = round(percentile(choose, 0.5))
  const minUse = experiment.resting > 0 || experiment.faults ? 0.95 : 0.98
  const goals = [
    { goal: `utilisation at least ${minUse}`, met: utilisation >= minUse },
    { goal: 'no violation', met: outcome.violations === 0 },
    { goal: `choosing at most ${MAX_CHOOSE_MS} ms (median)`, met: chooseP50 <= MAX_CHOOSE_MS },
  ]
  return {
    experiment: experiment.name,
    accounts,
    hours,
    per_hour: experiment.requestsPerHour,
    per_day: experiment.requestsPerDay,
    sent,
    permitted,
    utilisation: round(utilisation),
    profiles: outcome.profiles,
    profiles_per_account_hour: round(outcome.profiles / accounts / hours),
    gini: round(gini(shares)),
    free_to_used_s: {
      p50: round(percentile(outcome.idleMs, 0.5) / 1_000),
      p99: round(percentile(outcome.idleMs, 0.99) / 1_000),
    },
    db_ms_per_request: round(outcome.costs.msPerRequest),
    choose_ms: { p50: chooseP50, p99: round(percentile(choose, 0.99)), samples: choose.length },
    violations: outcome.violations,
    took_s: Math.round(tookMs / 1_000),
    goals,
    met: goals.every(({ met }) => met),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0)
const round = (value: number): number => Number(value.toPrecision(4))

/** Half the mean absolute difference between two members, over the mean. */
function gini(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const total = sum(sorted)
  if (total === 0) return 0
  const n = sorted.length
  return sorted.reduce((all, value, at) => all + (2 * (at + 1) - n - 1) * value, 0) / (n * total)
}

const COLUMNS: [string, (line: PoolLine) => string | number][] = [
  ['accounts', ({ experiment }) => experiment],
  ['hours', ({ hours }) => hours],
  ['budget', (line) => `${line.per_hour}/h ${line.per_day}/d`],
  ['sent', ({ sent }) => sent],
  ['permitted', ({ permitted }) => permitted],
  ['utilisation', ({ utilisation }) => utilisation.toFixed(4)],
  ['profiles/account-h', (line) => line.profiles_per_account_hour],
  ['Gini', ({ gini }) => gini.toFixed(4)],
  ['free→used p50 s', (line) => line.free_to_used_s.p50],
  ['p99 s', (line) => line.free_to_used_s.p99],
  ['db ms/request', (line) => line.db_ms_per_request],
  ['choose p50 ms', (line) => line.choose_ms.p50],
  ['p99 ms', (line) => line.choose_ms.p99],
  ['violations', ({ violations }) => violations],
  ['took s', (line) => line.took_s],
  ['', ({ met }) => (met ? 'met' : 'NOT MET')],
]

export function formatPoolTable(lines: readonly PoolLine[]): string {
  const rows = lines.map((line) => COLUMNS.map(([, cell]) => String(cell(line))))
  const head = COLUMNS.map(([title]) => title)
  return inColumns(head, rows, new Set([0]))
}

import type { Capacity } from '../../../pool/budget/capacity.ts'
import type { PoolUsage } from '../../../pool/budget/usage.ts'
import type { AilmentGroup } from '../../../pool/accounts/ailments.ts'
import type { DeadProxies } from '../../../pool/proxies/dead-proxies.ts'
import type { reportHealth } from '../health-report.ts'
import type { PublicationTrouble } from './publications.ts'

/** The kinds of harm, worst first. */
export const HARMS = ['public', 'work', 'people', 'recovers'] as const
type Harm = (typeof HARMS)[number]

/** Whether it ends without a person. */
export const RECOVERIES = ['no', 'perhaps', 'yes'] as const

type Subject = {
  type: 'account' | 'proxy' | 'post' | 'task'
  id: string
  name: string
  /** The account of a publication. */
  account: string | null
}

/** One cause with what it stops, and when it ends. */
export type Need = {
  /** The cause: a kind below, or the code of an alert of GET /api/health. */
  kind: string
  harm: Harm
  /** Further detail of the cause, such as the error code of accounts. */
  code: string | null
  state: string | null
  count: number
  since: Date | null
  waiting_tasks: number
  waiting_accounts: number
  recovers: (typeof RECOVERIES)[number]
  recovers_at: Date | null
  message: string | null
  /** The first few things that it is about. */
  subjects: Subject[]
  /** For a spent budget: requests of the last 24 hours, and the task that sent most of them. */
  spent: {
    requests: number
    of: number
    most: { task_id: number; task_type: string; username: string | null; requests: number } | null
  } | null
}

type Report = ReturnType<typeof reportHealth>

export type Facts = {
  report: Report
  publications: readonly PublicationTrouble[]
  proxies: readonly DeadProxies[]
  ailments: readonly AilmentGroup[]
  capacity: Capacity
  usage: PoolUsage
  /** When the first account is free; null when one is free now or none will be. */
  freeAt: Date | null
  now: Date
  /** The resource that tasks of a type need. */
  resourceOf(taskType: string): string | undefined
}

/** Alerts that end without a person. */
const RECOVER: Readonly<Record<string, 'perhaps' | 'yes'>> = {
  all_accounts_rest: 'yes',
  renewal_waiting: 'yes',
  ai_budget_spent: 'yes',
  openai_down: 'perhaps',
  pool_stopped: 'yes',
  worker_not_claiming: 'perhaps',
  listener_down: 'perhaps',
  instance_lost: 'perhaps',
}

/** Alerts on which tasks of the AI wait; the others stop tasks that need an account. */
const OF_AI: ReadonlySet<string> = new Set([
  'openai_not_configured',
  'openai_refused',
  'openai_down',
  'ai_budget_spent',
  'ai_batches_failed',
])

/** Alerts that stop the whole pool. */
const OF_POOL: ReadonlySet<string> = new Set([
  'no_accounts',
  'no_account_in_service',
  'all_accounts_rest',
  'pool_stopped',
])

/** A budget is nearly spent when less than this share of a day is left. */
const NEARLY = 0.05

const NOTHING = {
  code: null,
  state: null,
  count: 1,
  since: null,
  waiting_tasks: 0,
  waiting_accounts: 0,
  recovers: 'no',
  recovers_at: null,
  message: null,
  subjects: [],
  spent: null,
} as const satisfies Partial<Need>

/**
 * Lists what needs a person, grouped by cause and sorted by harm: in public first, then what blocks
 * most tasks, then accounts that wait for a person, then what ends by itself.
 */
export function listNeeds(facts: Facts): Need[] {
  const needs: Need[] = [
    ...facts.publications.map(ofPublications),
    ...facts.proxies.map((group) => ofProxies(facts, group)),
    ...alertNeeds(facts),
    ...facts.ailments.map(ofAccounts),
    ...budgetNeeds(facts),
  ]
  return needs.toSorted(
    (one, other) =>
      HARMS.indexOf(one.harm) - HARMS.indexOf(other.harm) ||
      publicRank(one) - publicRank(other) ||
      other.waiting_tasks - one.waiting_tasks ||
      other.waiting_accounts - one.waiting_accounts ||
      other.count - one.count,
  )
}

/** A post that may be published twice comes before one that was not published. */
const publicRank = ({ kind }: Need): number =>
  ['publications_unknown', 'posts_missed', 'publications_failed'].indexOf(kind)

const ofPublications = ({ kind, count, since, posts }: PublicationTrouble): Need => ({
  ...NOTHING,
  kind,
  harm: 'public',
  count,
  since,
  subjects: posts.map((post) => ({ type: 'post', ...post })),
})

function ofProxies(facts: Facts, group: DeadProxies): Need {
  const { cause, count, since, next_check_at: nextCheckAt, accounts, proxies } = group
  return {
    ...NOTHING,
    kind: cause === 'ip_blocked' ? 'proxies_blocked' : 'proxies_dead',
    harm: 'work',
    count,
    since,
    waiting_accounts: accounts,
    // With an account that works, tasks go on.
    waiting_tasks: facts.report.accounts.in_service === 0 ? waitingFor(facts, 'instagram') : 0,
    recovers: nextCheckAt === null ? 'no' : 'perhaps',
    recovers_at: nextCheckAt,
    subjects: proxies.map(({ id, name }) => ({ type: 'proxy', id, name, account: null })),
  }
}

/** Accounts have their own lines, with their names. */
const IS_ABOUT_ACCOUNTS = /^accounts_/

function alertNeeds(facts: Facts): Need[] {
  const { alerts, accounts } = facts.report
  return alerts
    .filter(({ code }) => !IS_ABOUT_ACCOUNTS.test(code))
    .map(({ code, message, since }) => {
      const recovers = RECOVER[code] ?? 'no'
      const resource = OF_AI.has(code) ? 'openai' : OF_POOL.has(code) ? 'instagram' : undefined
      return {
        ...NOTHING,
        kind: code,
        harm: recovers === 'yes' ? 'recovers' : 'work',
        since,
        waiting_tasks: resource === undefined ? 0 : waitingFor(facts, resource),
        recovers,
        recovers_at: recovers === 'yes' ? endOf(facts, code, accounts.returns_at) : null,
        message,
      }
    })
}

function endOf({ now, freeAt }: Facts, code: string, returnsAt: Date | null): Date | null {
  if (code === 'ai_budget_spent') return nextMidnight(now)
  return code === 'pool_stopped' ? freeAt : returnsAt
}

/** The budget of the AI counts days of UTC. */
const nextMidnight = (now: Date): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1))

function ofAccounts({ state, code, count, since, until, accounts }: AilmentGroup): Need {
  const rests = state === 'resting'
  return {
    ...NOTHING,
    kind: rests ? 'accounts_rest' : 'accounts_need_person',
    harm: rests ? 'recovers' : 'people',
    code,
    state,
    count,
    since,
    recovers: rests ? 'yes' : 'no',
    recovers_at: until,
    subjects: accounts.map(({ id, name }) => ({ type: 'account', id, name, account: null })),
  }
}

/** A spent budget, and the task that used most of it. */
function budgetNeeds(facts: Facts): Need[] {
  const { capacity, usage, freeAt } = facts
  const { accounts, today, perDay, perDayOfAll } = capacity
  if (accounts === 0 || perDay <= 0 || today > perDay * NEARLY) return []
  const requests = usage.hours.reduce((sum, hour) => sum + hour.requests, 0)
  const [most] = usage.tasks
  const isMost = most !== undefined && most.requests * 2 >= requests
  return [
    {
      ...NOTHING,
      kind: today < 1 ? 'budget_spent' : 'budget_low',
      harm: 'recovers',
      waiting_tasks: waitingFor(facts, 'instagram'),
      recovers: 'yes',
      recovers_at: freeAt,
      spent: {
        requests,
        of: Math.floor(perDayOfAll),
        most: isMost
          ? {
              task_id: most.task_id,
              task_type: most.task_type,
              username: most.username,
              requests: most.requests,
            }
          : null,
      },
    },
  ]
}

function waitingFor({ report, resourceOf }: Facts, resource: string): number {
  return Object.entries(report.tasks.by_type)
    .filter(([type]) => resourceOf(type) === resource)
    .reduce((sum, [, { pending }]) => sum + pending, 0)
}

import { requireAccount, type Call } from '../call.ts'
import { GraphProblem, invalid } from '../errors.ts'
import { requireRight } from '../rights.ts'
import type { Token } from '../tokens.ts'
import type { Account } from '../world/accounts.ts'
import { share } from '../world/posts.ts'
import { titleOf } from './insights.ts'
import { metaTime, timeOf } from './media.ts'
import { followersAt } from './profile.ts'

const DAY_MS = 24 * 3_600_000
const LONGEST_MS = 30 * DAY_MS
const HISTORY_MS = 2 * 365 * DAY_MS
const FEWEST_FOLLOWERS = 100
/** A day of Meta's ends at midnight in California. */
const DAY_END_MS = 7 * 3_600_000

/** Followers that a daily metric's value is a share of. */
const DAILY: Readonly<Record<string, number>> = {
  views: 0.3,
  reach: 0.18,
  accounts_engaged: 0.03,
  total_interactions: 0.05,
  likes: 0.035,
  comments: 0.004,
  saves: 0.006,
  shares: 0.004,
  replies: 0.001,
  reposts: 0.0008,
  profile_links_taps: 0.002,
}
const DEMOGRAPHICS = ['follower_demographics', 'engaged_audience_demographics']
const WITH_FOLLOWERS = [
  'follows_and_unfollows',
  'follower_count',
  'online_followers',
  ...DEMOGRAPHICS,
]
const TOTALS_ONLY = Object.keys(DAILY).filter((name) => name !== 'reach')
const VALUES: Readonly<Record<string, readonly string[]>> = {
  age: ['13-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'],
  gender: ['F', 'M', 'U'],
  country: ['KZ', 'RU', 'UZ', 'KG', 'TR', 'DE', 'US'],
  city: ['Almaty', 'Astana', 'Shymkent', 'Tashkent', 'Moscow', 'Karaganda'],
  follow_type: ['FOLLOWER', 'NON_FOLLOWER', 'UNKNOWN'],
  follower_type: ['FOLLOWER', 'NON_FOLLOWER', 'UNKNOWN'],
  media_product_type: ['REEL', 'POST', 'STORY', 'AD'],
  contact_button_type: ['CALL', 'EMAIL', 'DIRECTION', 'TEXT'],
}

type InsightsQuery = {
  metrics: readonly string[]
  isTotal: boolean
  breakdown: string | null
  since: number
  until: number
}

/** `GET /{account}/insights`. */
export function readAccountInsights(call: Call, token: Token, account: Account) {
  requireAccount(call, token, account)
  requireRight(token, 'insights')
  const query = readQuery(call)
  const followers = followersAt(account, call.at)
  const data = query.metrics.flatMap((metric) => {
    if (!WITH_FOLLOWERS.includes(metric)) return daily(account, metric, query)
    if (followers < FEWEST_FOLLOWERS) return []
    if (DEMOGRAPHICS.includes(metric)) return demographics(account, metric, query, followers)
    return metric === 'follows_and_unfollows'
      ? follows(account, metric, query)
      : series(account, metric, query)
  })
  return { data }
}

function readQuery({ params, at, context }: Call): InsightsQuery {
  const metrics = (params.get('metric') ?? '').split(',').filter(Boolean)
  const isTotal = params.get('metric_type') === 'total_value'
  const until = timeOf(params, 'until') ?? at
  const since = timeOf(params, 'since') ?? until - DAY_MS
  const query = { metrics, isTotal, breakdown: params.get('breakdown'), since, until }
  refuseWindow(query, at)
  refuseMetrics(query, params, context.switches.retiredMetrics)
  return query
}

function refuseWindow({ since, until }: InsightsQuery, at: number): void {
  if (until - since > LONGEST_MS) {
    throw invalid('There cannot be more than 30 days (2592000 s) between since and until')
  }
  if (since < at - HISTORY_MS) {
    throw invalid('since param is not valid. Metrics data is available for the last 2 years')
  }
  if (since > until) throw invalid('since param must be before until')
}

function refuseMetrics(
  { metrics, isTotal, breakdown }: InsightsQuery,
  params: URLSearchParams,
  retired: readonly string[],
): void {
  const all = [...Object.keys(DAILY), ...WITH_FOLLOWERS].filter((name) => !retired.includes(name))
  const usable = isTotal ? all : all.filter((name) => !TOTALS_ONLY.includes(name))
  const wrong = metrics.findIndex((metric) => !usable.includes(metric))
  if (wrong >= 0 || metrics.length === 0) {
    const at = Math.max(0, wrong)
    throw invalid(`metric[${at}] must be one of the following values: ${usable.join(', ')}`)
  }
  const needsLifetime = metrics.some((metric) => DEMOGRAPHICS.includes(metric))
  const period = params.get('period') ?? 'day'
  if (period !== (needsLifetime ? 'lifetime' : 'day')) {
    throw invalid(
      `The following metrics (${metrics.join(', ')}) are incompatible with the period (${period})`,
    )
  }
  if (needsLifetime && !['this_week', 'this_month'].includes(params.get('timeframe') ?? '')) {
    throw invalid('timeframe must be one of the following values: this_week, this_month')
  }
  if (breakdown !== null && !(breakdown in VALUES)) {
    throw new GraphProblem({ message: 'An unknown error has occurred.', code: 1 }, 500)
  }
}

const describe = (account: Account, name: string, period: string) => ({
  name,
  period,
  title: titleOf(name),
  description: titleOf(name),
  id: `${account.igId}/insights/${name}/${period}`,
})

/** The value of one day, which a weekday and chance change. */
export function ofDay(account: Account, metric: string, day: number): number {
  const rate = DAILY[metric] ?? 0.001
  const luck = 0.7 + 0.6 * share(account.username, metric, day)
  return Math.floor(followersAt(account, day * DAY_MS) * rate * luck)
}

const daysOf = ({ since, until }: InsightsQuery): number[] => {
  const first = Math.floor(since / DAY_MS)
  const last = Math.max(first + 1, Math.ceil(until / DAY_MS))
  return Array.from({ length: last - first }, (_, at) => first + at)
}

const sumOf = (account: Account, metric: string, query: InsightsQuery): number =>
  daysOf(query).reduce((sum, day) => sum + ofDay(account, metric, day), 0)

function daily(account: Account, metric: string, query: InsightsQuery) {
  if (!query.isTotal) return series(account, metric, query)
  const value = sumOf(account, metric, query)
  return { ...describe(account, metric, 'day'), total_value: total(account, value, query) }
}

function follows(account: Account, metric: string, query: InsightsQuery) {
  return {
    ...describe(account, metric, 'day'),
    total_value: total(account, sumOf(account, metric, query), query),
  }
}

function demographics(account: Account, metric: string, query: InsightsQuery, followers: number) {
  return { ...describe(account, metric, 'lifetime'), total_value: total(account, followers, query) }
}

/** A value by the values of a breakdown. */
export function partsOf(
  account: Account,
  value: number,
  breakdown: string,
): Record<string, number> {
  const names = VALUES[breakdown] ?? []
  const weights = names.map((name) => 0.1 + share(account.username, breakdown, name))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return Object.fromEntries(
    names.map((name, at) => [name, Math.floor((value * (weights[at] ?? 0)) / whole)]),
  )
}

/** A value, and its parts if the call asks for a breakdown. */
function total(account: Account, value: number, { breakdown }: InsightsQuery) {
  if (breakdown === null) return { value }
  const results = Object.entries(partsOf(account, value, breakdown)).map(([name, part]) => ({
    dimension_values: [name],
    value: part,
  }))
  const parts = { breakdowns: [{ dimension_keys: [breakdown], results }] }
  return breakdown === 'follow_type' || breakdown === 'follower_type' ? { value, ...parts } : parts
}

function series(account: Account, metric: string, query: InsightsQuery) {
  const values = daysOf(query).map((day) => ({
    value: ofDay(account, metric, day),
    end_time: metaTime((day + 1) * DAY_MS + DAY_END_MS),
  }))
  return { ...describe(account, metric, 'day'), values }
}

import { z } from 'zod'
import type { RefusedMetrics } from '../graph-api.ts'
import type { GraphCall } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import type { MetricGap, OwnAccountInsights } from '../own-media-reader.ts'
import { flatOrData, count, readAnswer } from '../graph-answers.ts'
import { askMetrics } from './ask-metrics.ts'
import type { GraphConnection } from './connection.ts'
import { breakdownOf, valueOf } from './metric-answers.ts'
import { asGaps } from './metric-sets.ts'

const ACTIONS = ['likes', 'comments', 'saves', 'shares', 'replies', 'reposts']
const DAILY = [
  'reach',
  'views',
  'accounts_engaged',
  'total_interactions',
  'profile_links_taps',
  ...ACTIONS,
]
const FOLLOWS = 'follows_and_unfollows'
const DEMOGRAPHICS = 'follower_demographics'
const BREAKDOWNS = ['age', 'city', 'country', 'gender'] as const

/** Meta provides no data about the followers of smaller accounts. */
const FEWEST_FOLLOWERS = 100
const DAY_SECONDS = 86_400

const Counts = z.object({ followers_count: count, follows_count: count, media_count: count })

type Parts = {
  metrics: Record<string, number>
  gaps: Record<string, MetricGap>
  demographics: Record<string, Record<string, number>> | null
  raw: unknown[]
}

/**
 * Reads one day (UTC) of an account: two requests, three from 100 followers on, and four with
 * demographics.
 */
export async function readAccountInsights(
  connection: GraphConnection,
  refused: RefusedMetrics,
  call: GraphCall,
  request: { platformId: string; day: Date; withDemographics: boolean },
): Promise<OwnAccountInsights> {
  const insights = createInsights(connection, refused, call, request)
  const parts: Parts = { metrics: {}, gaps: {}, demographics: null, raw: [] }
  const followers = await addCounts(connection, call, request.platformId, parts)
  try {
    await addDaily(insights, parts)
    if (followers !== null && followers < FEWEST_FOLLOWERS) {
      Object.assign(parts.gaps, asGaps(['follows', 'unfollows', DEMOGRAPHICS], 'too_few_followers'))
    } else {
      await addFollows(insights, parts)
      if (request.withDemographics) await addDemographics(insights, parts)
    }
  } catch (error) {
    if (!(error instanceof GraphError) || error.kind !== 'permission') throw error
    const missing = [...DAILY, 'follows', 'unfollows', DEMOGRAPHICS]
    const unknown = missing.filter((metric) => !(metric in parts.metrics))
    Object.assign(parts.gaps, asGaps(unknown, 'right_missing'))
  }
  return parts
}

type Insights = ReturnType<typeof createInsights>

/** Requests insights of the account; all of these metrics exist as `total_value` only. */
function createInsights(
  connection: GraphConnection,
  refused: RefusedMetrics,
  call: GraphCall,
  { platformId, day }: { platformId: string; day: Date },
) {
  const since = Math.floor(day.getTime() / 1_000 / DAY_SECONDS) * DAY_SECONDS
  const ofDay = { period: 'day', since: String(since), until: String(since + DAY_SECONDS) }
  const key = {
    login: call.login,
    version: connection.version,
    type: 'ACCOUNT',
    objectId: platformId,
  } as const
  const ask = async (metrics: readonly string[], query: Record<string, string>) => {
    const answers = await askMetrics({
      metrics,
      key,
      refused,
      send: async (some) =>
        await connection.get(call, {
          path: `${platformId}/insights`,
          query: { metric: some.join(','), metric_type: 'total_value', ...query },
          what: 'the insights of the account',
          context: 'insights',
        }),
    })
    return answers
  }
  return {
    ofDay: async (metrics: readonly string[], query: Record<string, string> = {}) =>
      await ask(metrics, { ...ofDay, ...query }),
    ofLifetime: async (metrics: readonly string[], query: Record<string, string>) =>
      await ask(metrics, { period: 'lifetime', ...query }),
  }
}

async function addCounts(
  connection: GraphConnection,
  call: GraphCall,
  platformId: string,
  { metrics, raw }: Parts,
): Promise<number | null> {
  const answer = await connection.get(call, {
    path: call.login === 'facebook' ? platformId : 'me',
    query: { fields: 'followers_count,follows_count,media_count' },
    what: 'the counts of the account',
  })
  raw.push(answer)
  const counts = readAnswer(flatOrData(Counts), answer, 'counts of the account')
  for (const [name, value] of Object.entries(counts)) if (value !== null) metrics[name] = value
  return counts.followers_count
}

async function addDaily(insights: Insights, { metrics, gaps, raw }: Parts): Promise<void> {
  const answers = await insights.ofDay(DAILY)
  // Metrics differ between accounts; a day that Meta refuses as a whole is a fault of the call.
  if (answers.refusal) throw answers.refusal
  raw.push(...answers.raw)
  for (const each of answers.read) {
    const value = valueOf(each)
    if (value !== null) metrics[each.name] = value
  }
  const uncounted = DAILY.filter((metric) => !(metric in metrics))
  Object.assign(gaps, asGaps(uncounted, 'not_yet_counted'), answers.gaps)
}

async function addFollows(insights: Insights, { metrics, gaps, raw }: Parts): Promise<void> {
  const {
    read,
    raw: answers,
    gaps: refused,
  } = await insights.ofDay([FOLLOWS], {
    breakdown: 'follow_type',
  })
  raw.push(...answers)
  const [found] = read
  const { FOLLOWER: follows, NON_FOLLOWER: unfollows } = found ? breakdownOf(found) : {}
  const absence: MetricGap = refused[FOLLOWS] ?? 'not_yet_counted'
  for (const [name, value] of Object.entries({ follows, unfollows })) {
    if (value === undefined) gaps[name] = absence
    else metrics[name] = value
  }
}

async function addDemographics(insights: Insights, parts: Parts): Promise<void> {
  const demographics: Record<string, Record<string, number>> = {}
  for (const breakdown of BREAKDOWNS) {
    const { read, raw, gaps } = await insights.ofLifetime([DEMOGRAPHICS], {
      timeframe: 'this_month',
      breakdown,
    })
    parts.raw.push(...raw)
    Object.assign(parts.gaps, gaps)
    const [found] = read
    if (found) demographics[breakdown] = breakdownOf(found)
  }
  parts.demographics = demographics
}

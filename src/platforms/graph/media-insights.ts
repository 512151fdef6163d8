import { inItsUnit } from '../../base/post-metrics.ts'
import type { RefusedMetrics } from '../graph-api.ts'
import type { GraphCall } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import type { MetricGap, OwnMediaInsights, OwnMediaType } from '../own-media-reader.ts'
import { askMetrics, type MetricAnswers } from './ask-metrics.ts'
import type { GraphConnection } from './connection.ts'
import { hasPermalink } from './media.ts'
import { valueOf } from './metric-answers.ts'
import { asGaps, gapsOf, metricsOf } from './metric-sets.ts'

type Post = { platformId: string; type: OwnMediaType }

/** Reads all metrics of a post. Rejects with GraphError when no metric could be requested. */
export async function readMediaInsights(
  connection: GraphConnection,
  refused: RefusedMetrics,
  call: GraphCall,
  post: Post,
): Promise<OwnMediaInsights> {
  const metrics = metricsOf(call.login, post.type)
  const nothing = (gap: MetricGap, isFinal: boolean): OwnMediaInsights => ({
    metrics: {},
    gaps: { ...gapsOf(post.type), ...asGaps(metrics, gap) },
    isFinal,
    raw: [],
  })
  let isPart = false
  try {
    const answers = await askMetrics({
      metrics,
      key: {
        login: call.login,
        version: connection.version,
        type: post.type,
        objectId: post.platformId,
      },
      refused,
      send: async (some) =>
        await connection.get(call, {
          path: `${post.platformId}/insights`,
          query: { metric: some.join(',') },
          what: 'the insights of the post',
          context: post.type === 'STORY' ? 'story_insights' : 'insights',
        }),
      hasNone: async () => (isPart = !(await hasPermalink(connection, call, post.platformId))),
    })
    return isPart ? nothing('part_of_carousel', true) : withMetrics(metrics, post.type, answers)
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    if (error.kind === 'permission') return nothing('right_missing', false)
    if (error.kind !== 'no_data') throw error
    const isOld = error.metaCode === 100
    return isOld ? nothing('before_conversion', true) : nothing('too_few_viewers', false)
  }
}

/** An absent number is not 0: Meta counts with up to 48 hours of delay. */
function withMetrics(
  requested: readonly string[],
  type: OwnMediaType,
  { read, gaps, raw, refusal }: MetricAnswers,
): OwnMediaInsights {
  const metrics: Record<string, number> = {}
  for (const each of read) {
    const value = valueOf(each)
    const inUnit = value === null ? null : inItsUnit(each.name, value)
    if (inUnit !== null) metrics[each.name] = inUnit
  }
  const uncounted = requested.filter((metric) => !(metric in metrics))
  const absence: MetricGap = refusal === null ? 'not_yet_counted' : 'refused'
  return {
    metrics,
    gaps: { ...gapsOf(type), ...asGaps(uncounted, absence), ...gaps },
    isFinal: false,
    raw,
  }
}

import { z } from 'zod'
import type { RefusalKey, RefusedMetrics } from '../graph-api.ts'
import { GraphError } from '../graph-error.ts'
import { asGaps } from './metric-sets.ts'
import type { MetricGap } from '../own-media-reader.ts'
import { absent, decimal, items, readAnswer } from '../graph-answers.ts'

const Metric = z.object({
  name: z.string(),
  total_value: z.object({ value: absent, breakdowns: items }).nullish().catch(null),
  values: items,
})
type Metric = z.output<typeof Metric>

export type Asking = {
  metrics: readonly string[]
  key: RefusalKey
  refused: RefusedMetrics
  send: (metrics: readonly string[]) => Promise<unknown>
  /** Whether the object has no metrics at all; asked at most once, before any halving. */
  hasNone?: () => Promise<boolean>
}

export type MetricAnswers = {
  read: Metric[]
  gaps: Record<string, MetricGap>
  raw: unknown[]
  /** Set when every metric was refused: then the reason is the object, not a metric. */
  refusal: GraphError | null
}

/**
 * Asks for metrics at once. One that Meta refuses fails the whole call, so it is left out: by the
 * names in Meta's text where it has any, else by halving. What was refused is not asked for again
 * for a day, unless everything was.
 */
export async function askMetrics({
  metrics,
  key,
  refused,
  send,
  hasNone = async () => false,
}: Asking): Promise<MetricAnswers> {
  const known = await refused.of(key)
  const asked = metrics.filter((metric) => !known.has(metric))
  const learnt: string[] = []
  const raw: unknown[] = []
  let refusal: GraphError | null = null
  let isHopeless: boolean | undefined
  const ask = async (some: readonly string[]): Promise<Metric[]> => {
    if (some.length === 0) return []
    try {
      const answer = await send(some)
      raw.push(answer)
      return readAnswer(MetricList, answer, 'insights').data
    } catch (error) {
      if (!(error instanceof GraphError) || error.kind !== 'metric_unsupported') throw error
      refusal ??= error
      const named = namesIn(error.message, some)
      if (named.length > 0 || some.length === 1) {
        learnt.push(...(named.length > 0 ? named : some))
        return await ask(some.filter((metric) => !learnt.includes(metric)))
      }
      isHopeless ??= await hasNone()
      if (isHopeless) return []
      const half = Math.ceil(some.length / 2)
      return [...(await ask(some.slice(0, half))), ...(await ask(some.slice(half)))]
    }
  }
  const read = await ask(asked)
  const isAnswered = raw.length > 0
  if (isAnswered && learnt.length > 0) await refused.add(key, learnt)
  const left = metrics.filter((metric) => known.has(metric) || learnt.includes(metric))
  return { read, gaps: asGaps(left, 'refused'), raw, refusal: isAnswered ? null : refusal }
}

const MetricList = z.object({ data: z.array(Metric) })

/** "… does not support the A, B metric for …": only a help, since texts change. */
function namesIn(message: string, asked: readonly string[]): string[] {
  const [, after = ''] = message.split('does not support the ')
  const [list = ''] = after.split(' metric')
  const names = list.split(/[\s,]+/)
  return asked.filter((metric) => names.includes(metric))
}

/** The number of a metric over its whole period; null when Meta has none. */
export function valueOf({ total_value: total, values }: Metric): number | null {
  const [first] = values
  const single = z.object({ value: decimal }).safeParse(first).data?.value ?? null
  return decimal.parse(total?.value) ?? single
}

const Breakdown = z.object({ results: items })
const Result = z.object({ dimension_values: z.array(z.string()), value: z.number() })

/** The numbers of a metric by the value of its breakdown. */
export function breakdownOf({ total_value: total }: Metric): Record<string, number> {
  const results = (total?.breakdowns ?? []).flatMap(
    (breakdown) => Breakdown.safeParse(breakdown).data?.results ?? [],
  )
  return Object.fromEntries(
    results.flatMap((result) => {
      const { data } = Result.safeParse(result)
      return data ? [[data.dimension_values.join(', '), data.value]] : []
    }),
  )
}

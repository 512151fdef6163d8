import { z } from 'zod'
import { absent, decimal, items, readAnswer } from '../graph-answers.ts'

const Metric = z.object({
  name: z.string(),
  total_value: z.object({ value: absent, breakdowns: items }).nullish().catch(null),
  values: items,
})
export type Metric = z.output<typeof Metric>

const MetricList = z.object({ data: z.array(Metric) })

/** Reads the metrics of an answer. Throws UnexpectedAnswerError. */
export const metricsIn = (answer: unknown): Metric[] =>
  readAnswer(MetricList, answer, 'insights').data

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

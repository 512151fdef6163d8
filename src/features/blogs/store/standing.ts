import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { BENCHMARK_METRICS, FEWEST_CREATORS, type BenchmarkMetric } from '../../scrape/index.ts'

type Standing = {
  metric: BenchmarkMetric
  creators: number
  percentile: number | null
  low: number
  median: number
  high: number
  computed_at: Date
}

/** The metrics of a blog among those of its tier; percentiles[1] is the 0th. */
export async function standingOf(db: Db, blogId: string): Promise<Standing[]> {
  const values = BENCHMARK_METRICS.map(
    (metric, place) => sql`(${sql.lit(metric)}, ${sql.lit(place)}, ${sql.ref(`blog.${metric}`)})`,
  )
  const { rows } = await sql<Standing>`
    select own.metric, tier.creators, derived.percentile_rank(own.value, tier.percentiles) as percentile,
      tier.percentiles[26] as low, tier.percentiles[51] as median, tier.percentiles[76] as high, tier.computed_at
    from shared.blogs blog
    cross join lateral (values ${sql.join(values)}) as own (metric, place, value)
    join shared.tier_benchmarks tier
      on tier.metric = own.metric and tier.tier = blog.follower_tier and tier.creators >= ${FEWEST_CREATORS}
    where blog.id = ${blogId}
    order by own.place`.execute(db)
  return rows
}

import type { Db } from '../../db/database.ts'
import {
  BENCHMARK_METRICS,
  FEWEST_CREATORS,
  type Benchmark,
  type BenchmarkMetric,
  type Benchmarks,
} from './metrics/benchmark.ts'
import type { FollowerTier } from './metrics/follower-tier.ts'

/** Where the creators of a tier stand, by metric; without those of which fewer than 30 creators are known. */
export async function readBenchmarks(db: Db, tier: FollowerTier | null): Promise<Benchmarks> {
  if (tier === null) return new Map()
  const rows = await db
    .selectFrom('tier_benchmarks')
    .select(['metric', 'creators', 'percentiles'])
    .where('tier', '=', tier)
    .where('creators', '>=', FEWEST_CREATORS)
    .execute()
  return new Map(
    rows.flatMap(({ metric, creators, percentiles }): [BenchmarkMetric, Benchmark][] => {
      const known = BENCHMARK_METRICS.find((each) => each === metric)
      return known === undefined ? [] : [[known, { creators, percentiles }]]
    }),
  )
}

import { sql, type RawBuilder } from 'kysely'
import type { FollowerTier } from '../../../creators/fields.ts'
import type { Db } from '../../../db/handles.ts'
import {
  BENCHMARK_METRICS,
  FEWEST_CREATORS,
  type Benchmark,
  type BenchmarkMetric,
  type Benchmarks,
} from '../metrics/benchmark.ts'

/**
 * Returns the benchmarks of a tier, by metric; without those of which fewer than 30 creators are
 * known.
 */
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

/** Creators that were not scraped for this long say nothing about now. */
const COUNTED_DAYS = 180

/**
 * Computes the benchmarks of every tier and metric from the creators that were scraped in the last
 * 180 days (world time) and can still be seen, in one statement, and deletes those of tiers without
 * creators. Returns how many there are.
 */
export async function computeBenchmarks(db: Db): Promise<number> {
  const { rows } = await sql<{ benchmarks: number }>`
    with percent as materialized (
      select array_agg(n / 100.0::double precision order by n) as fractions from generate_series(0, 100) as n
    ),
    fresh as materialized (
      select each.metric, b.follower_tier as tier, count(*)::integer as creators,
        percentile_cont((select fractions from percent)) within group (order by each.value) as percentiles
      from blogs b cross join lateral (values ${sql.join(BENCHMARK_METRICS.map(valueOf))}) as each (metric, value)
      where b.follower_tier is not null and b.scrape_status not in ('private', 'restricted', 'deleted')
        and b.scraped_at >= (select world_now()) - make_interval(days => ${COUNTED_DAYS}) and each.value is not null
      group by each.metric, b.follower_tier
    ),
    gone as (
      delete from tier_benchmarks t
      where not exists (select from fresh where fresh.metric = t.metric and fresh.tier = t.tier)
    ),
    kept as (
      insert into tier_benchmarks (metric, tier, creators, percentiles) select * from fresh order by metric, tier
      on conflict (metric, tier) do update
      set creators = excluded.creators, percentiles = excluded.percentiles, computed_at = excluded.computed_at
    )
    select count(*) as benchmarks from fresh`.execute(db)
  return rows[0]?.benchmarks ?? 0
}

const valueOf = (metric: BenchmarkMetric): RawBuilder<unknown> =>
  sql`(${sql.lit(metric)}, ${sql.ref(`b.${metric}`)})`

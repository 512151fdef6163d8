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
 * Where the creators of a tier stand, by metric; without those of which fewer than 30 creators are
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
 * Computes the benchmarks of every tier and metric from the creators that were scraped in the last 180 days (world time)
 * and can still be seen, in one statement, and deletes those of tiers without creators. Returns how many there are.
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

const FIRST_ID = '00000000-0000-0000-0000-000000000000'
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * Brings blogs.er_percentile up to date for the next `limit` blogs after `after` in order of their ids, and writes only
 * those of which it has changed. Blogs that somebody else is writing are left to the next day. Returns the last id that
 * was looked at, null at the end.
 */
export async function refreshPercentiles(
  db: Db,
  after: string | null,
  limit: number,
): Promise<{ last: string | null; updated: number }> {
  const from = after ?? FIRST_ID
  const page = await db
    .selectFrom('blogs')
    .select('id')
    .where('id', '>', from)
    .orderBy('id')
    .offset(limit - 1)
    .limit(1)
    .executeTakeFirst()
  const to = page?.id ?? LAST_ID
  // The range stands twice, or the planner reads the whole table for the few that have changed.
  const { numAffectedRows } = await sql`
    update blogs set er_percentile = changed.er_percentile
    from (
      select b.id, derived.percentile_rank(b.er, t.percentiles) as er_percentile
      from blogs b
      left join tier_benchmarks t on t.metric = 'er' and t.tier = b.follower_tier and t.creators >= ${FEWEST_CREATORS}
      where b.id > ${from} and b.id <= ${to}
        and derived.percentile_rank(b.er, t.percentiles) is distinct from b.er_percentile
      for update of b skip locked
    ) changed
    where blogs.id = changed.id and blogs.id > ${from} and blogs.id <= ${to}`.execute(db)
  return { last: page?.id ?? null, updated: Number(numAffectedRows ?? 0n) }
}

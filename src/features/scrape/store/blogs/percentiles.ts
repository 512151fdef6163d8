import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import { FEWEST_CREATORS } from '../../metrics/benchmark.ts'

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * Brings blogs.er_percentile up to date for the next `limit` blogs after `after` in order of their
 * ids, and writes only those of which it has changed. Blogs that another transaction is writing are
 * left to the next day. Returns the last id that was read, null at the end.
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
  // The statement has the range twice, or the planner reads the whole table for the few that have
  // changed.
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

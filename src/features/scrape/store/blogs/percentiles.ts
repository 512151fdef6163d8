import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import { FEWEST_CREATORS } from '../../metrics/benchmark.ts'

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The percentile of a blog by the benchmark of its tier; null without one. */
const PERCENTILE = sql`derived.percentile_rank(b.er, t.percentiles)`
const BENCHMARK = sql`
  tier_benchmarks t on t.metric = 'er' and t.tier = b.follower_tier and t.creators >= ${sql.lit(FEWEST_CREATORS)}`

/**
 * Returns which of the next `limit` blogs after `after`, in order of their ids, have another
 * percentile than is stored, and the last id that was read, null at the end. Locks nothing.
 */
export async function findMovedPercentiles(
  db: Db,
  after: string | null,
  limit: number,
): Promise<{ last: string | null; ids: string[] }> {
  const from = after ?? FIRST_ID
  const page = await db
    .selectFrom('blogs')
    .select('id')
    .where('id', '>', from)
    .orderBy('id')
    .offset(limit - 1)
    .limit(1)
    .executeTakeFirst()
  const { rows } = await sql<{ id: string }>`
    select b.id from blogs b left join ${BENCHMARK}
    where b.id > ${from} and b.id <= ${page?.id ?? LAST_ID}
      and ${PERCENTILE} is distinct from b.er_percentile
    order by b.id`.execute(db)
  return { last: page?.id ?? null, ids: rows.map(({ id }) => id) }
}

/**
 * Brings blogs.er_percentile of these blogs up to date. Blogs that another transaction is writing
 * are left to the next day. Returns how many were written.
 */
export async function writePercentiles(db: Db, ids: readonly string[]): Promise<number> {
  const { numAffectedRows } = await sql`
    update blogs set er_percentile = moved.er_percentile
    from (
      select b.id, ${PERCENTILE} as er_percentile
      from blogs b left join ${BENCHMARK}
      where b.id = any (${[...ids]}::uuid[]) and ${PERCENTILE} is distinct from b.er_percentile
      order by b.id
      for no key update of b skip locked
    ) moved
    where blogs.id = moved.id`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

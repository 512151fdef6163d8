import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { FEWEST_CREATORS } from '../../scrape/index.ts'
import type { UsualOfTier } from '../comparison.ts'

/** The median and the middle half of every metric in these tiers; percentiles[1] is the 0th. */
export async function usualOfTiers(db: Db, tiers: readonly string[]): Promise<UsualOfTier[]> {
  if (tiers.length === 0) return []
  const { rows } = await sql<UsualOfTier>`
    select metric, tier, creators, percentiles[26] as low, percentiles[51] as median, percentiles[76] as high
    from shared.tier_benchmarks where tier = any (${tiers}::text[]) and creators >= ${FEWEST_CREATORS}
    order by metric, tier`.execute(db)
  return rows
}

import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { codeOf } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import type { BlogFilter } from '../blog-search.ts'
import { allOf, amongRare, inAnyOrder } from './blog-filter.ts'
import { readInTime } from './read-in-time.ts'
import { estimatedRows } from './estimates.ts'
import { resolveFilter, type ResolvedFilter } from './resolve-filter.ts'

const QUERY_CANCELED = '57014'

/**
 * Returns the ids of the creators that a filter finds, if they are at most so many; null if there
 * are more, or if finding them takes longer than `maxMs` (real time).
 */
export async function matchingIds(
  db: Db,
  filter: BlogFilter,
  { most, maxMs }: { most: number; maxMs: number },
): Promise<string[] | null> {
  try {
    const resolved = await resolveFilter(db, filter)
    const found = most === 0 ? await oneOf(db, resolved) : idsOf(inAnyOrder(resolved), most + 1)
    const { rows } = await readInTime(db, maxMs, async (tx) => await found.execute(tx))
    return rows.length > most ? null : rows.map(({ id }) => id)
  } catch (error) {
    if (codeOf(error) === QUERY_CANCELED) return null
    throw error
  }
}

/**
 * If the planner estimates more matching creators than these, the first is met soon on the way
 * through any of them.
 */
const FEW = 20_000

type Creators = { rows: RawBuilder<unknown>; condition: RawBuilder<SqlBool> }

const idsOf = ({ rows, condition }: Creators, limit: number): RawBuilder<{ id: string }> =>
  sql`select blog.id from ${rows} blog where ${condition} limit ${limit}`

/**
 * Finds one creator. Where few are to be expected there may be none: then a plan for the first of
 * them would go through all creators in vain, and the one for all of them is taken, which still
 * ends with the first.
 */
async function oneOf(db: Db, filter: ResolvedFilter): Promise<RawBuilder<{ id: string }>> {
  const creators = amongRare(filter) ?? { rows: sql`shared.blogs`, condition: allOf(filter) }
  const { rows, condition } = creators
  const matching = sql`select blog.id from ${rows} blog where ${condition}`
  if ((await estimatedRows(db, matching)) > FEW) return idsOf(creators, 1)
  return sql`with found as materialized (${matching}) select id from found limit 1`
}

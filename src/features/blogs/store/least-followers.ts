import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { amongRare, indexedOf } from './blog-filter.ts'
import type { ResolvedQuery } from './blog-query.ts'
import { RELEVANCE } from './blog-sort.ts'
import { RANKED_CREATORS } from './by-relevance.ts'
import { estimatedRows, followerBounds } from './estimates.ts'
import type { ResolvedFilter } from './resolve-filter.ts'

/**
 * If the planner expects so many creators for each one that is wanted, fetching all of them takes
 * longer than asking for the largest first.
 */
const MANY_FOR_ONE = 20

/** Words are not spread evenly over creators of all sizes. */
const MARGIN = 4

/**
 * A number of followers that so many of the creators with the most followers should at least have:
 * by the planner's estimates and its histogram of followers, so that no row is read for it. It may
 * be wrong: a caller that finds fewer creators asks without it. Undefined where the list does not
 * begin with these.
 */
export async function leastFollowers(
  db: Db,
  { filter, sort, order, after, limit, offset }: ResolvedQuery,
): Promise<number | undefined> {
  const isAtBeginning = after === undefined && offset === undefined
  const isByFollowers = sort === 'follower_count' && order === 'desc' && isAtBeginning
  const { q } = filter
  if (q === undefined || q.tested || !(isByFollowers || sort === RELEVANCE)) return undefined
  return await followersOfMost(db, filter, isByFollowers ? limit : RANKED_CREATORS)
}

async function followersOfMost(
  db: Db,
  filter: ResolvedFilter,
  wanted: number,
): Promise<number | undefined> {
  const { rows, condition } = amongRare(filter) ?? {
    rows: sql`shared.blogs`,
    condition: indexedOf(filter),
  }
  const matches = sql`select from ${rows} blog where ${condition}`
  const [found, bounds] = await Promise.all([estimatedRows(db, matches), followerBounds(db)])
  if (filter.q?.isRare && found < MANY_FOR_ONE * wanted) return undefined
  const share = Math.min(1, (wanted * MARGIN) / Math.max(1, found))
  return bounds[Math.floor((1 - share) * (bounds.length - 1))] ?? 0
}

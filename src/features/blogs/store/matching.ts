import { sql } from 'kysely'
import { codeOf } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import type { BlogFilter } from '../blog-search.ts'
import { allOf, inAnyOrder } from './blog-filter.ts'
import { readInTime } from './read-in-time.ts'
import { resolveFilter } from './resolve-filter.ts'

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
    return await readInTime(db, maxMs, async (tx) => {
      const resolved = await resolveFilter(tx, filter)
      const all = { rows: sql`shared.blogs`, condition: allOf(resolved) }
      // The first of many is found at once.
      const { rows: creators, condition } = most === 0 ? all : inAnyOrder(resolved)
      const { rows } = await sql<{ id: string }>`
        select blog.id from ${creators} blog where ${condition} limit ${most + 1}`.execute(tx)
      return rows.length > most ? null : rows.map(({ id }) => id)
    })
  } catch (error) {
    if (codeOf(error) === QUERY_CANCELED) return null
    throw error
  }
}

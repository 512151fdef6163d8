import type { Db } from '../../../db/handles.ts'
import { parseBlogFilter, type BlogFilter } from '../blog-search.ts'
import { filterOf, type Condition } from '../question/conditions.ts'
import { matchingIds } from './matching.ts'

/** Words beyond these are left out at once: each word less is another query. */
const MAX_WORDS = 5
/** A query that takes longer is answered by the list, which says so. */
const MAX_MS = 1_000

export type Relaxed = { conditions: readonly Condition[]; dropped: readonly Condition[] }

/**
 * Leaves out conditions that no creator meets together with the others: one where one is enough,
 * words before readings, the last first; one condition remains.
 */
export async function relax(db: Db, conditions: readonly Condition[]): Promise<Relaxed> {
  const words = conditions.filter(({ parameter }) => parameter === 'q').length
  let left = [...conditions]
  let dropped: Condition[] = []
  while (left.length > 1 && !(await isMet(db, left))) {
    const isFirst = dropped.length === 0
    const removed =
      words > MAX_WORDS && isFirst ? left.slice(MAX_WORDS - words) : await oneOf(db, left)
    dropped = [...removed, ...dropped]
    left = left.filter((each) => !removed.includes(each))
  }
  return { conditions: left, dropped }
}

/** Returns the last condition without which the others are met; the last one where there is none. */
async function oneOf(db: Db, conditions: readonly Condition[]): Promise<Condition[]> {
  if (conditions.length > 2)
    for (const each of conditions.toReversed())
      if (
        await isMet(
          db,
          conditions.filter((other) => other !== each),
        )
      )
        return [each]
  if (conditions.length === 2)
    for (const each of conditions.toReversed()) if (!(await isMet(db, [each]))) return [each]
  return conditions.slice(-1)
}

/** Whether a creator meets all conditions, as far as a second tells. */
async function isMet(db: Db, conditions: readonly Condition[]): Promise<boolean> {
  const filter: BlogFilter | undefined = parseBlogFilter(filterOf(conditions))
  if (filter === undefined) return true
  const found = await matchingIds(db, filter, { most: 0, maxMs: MAX_MS })
  return found === null || found.length > 0
}

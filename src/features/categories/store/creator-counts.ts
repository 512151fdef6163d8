import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'

type Counted = { category_id: string; creators: number; primary_creators: number }

/** With more links than this, counting them all takes longer than a page should. */
const MANY_LINKS = 500_000
/** Real time for which counts of so many are used again. */
const MAX_AGE_MS = 60_000

/** The last counts of each database of this process. */
const remembered = new WeakMap<Db, { at: number; counts: Promise<readonly Counted[]> }>()

/**
 * The creators of each category and those of whom it is the primary one. Of many links, the counts
 * are up to a minute old: nothing in them is needed to the number, and each reads all links.
 */
export async function countCreators(
  db: Db,
  { many = MANY_LINKS, now = performance.now() } = {},
): Promise<readonly Counted[]> {
  const known = remembered.get(db)
  if (known !== undefined && now - known.at < MAX_AGE_MS) return await known.counts
  const isOfMany = (await linksOf(db)) > many
  const counts = countAll(db)
  if (isOfMany) remembered.set(db, { at: now, counts })
  try {
    return await counts
  } catch (error) {
    remembered.delete(db)
    throw error
  }
}

async function countAll(db: Db): Promise<readonly Counted[]> {
  const { rows } = await sql<Counted>`
    select category_id, count(*) as creators, count(*) filter (where is_primary) as primary_creators
    from blog_categories group by category_id`.execute(db)
  return rows
}

/** How many links there are, as far as the planner knows. */
async function linksOf(db: Db): Promise<number> {
  const { rows } = await sql<{ links: number }>`
    select reltuples::float8 as links from pg_class where oid = 'blog_categories'::regclass`.execute(
    db,
  )
  return rows[0]?.links ?? 0
}

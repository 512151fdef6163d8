import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { ListCounts } from '../list-view.ts'

type OfCreators = Pick<ListCounts, 'by_status' | 'by_tier' | 'with_metrics' | 'with_insights'> & {
  totals: Omit<ListCounts['totals'], 'money'>
}
type Counted = { id: string; members: number; updated_at: Date }
type Remembered = { writtenAt: number; at: number; counts: Promise<OfCreators> }

/** With more members than this, reading all of their creators takes longer than a page should. */
const MANY = 5_000
/** Real time for which the counts of so many are used again. */
const MAX_AGE_MS = 60_000

/** The last counts of large lists, for each database of this process. */
const remembered = new WeakMap<Db, Map<string, Remembered>>()

/**
 * Counts what gramd knows of a list's creators: followers, ER, tiers, and how far they are read. Of
 * a large list these are up to a minute old, but never older than the last change of the list.
 */
export async function countCreators(
  db: Db,
  { id, members, updated_at }: Counted,
  { many = MANY, now = performance.now() } = {},
): Promise<OfCreators> {
  if (members <= many) return await countAll(db, id)
  const lists = remembered.get(db) ?? new Map<string, Remembered>()
  remembered.set(db, lists)
  const known = lists.get(id)
  const writtenAt = updated_at.getTime()
  if (known?.writtenAt === writtenAt && now - known.at < MAX_AGE_MS) return await known.counts
  for (const [old, { at }] of lists) if (now - at >= MAX_AGE_MS) lists.delete(old)
  const counts = countAll(db, id)
  lists.set(id, { writtenAt, at: now, counts })
  try {
    return await counts
  } catch (error) {
    lists.delete(id)
    throw error
  }
}

async function countAll(db: Db, listId: string): Promise<OfCreators> {
  const countsBy = (value: RawBuilder<unknown>) => sql`(
    select coalesce(jsonb_object_agg(value, creators), '{}')
    from (select ${value} as value, count(*) as creators from members group by 1) counts
  )`
  const { rows } = await sql<OfCreators>`
    with members as materialized (
      select member.status, blog.scrape_status, blog.follower_tier, blog.follower_count, blog.er, blog.ai_analyzed_at
      from list_members member join shared.blogs blog on blog.id = member.blog_id
      where member.list_id = ${listId}::uuid
    )
    select ${countsBy(sql`scrape_status`)} as by_status,
      ${countsBy(sql`coalesce(follower_tier, 'unknown')`)} as by_tier,
      count(er)::int as with_metrics, count(ai_analyzed_at)::int as with_insights,
      (select jsonb_build_object(
        'followers', coalesce(sum(follower_count), 0), 'followers_of', count(follower_count),
        'median_er', percentile_cont(0.5) within group (order by er), 'median_er_of', count(er)
      ) from members where status <> 'rejected') as totals
    from members`.execute(db)
  const [counts] = rows
  if (!counts) throw new Error('an aggregate gives one row')
  return counts
}

import { sql, type RawBuilder } from 'kysely'
import type { Background } from '../../../base/background.ts'
import type { Db } from '../../../db/handles.ts'
import type { ListCounts } from '../list-view.ts'

type OfCreators = Pick<
  ListCounts,
  'by_status' | 'by_tier' | 'with_metrics' | 'with_insights' | 'counted_at'
> & {
  totals: Omit<ListCounts['totals'], 'money'>
}
type Counted = { id: string; members: number; updated_at: Date }
/** Counts, with the time (real ms) and the state of the list in which counting them began. */
type Figures = { at: number; writtenAt: number; counts: OfCreators }
type Remembered = { latest?: Figures | undefined; counting?: Promise<Figures> | undefined }

/** With more members than this, reading all of their creators takes longer than a page should. */
const MANY = 5_000
/** Real time for which the counts of so many are used without counting them again. */
const FRESH_MS = 60_000
/** Older counts are not shown: a person who comes once a day would always see yesterday's. */
const MAX_AGE_MS = 3_600_000

/** The last counts of large lists, for each database of this process. */
const remembered = new WeakMap<Db, Map<string, Remembered>>()

/**
 * Counts what gramd knows of a list's creators: followers, ER, tiers, and how far they are read. Of
 * a large list the last counts are returned at once. When they are older than a minute, or the list
 * has changed since, they are counted again behind the answer, once at a time. Without counts of
 * the last hour the caller waits.
 */
export async function countCreators(
  { db, background }: { db: Db; background: Background },
  list: Counted,
  { many = MANY, now = performance.now() } = {},
): Promise<OfCreators> {
  if (list.members <= many) return { ...(await countAll(db, list.id)), counted_at: null }
  const known = rememberedOf(db, list.id, now)
  const { latest } = known
  const isFresh = latest?.writtenAt === list.updated_at.getTime() && now - latest.at < FRESH_MS
  if (isFresh) return latest.counts
  const isFirst = known.counting === undefined
  known.counting ??= countAgain(db, list, known, now)
  if (latest === undefined) return (await known.counting).counts
  if (isFirst) background.follow(known.counting, 'the creators of a list could not be counted')
  return latest.counts
}

/** Returns the memory of a list; forgets the counts of all lists that are too old to be shown. */
function rememberedOf(db: Db, listId: string, now: number): Remembered {
  const lists = remembered.get(db) ?? new Map<string, Remembered>()
  remembered.set(db, lists)
  for (const [id, each] of lists) {
    if (each.latest && now - each.latest.at >= MAX_AGE_MS) each.latest = undefined
    if (!each.latest && !each.counting) lists.delete(id)
  }
  const known = lists.get(listId) ?? {}
  lists.set(listId, known)
  return known
}

async function countAgain(
  db: Db,
  { id, updated_at }: Counted,
  known: Remembered,
  now: number,
): Promise<Figures> {
  try {
    const counts = await countAll(db, id)
    known.latest = { at: now, writtenAt: updated_at.getTime(), counts }
    return known.latest
  } finally {
    known.counting = undefined
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
      count(er)::int as with_metrics, count(ai_analyzed_at)::int as with_insights, world_now() as counted_at,
      (select jsonb_build_object(
        'followers', coalesce(sum(follower_count), 0), 'followers_of', count(follower_count),
        'median_er', percentile_cont(0.5) within group (order by er), 'median_er_of', count(er)
      ) from members where status <> 'rejected') as totals
    from members`.execute(db)
  const [counts] = rows
  if (!counts) throw new Error('an aggregate gives one row')
  return counts
}

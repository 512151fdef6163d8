import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Background } from '../../../base/background.ts'
import type { Db } from '../../../db/handles.ts'
import { remembered } from '../../../db/remembered.ts'
import {
  allOf,
  inAnyOrder,
  indexedOf,
  inSubjects,
  isOfCommonWords,
  maxTested,
  testOf,
} from './blog-filter.ts'
import { readInTime } from './read-in-time.ts'
import { estimatedRows } from './estimates.ts'
import { resolveFilter, type ResolvedFilter } from './resolve-filter.ts'
import type { BlogFilter } from '../blog-search.ts'

/**
 * The maximum of creators that a count reads: a larger count is of no use, and would cost a scan.
 */
export const MAX_COUNTED = 5_000

export type BlogCount = { count: number; capped: boolean }

/** A count of at least so many is remembered: reading them takes longer than a page should. */
export const MANY_FOUND = 1_000

const recall = remembered<BlogCount>({
  failure: 'creators could not be counted again',
  maxAgeMs: 300_000,
  isLarge: ({ count }) => count >= MANY_FOUND,
})

type Parts = { db: Db; background: Background }

/**
 * How many creators a filter finds; `capped` when there are, or may be, more. A count of
 * `MANY_FOUND` or more is the last one, at most five minutes old: the pages of a search, and its
 * sorts, have the same.
 */
export const countBlogs = async (parts: Parts, filter: BlogFilter): Promise<BlogCount> =>
  await countResolved(parts, await resolveFilter(parts.db, filter))

/** Counts likewise for a resolved filter. */
export const countResolved = async (parts: Parts, filter: ResolvedFilter): Promise<BlogCount> =>
  await recall(parts, { key: JSON.stringify(filter) }, async () => await countNow(parts.db, filter))

async function countNow(db: Db, resolved: ResolvedFilter): Promise<BlogCount> {
  const test = testOf(resolved)
  if (test !== undefined) return await countTested(db, resolved, test)
  const all = sql`select from shared.blogs blog where ${allOf(resolved)}`
  if (isOfCommonWords(resolved) && (await estimatedRows(db, all)) >= SURELY_MORE)
    return { count: MAX_COUNTED, capped: true }
  const found = (await countInSubjects(db, resolved)) ?? (await counted(db, countQuery(resolved)))
  return { count: Math.min(found, MAX_COUNTED), capped: found > MAX_COUNTED }
}

const counted = async (db: Db, query: RawBuilder<{ count: number }>): Promise<number> =>
  await readInTime(db, null, async (tx) => (await query.execute(tx)).rows[0]?.count ?? 0)

/**
 * The number of creators in the categories of a filter's subjects where these alone are more than
 * are counted: an index finds them, while those who use the words are read one by one. Undefined
 * where the others have to be counted too.
 */
async function countInSubjects(db: Db, filter: ResolvedFilter): Promise<number | undefined> {
  const condition = inSubjects(filter)
  if (condition === undefined) return undefined
  const members = sql`select from shared.blogs blog where ${condition}`
  if ((await estimatedRows(db, members)) <= MAX_COUNTED) return undefined
  const found = await counted(db, countUpTo(members))
  return found > MAX_COUNTED ? found : undefined
}

const countUpTo = (rows: RawBuilder<unknown>): RawBuilder<{ count: number }> => sql`
  select count(*)::int as count from (${rows} limit ${sql.lit(MAX_COUNTED + 1)}) found`

/** An estimate from which on there are more than are counted, even where it is far too high. */
const SURELY_MORE = 4 * MAX_COUNTED

/**
 * Counts the creators for conditions that no index answers: tests as many creators as for a page of
 * the list.
 */
async function countTested(db: Db, filter: ResolvedFilter, test: RawBuilder<SqlBool>) {
  const most = maxTested(filter)
  const { rows } = await sql<{ tested: number; passed: number }>`
    select count(*)::int as tested, count(*) filter (where ${test})::int as passed from (
      select blog.search, blog.username, blog.full_name from shared.blogs blog where ${indexedOf(filter)} limit ${most}
    ) blog`.execute(db)
  const { tested = 0, passed = 0 } = rows[0] ?? {}
  return {
    count: Math.min(passed, MAX_COUNTED),
    capped: passed > MAX_COUNTED || tested >= most,
  }
}

/**
 * Counts by the index of words where a filter has some: documents are not unpacked for it. Exported
 * for a test of its plan.
 */
export function countQuery(filter: ResolvedFilter): RawBuilder<{ count: number }> {
  const { rows, condition } = inAnyOrder(filter)
  return countUpTo(sql`select from ${rows} blog where ${condition}`)
}

/** Weeks of a course of followers. */
export const WEEKS = 12

/**
 * The followers of creators in the last 12 weeks, oldest first: as the last scrape of each week saw
 * them, null for a week without one. An index is probed for each week, however often gramd scraped.
 */
export async function followersByWeek(
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; followers: (number | null)[] }[]> {
  const { rows } = await sql<{ id: string; followers: (number | null)[] }>`
    select blog.id, array(
      select (
        select snapshot.follower_count from shared.blog_snapshots snapshot
        where snapshot.blog_id = blog.id and snapshot.follower_count is not null
          and snapshot.scraped_at <= (select world_now()) - ago * interval '7 days'
          and snapshot.scraped_at > (select world_now()) - (ago + 1) * interval '7 days'
        order by snapshot.scraped_at desc limit 1
      ) from generate_series(${sql.lit(WEEKS - 1)}, 0, -1) ago
    ) as followers
    from unnest(${ids}::uuid[]) as blog (id)`.execute(db)
  return rows
}

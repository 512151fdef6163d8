import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { BlogSortColumn } from '../../../creators/fields.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import { comparison, rowsOfPart, type Part, type Place } from '../../../db/sort-key.ts'
import { allOf, amongRare, indexedOf, maxTested, testOf } from './blog-filter.ts'
import { estimatedRows, followerBounds } from './estimates.ts'
import { resolveFilter, type ResolvedFilter } from './resolve-filter.ts'
import type { BlogFilter } from '../blog-search.ts'
import {
  inIndexOrder,
  isNullable,
  RELEVANCE,
  sortKey,
  sortOf,
  sortValue,
  type BlogSort,
  type Order,
} from './blog-sort.ts'
import { codeOf } from '../../../base/errors.ts'
import { selectBlogs, type UnreadFields } from './blogs.ts'
import { readInTime } from './read-in-time.ts'
import type { BlogRow } from '../blog-view.ts'
import { QueryTooSlowError } from '../errors.ts'

/** Where a page begins. */
export type BlogPlace = Place

export type BlogQuery = {
  filter: BlogFilter
  sort: BlogSort
  order: Order
  /** Rows of the page, as many as one likes. */
  limit: number
  offset?: number | undefined
  after?: BlogPlace | undefined
  /** Fields of the rows that the caller leaves out. */
  unread?: UnreadFields | undefined
}
type ResolvedQuery = Omit<BlogQuery, 'filter'> & {
  filter: ResolvedFilter
  /** Followers that enough of the creators at the beginning of the list should have at least. */
  least?: number | undefined
}
export type ColumnQuery = ResolvedQuery & { sort: BlogSortColumn }

type ListedBlog = BlogRow & { sort_key: string | null }

/** A page of a list. `next`: where the next page begins after; undefined at the end of the list. */
export type BlogList = { rows: ListedBlog[]; next: BlogPlace | undefined }

/**
 * Blogs in order, those without a value last in either direction. With a cursor (or at the start)
 * the blogs with a value are read first and those without one after them: PostgreSQL walks the
 * sort's index for each part, but would walk it from the beginning for one condition about both. A
 * page has fewer rows than asked for, and still a next one, when a condition that no index answers
 * was tested for many blogs. Throws QueryTooSlowError.
 */
export async function listBlogs(
  db: Db,
  request: BlogQuery,
  { maxMs = MAX_MS }: { maxMs?: number } = {},
): Promise<BlogList> {
  const filter = await resolveFilter(db, request.filter)
  const resolved = { ...request, filter, limit: request.limit + 1 }
  const query = { ...resolved, least: await leastFollowers(db, resolved) }
  return await inTime(db, maxMs, async (tx) => {
    if (!isByColumn(query)) return cut(await byRelevance(tx, query), request.limit)
    if (query.offset !== undefined)
      return cut(await offsetQuery(tx, query, query.offset).execute(), request.limit)
    const part = testOf(filter) === undefined ? walkedPart : testedPart
    const valued = query.after?.key === null ? NOTHING : await part(tx, query, 'valued')
    if (valued.next || valued.rows.length > request.limit || !isNullable(query.sort))
      return cut(valued.rows, request.limit, valued.next)
    const rest = { ...query, limit: query.limit - valued.rows.length }
    const valueless = await part(tx, rest, 'valueless')
    return cut([...valued.rows, ...valueless.rows], request.limit, valueless.next)
  })
}

const NOTHING: BlogList = { rows: [], next: undefined }

/** Returns the requested number of rows, from one more than that. */
function cut(rows: ListedBlog[], limit: number, next?: BlogPlace): BlogList {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  if (rows.length <= limit || !last) return { rows: page, next }
  return { rows: page, next: { key: last.sort_key, id: last.id } }
}

async function walkedPart(db: Db, query: ColumnQuery, part: Part): Promise<BlogList> {
  if (part === 'valueless' && !query.filter.q?.isRare)
    return { rows: await valuelessQuery(db, query).execute(), next: undefined }
  const { least, limit } = query
  if (least !== undefined && part === 'valued') {
    const largest = await walkedRows(db, query, part, least)
    if (largest.length === limit) return { rows: largest, next: undefined }
  }
  return { rows: await walkedRows(db, query, part), next: undefined }
}

async function walkedRows(
  db: Db,
  query: ColumnQuery,
  part: Part,
  least?: number,
): Promise<ListedBlog[]> {
  const { filter, sort, order, limit } = query
  const rare = amongRare(filter, least)
  if (rare !== undefined) {
    const found = sql<{ id: string }>`select blog.id from ${rare.rows} blog
      where ${rare.condition} and ${placeOf(query, part)}
      order by ${inIndexOrder(sort, order)} limit ${limit}`
    return await pageOf(db, query, (await found.execute(db)).rows)
  }
  return await valuedQuery(db, query)
    .$if(least !== undefined, (blogs) =>
      blogs.where(sql<boolean>`blog.follower_count >= ${least ?? 0}`),
    )
    .execute()
}

/**
 * The blogs of a part that pass the test of the filter, among the next ones; `next` is the last of
 * these.
 */
async function testedPart(db: Db, query: ColumnQuery, part: Part): Promise<BlogList> {
  const { filter, sort, order, limit } = query
  const most = maxTested(filter)
  const column = sql.ref(`blog.${sort}`)
  const next = sql`
    select blog.id, blog.search, blog.username, blog.full_name, ${column} from shared.blogs blog
    where ${indexedOf(filter)} and ${placeOf(query, part)}
    order by ${inIndexOrder(sort, order)}`
  const { rows: passed } = await sql<{ id: string }>`
    select blog.id from (${next} limit ${most}) blog where ${testOf(filter) ?? sql`true`}
    order by ${inIndexOrder(sort, order)} limit ${limit}`.execute(db)
  const rows = await pageOf(db, query, passed)
  if (rows.length >= limit) return { rows, next: undefined }
  const { rows: last } = await sql<BlogPlace>`
    select ${sortKey(sort, column)} as key, blog.id from (${next} limit 1 offset ${most - 1}) blog`.execute(
    db,
  )
  return { rows, next: last[0] }
}

/**
 * The creators with these ids, in order. By ids alone: the planner would repeat what found them for
 * each creator.
 */
async function pageOf(
  db: Db,
  { sort, order, unread }: ColumnQuery,
  found: readonly { id: string }[],
): Promise<ListedBlog[]> {
  const ids = found.map(({ id }) => id)
  const page = selectBlogs(db, unread)
    .select(sortKey(sort, sql.ref(`blog.${sort}`)).as('sort_key'))
    .where(sql<boolean>`blog.id = any(${ids}::uuid[])`)
    .orderBy(inIndexOrder(sort, order))
  // Columns of exports are chosen in too many ways to be prepared.
  if (unread !== undefined) return await page.execute()
  return await runComposed(db, 'listed_blogs', sql<ListedBlog>`${page}`)
}

const QUERY_CANCELED = '57014'
/** Real time that a statement for a page of creators may take. */
const MAX_MS = 5_000

/** Runs a page in a transaction with a limit of time. Throws QueryTooSlowError beyond it. */
async function inTime(
  db: Db,
  maxMs: number,
  read: (tx: Tx) => Promise<BlogList>,
): Promise<BlogList> {
  try {
    return await readInTime(db, maxMs, read)
  } catch (error) {
    if (codeOf(error) === QUERY_CANCELED) throw new QueryTooSlowError(error)
    throw error
  }
}

const isByColumn = (query: ResolvedQuery): query is ColumnQuery => query.sort !== RELEVANCE

/**
 * The part of a list whose blogs have a value; exported so that a test can ask PostgreSQL to
 * explain it.
 */
export function valuedQuery(db: Db, query: ColumnQuery) {
  const { sort, order } = query
  return filtered(db, query)
    .where(placeOf(query, 'valued'))
    .orderBy(inIndexOrder(sort, order))
    .limit(query.limit)
}

/** The part of a list whose blogs have no value, by id. */
export function valuelessQuery(db: Db, query: ColumnQuery) {
  const { sort, order } = query
  return filtered(db, query)
    .where(placeOf(query, 'valueless'))
    .orderBy(inIndexOrder(sort, order))
    .limit(query.limit)
}

/** The part of the list, from the cursor on. */
const placeOf = (query: ColumnQuery, part: Part): RawBuilder<SqlBool> =>
  rowsOfPart(
    sortOf(query.sort),
    sql.ref('blog.id'),
    { order: query.order, after: query.after },
    part,
  )

/**
 * The rows are picked by id first: what a row has besides would be gathered for every row that is
 * stepped over.
 */
function offsetQuery(db: Db, { filter, sort, order, limit }: ColumnQuery, offset: number) {
  const column = sql.ref(`blog.${sort}`)
  const direction = sql.raw(order)
  const inOrder = sql`${column} ${direction} nulls last, blog.id ${direction}`
  const picked = db
    .selectFrom('shared.blogs as blog')
    .select('blog.id')
    .where(allOf(filter))
    .orderBy(isNullable(sort) ? inOrder : inIndexOrder(sort, order))
    .limit(limit)
    .offset(offset)
  return selectBlogs(db)
    .select(sortKey(sort, column).as('sort_key'))
    .where('blog.id', 'in', picked)
    .orderBy(inOrder)
}

/**
 * A rank takes reading all words of a creator, so that not every creator who uses a common word can
 * have one.
 */
const RANKED_CREATORS = 300

/**
 * The 300 creators with the most followers among those who answer the question, by how well they
 * do: names count more than the biography, and that more than captions. Of what no index answers,
 * the creators with the most followers are tested.
 */
async function byRelevance(db: Db, query: ResolvedQuery): Promise<ListedBlog[]> {
  const { order, after, limit, offset = 0 } = query
  const direction = sql.raw(order)
  const candidates = await rankedCreators(db, query)
  // What is before a page is cut away here: rows are read for the page alone.
  const listed =
    after === undefined ? inOrder(candidates, order).slice(offset, offset + limit) : candidates
  const [ids, ranks] = [listed.map(({ id }) => id), listed.map(({ rank }) => rank)]
  const ranked = sql<{ id: string; rank: number }>`(
    select * from unnest(${ids}::uuid[], ${ranks}::real[]) as input (id, rank))`
  const page = selectBlogs(db)
    .innerJoin(ranked.as('ranked'), 'ranked.id', 'blog.id')
    .select(sortKey(RELEVANCE, sql.ref('ranked.rank')).as('sort_key'))
    .$if(after !== undefined, (blogs) =>
      blogs.where(
        sql<boolean>`(ranked.rank, blog.id) ${comparison(order)} (${sortValue(RELEVANCE, after?.key ?? '0')},
          ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy(sql`ranked.rank ${direction}, blog.id ${direction}`)
    .limit(limit)
  return await runComposed(db, 'ranked_blogs', sql<ListedBlog>`${page}`)
}

/** By rank, then by id, as PostgreSQL sorts both. */
function inOrder(candidates: readonly Ranked[], order: Order): Ranked[] {
  const sign = order === 'asc' ? 1 : -1
  return candidates.toSorted((a, b) => sign * (a.rank - b.rank || (a.id < b.id ? -1 : 1)))
}

type Ranked = { id: string; rank: number }

async function rankedCreators(db: Db, { filter, least }: ResolvedQuery): Promise<Ranked[]> {
  if (least !== undefined) {
    const { rows } = await rankedAmong(filter, least).execute(db)
    if (rows.length === RANKED_CREATORS) return rows
  }
  return (await rankedAmong(filter).execute(db)).rows
}

/** Ranks those with so many followers alone where `least` is given; rare words bring their rows. */
function rankedAmong(filter: ResolvedFilter, least?: number): RawBuilder<Ranked> {
  const byFollowers = inIndexOrder('follower_count', 'desc')
  const test = testOf(filter)
  const rare = amongRare(filter, least)
  const isLarge = least === undefined ? sql`` : sql`and blog.follower_count >= ${least}`
  const found = sql`
    select blog.id, blog.search, blog.username, blog.full_name, blog.follower_count
    from ${rare?.rows ?? sql`shared.blogs`} blog
    where ${rare?.condition ?? sql`${indexedOf(filter)} ${isLarge}`} order by ${byFollowers}`
  const candidates =
    test === undefined
      ? sql`${found} limit ${RANKED_CREATORS}`
      : sql`select * from (${found} limit ${maxTested(filter)}) blog where ${test}
          order by ${byFollowers} limit ${RANKED_CREATORS}`
  return sql<Ranked>`
    select candidate.id, ts_rank(candidate.search, derived.creator_query(${filter.q?.text ?? ''}), 1) as rank
    from (${candidates}) candidate`
}

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
async function leastFollowers(
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

const filtered = (db: Db, { filter, sort, unread }: ColumnQuery) =>
  selectBlogs(db, unread)
    .select(sortKey(sort, sql.ref(`blog.${sort}`)).as('sort_key'))
    .where(allOf(filter))

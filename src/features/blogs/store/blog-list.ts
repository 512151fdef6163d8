import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import { rowsOfPart, type Part } from '../../../db/sort-key.ts'
import { allOf, amongRare, indexedOf, maxTested, testOf } from './blog-filter.ts'
import type { BlogPlace, BlogQuery, ColumnQuery, ListedBlog, ResolvedQuery } from './blog-query.ts'
import { resolveFilter } from './resolve-filter.ts'
import { inIndexOrder, isNullable, RELEVANCE, sortKey, sortOf } from './blog-sort.ts'
import { byRelevance } from './by-relevance.ts'
import { codeOf } from '../../../base/errors.ts'
import { selectBlogs } from './blogs.ts'
import { leastFollowers } from './least-followers.ts'
import { readInTime } from './read-in-time.ts'
import { QueryTooSlowError } from '../errors.ts'

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

const filtered = (db: Db, { filter, sort, unread }: ColumnQuery) =>
  selectBlogs(db, unread)
    .select(sortKey(sort, sql.ref(`blog.${sort}`)).as('sort_key'))
    .where(allOf(filter))

import { sql } from 'kysely'
import type { BlogSortColumn } from '../../creators/fields.ts'
import type { Db } from '../../db/database.ts'
import { allOf, resolveFilter, type ResolvedFilter } from './blog-filter.ts'
import type { BlogFilter } from './blog-search.ts'
import {
  inIndexOrder,
  isNullable,
  RELEVANCE,
  sortKey,
  sortValue,
  type BlogSort,
  type Order,
} from './blog-sort.ts'
import { selectBlogs, type BlogRow } from './blog-store.ts'

/** Where a page begins: after the blog with this sort key, in the form of `sortKey`; null is the key of no value. */
export type BlogPlace = { key: string | null; id: string }

export type BlogQuery = {
  filter: BlogFilter
  sort: BlogSort
  order: Order
  /** Rows of the page, as many as one likes. */
  limit: number
  offset?: number | undefined
  after?: BlogPlace | undefined
}
type ResolvedQuery = Omit<BlogQuery, 'filter'> & { filter: ResolvedFilter }
export type ColumnQuery = ResolvedQuery & { sort: BlogSortColumn }

export type ListedBlog = BlogRow & { sort_key: string | null }

/**
 * Blogs in order, those without a value last in either direction. With a cursor (or at the start) the blogs with a
 * value are read first and those without one after them: PostgreSQL walks the sort's index for each part, but would
 * walk it from the beginning for one condition about both.
 */
export async function listBlogs(db: Db, asked: BlogQuery): Promise<ListedBlog[]> {
  const query = { ...asked, filter: await resolveFilter(db, asked.filter) }
  if (!isByColumn(query)) return await relevanceQuery(db, query).execute()
  if (query.offset !== undefined) return await offsetQuery(db, query, query.offset).execute()
  const { after, limit } = query
  const rows = after?.key === null ? [] : await valuedQuery(db, query).execute()
  if (rows.length >= limit || !isNullable(query.sort)) return rows
  const rest = { ...query, limit: limit - rows.length }
  return [...rows, ...(await valuelessQuery(db, rest).execute())]
}

const isByColumn = (query: ResolvedQuery): query is ColumnQuery => query.sort !== RELEVANCE

/** The part of a list whose blogs have a value; exported so that a test can ask PostgreSQL to explain it. */
export function valuedQuery(db: Db, query: ColumnQuery) {
  const { sort, order, after } = query
  const column = sql.ref(`blog.${sort}`)
  const compare = comparison(order)
  return filtered(db, query)
    .$if(isNullable(sort), (blogs) => blogs.where(sql<boolean>`${column} is not null`))
    .$if(after !== undefined, (blogs) =>
      blogs.where(
        sql<boolean>`(${column}, blog.id) ${compare} (${sortValue(sort, after?.key ?? '')}, ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy(inIndexOrder(sort, order))
    .limit(query.limit)
}

/** The part of a list whose blogs have no value, by id. */
export function valuelessQuery(db: Db, query: ColumnQuery) {
  const { sort, order, after } = query
  return filtered(db, query)
    .where(sql<boolean>`${sql.ref(`blog.${sort}`)} is null`)
    .$if(after?.key === null, (blogs) =>
      blogs.where(sql<boolean>`blog.id ${comparison(order)} ${after?.id ?? ''}::uuid`),
    )
    .orderBy(inIndexOrder(sort, order))
    .limit(query.limit)
}

/** The rows are picked by id first: what a row has besides would be gathered for every row that is stepped over. */
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

/** A rank takes reading all words of a creator, so that not every creator who uses a common word can have one. */
const RANKED_CREATORS = 300

/**
 * The 300 creators with the most followers among those who answer the question, by how well they do: names count more
 * than the biography, and that more than captions.
 */
function relevanceQuery(db: Db, query: ResolvedQuery) {
  const { filter, order, after, limit, offset } = query
  const direction = sql.raw(order)
  const candidates = sql`
    select blog.id, blog.search from shared.blogs blog where ${allOf(filter)}
    order by ${inIndexOrder('follower_count', 'desc')} limit ${RANKED_CREATORS}`
  const ranked = sql<{ id: string; rank: number }>`(
    select candidate.id, ts_rank(candidate.search, derived.creator_query(${filter.q?.text ?? ''}), 1) as rank
    from (${candidates}) candidate)`
  return selectBlogs(db)
    .innerJoin(ranked.as('ranked'), 'ranked.id', 'blog.id')
    .select(sortKey(RELEVANCE, sql.ref('ranked.rank')).as('sort_key'))
    .$if(after !== undefined, (blogs) =>
      blogs.where(
        sql<boolean>`(ranked.rank, blog.id) ${comparison(order)} (${sortValue(RELEVANCE, after?.key ?? '0')}, ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy(sql`ranked.rank ${direction}, blog.id ${direction}`)
    .limit(limit)
    .$if(offset !== undefined, (blogs) => blogs.offset(offset ?? 0))
}

const comparison = (order: Order) => sql.raw(order === 'desc' ? '<' : '>')

const filtered = (db: Db, { filter, sort }: ColumnQuery) =>
  selectBlogs(db)
    .select(sortKey(sort, sql.ref(`blog.${sort}`)).as('sort_key'))
    .where(allOf(filter))

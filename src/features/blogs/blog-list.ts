import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Db } from '../../db/database.ts'
import { selectBlogs, type BlogRow } from './blog-store.ts'

/** What lists can be sorted by, each with an index, and how its values get through a cursor unharmed. */
const SORTS = {
  created_at: { type: 'timestamptz', nullable: false },
  scraped_at: { type: 'timestamptz', nullable: true },
  follower_count: { type: 'integer', nullable: true },
  er: { type: 'double precision', nullable: true },
  posts_per_week: { type: 'double precision', nullable: true },
} as const

export type BlogSort = keyof typeof SORTS
export const BLOG_SORTS = [
  'created_at',
  'follower_count',
  'er',
  'posts_per_week',
  'scraped_at',
] as const

export type Order = 'asc' | 'desc'

export type BlogFilter = {
  username?: string | undefined
  min_followers?: number | undefined
  max_followers?: number | undefined
  min_er?: number | undefined
  max_er?: number | undefined
  category?: string | undefined
  status?: string | undefined
  language?: string | undefined
  source?: string | undefined
}

/** Where a page begins: after the blog with this sort key, in the form of `sort_key`; null is the key of no value. */
export type BlogPlace = { key: string | null; id: string }

export type BlogQuery = {
  filter: BlogFilter
  sort: BlogSort
  order: Order
  limit: number
  offset?: number | undefined
  after?: BlogPlace | undefined
}

export type ListedBlog = BlogRow & { sort_key: string | null }

/**
 * Blogs in order, those without a value last in either direction. With a cursor (or at the start) the blogs with a
 * value are read first and those without one after them: PostgreSQL walks the sort's index for each part, but would
 * walk it from the beginning for one condition about both.
 */
export async function listBlogs(db: Db, query: BlogQuery): Promise<ListedBlog[]> {
  if (query.offset !== undefined) return await offsetQuery(db, query, query.offset).execute()
  const { after, limit } = query
  const rows = after?.key === null ? [] : await valuedQuery(db, query).execute()
  if (rows.length >= limit || !SORTS[query.sort].nullable) return rows
  const rest = { ...query, limit: limit - rows.length }
  return [...rows, ...(await valuelessQuery(db, rest).execute())]
}

/** The part of a list whose blogs have a value; exported so that a test can ask PostgreSQL to explain it. */
export function valuedQuery(db: Db, query: BlogQuery) {
  const { sort, order, after } = query
  const column = sql.ref(`blog.${sort}`)
  const compare = sql.raw(order === 'desc' ? '<' : '>')
  return filtered(db, query)
    .$if(SORTS[sort].nullable, (blogs) => blogs.where(sql<boolean>`${column} is not null`))
    .$if(after !== undefined, (blogs) =>
      blogs.where(
        sql<boolean>`(${column}, blog.id) ${compare} (${sortValue(sort, after?.key ?? '')}, ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy(inIndexOrder(sort, order))
    .limit(query.limit)
}

/** The part of a list whose blogs have no value, by id. */
export function valuelessQuery(db: Db, query: BlogQuery) {
  const { sort, order, after } = query
  const compare = sql.raw(order === 'desc' ? '<' : '>')
  return filtered(db, query)
    .where(sql<boolean>`${sql.ref(`blog.${sort}`)} is null`)
    .$if(after?.key === null, (blogs) =>
      blogs.where(sql<boolean>`blog.id ${compare} ${after?.id ?? ''}::uuid`),
    )
    .orderBy(inIndexOrder(sort, order))
    .limit(query.limit)
}

/** The rows are picked by id first: what a row has besides would be gathered for every row that is stepped over. */
function offsetQuery(db: Db, { filter, sort, order, limit }: BlogQuery, offset: number) {
  const column = sql.ref(`blog.${sort}`)
  const direction = sql.raw(order)
  const inOrder = sql`${column} ${direction} nulls last, blog.id ${direction}`
  const picked = db
    .selectFrom('blogs as blog')
    .select('blog.id')
    .where(allOf(filter))
    .orderBy(SORTS[sort].nullable ? inOrder : inIndexOrder(sort, order))
    .limit(limit)
    .offset(offset)
  return selectBlogs(db)
    .select(sortKey(sort).as('sort_key'))
    .where('blog.id', 'in', picked)
    .orderBy(inOrder)
}

/** Exactly the order of the sort's index, read forward or backward; the planner looks no further than the words. */
function inIndexOrder(sort: BlogSort, order: Order): RawBuilder<unknown> {
  const column = sql.ref(`blog.${sort}`)
  const nulls = { desc: sql` nulls last`, asc: sql` nulls first` }[order]
  const direction = sql.raw(order)
  return sql`${column} ${direction}${SORTS[sort].nullable ? nulls : sql``}, blog.id ${direction}`
}

/** Microseconds for times, because a Date has milliseconds only; PostgreSQL's shortest exact text for numbers. */
function sortKey(sort: BlogSort): RawBuilder<string | null> {
  const column = sql.ref(`blog.${sort}`)
  return SORTS[sort].type === 'timestamptz'
    ? sql`(extract(epoch from ${column}) * 1000000)::bigint::text`
    : sql`${column}::text`
}

function sortValue(sort: BlogSort, key: string): RawBuilder<unknown> {
  const { type } = SORTS[sort]
  return type === 'timestamptz'
    ? sql`to_timestamp(${key}::numeric / 1000000)`
    : sql`${key}::${sql.raw(type)}`
}

/** What a sort key of a cursor may look like; anything else would be an error of the database. */
export function isSortKey(sort: BlogSort, key: string): boolean {
  const { type } = SORTS[sort]
  if (type === 'timestamptz') return /^-?\d{1,17}$/.test(key)
  if (type === 'integer')
    return /^-?\d{1,9}$/.test(key) || (/^\d{10}$/.test(key) && Number(key) < 2 ** 31)
  return /^-?\d{1,17}(\.\d{1,20})?(e[+-]\d{1,2})?$/.test(key)
}

const filtered = (db: Db, { filter, sort }: BlogQuery) =>
  selectBlogs(db).select(sortKey(sort).as('sort_key')).where(allOf(filter))

/** One condition for everything that the filter asks for. */
function allOf(filter: BlogFilter): RawBuilder<SqlBool> {
  const conditions: RawBuilder<unknown>[] = []
  const add = (value: string | number | undefined, condition: RawBuilder<unknown>): void => {
    if (value !== undefined) conditions.push(condition)
  }
  const { username, language, category } = filter
  add(username, sql`strpos(blog.username, ${username}) > 0`)
  add(filter.min_followers, sql`blog.follower_count >= ${filter.min_followers}`)
  add(filter.max_followers, sql`blog.follower_count <= ${filter.max_followers}`)
  add(filter.min_er, sql`blog.er >= ${filter.min_er}`)
  add(filter.max_er, sql`blog.er <= ${filter.max_er}`)
  add(filter.status, sql`blog.scrape_status = ${filter.status}`)
  add(filter.source, sql`blog.source = ${filter.source}`)
  add(language, sql`blog.ai_insights -> 'content' -> 'content_language' ? ${language}`)
  add(
    category,
    sql`exists (
      select from blog_categories bc join categories c on c.id = bc.category_id
      where bc.blog_id = blog.id and lower(c.name) = lower(${category})
    )`,
  )
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

import { sql, type RawBuilder } from 'kysely'
import {
  BLOG_MEASURES,
  BLOG_SORT_COLUMNS,
  BLOG_TIMES,
  type BlogMeasure,
  type BlogSortColumn,
  type BlogTimeColumn,
} from '../../../creators/fields.ts'

/** How well a creator answers the question `q`, which has to be asked. */
export const RELEVANCE = 'relevance'

export const BLOG_SORTS = [...BLOG_SORT_COLUMNS, RELEVANCE] as const
export type BlogSort = BlogSortColumn | typeof RELEVANCE
export type Order = 'asc' | 'desc'

/** What a sort's values are in SQL. */
type SortField = { type: BlogMeasure['type'] | 'timestamptz' | 'real'; nullable: boolean }

function fieldOf(sort: BlogSort): SortField {
  if (sort === RELEVANCE) return { type: 'real', nullable: false }
  return isTime(sort)
    ? { type: 'timestamptz', nullable: BLOG_TIMES[sort].nullable }
    : { type: BLOG_MEASURES[sort].type, nullable: true }
}

const isTime = (sort: BlogSortColumn): sort is BlogTimeColumn => sort in BLOG_TIMES

export const isNullable = (sort: BlogSort): boolean => fieldOf(sort).nullable

/** Microseconds for times, because a Date has milliseconds only; PostgreSQL's shortest exact text for numbers. */
export function sortKey(sort: BlogSort, value: RawBuilder<unknown>): RawBuilder<string | null> {
  return fieldOf(sort).type === 'timestamptz'
    ? sql`(extract(epoch from ${value}) * 1000000)::bigint::text`
    : sql`${value}::text`
}

/** The value whose sort key this is. */
export function sortValue(sort: BlogSort, key: string): RawBuilder<unknown> {
  const { type } = fieldOf(sort)
  return type === 'timestamptz'
    ? sql`to_timestamp(${key}::numeric / 1000000)`
    : sql`${key}::${sql.raw(type)}`
}

const MOST = { smallint: 2 ** 15 - 1, integer: 2 ** 31 - 1 } as const
/** Beyond them, floating point of 4 and of 8 bytes has only zero and infinity. */
const MAGNITUDES = { real: [1e-37, 1e38], 'double precision': [1e-307, 1e308] } as const

/** What a sort key of a cursor may look like; anything else would be an error of the database. */
export function isSortKey(sort: BlogSort, key: string): boolean {
  const { type } = fieldOf(sort)
  if (type === 'timestamptz') return /^-?\d{1,17}$/.test(key)
  if (type === 'integer' || type === 'smallint')
    return /^-?\d{1,10}$/.test(key) && Math.abs(Number(key)) <= MOST[type]
  if (!/^-?\d{1,17}(\.\d{1,20})?(e[+-]\d{1,3})?$/.test(key)) return false
  const magnitude = Math.abs(Number(key))
  const [least, most] = MAGNITUDES[type]
  return /^-?0+(\.0+)?$/.test(key) || (magnitude >= least && magnitude <= most)
}

/** Exactly the order of the sort's index, read forward or backward; the planner looks no further than the words. */
export function inIndexOrder(sort: BlogSortColumn, order: Order): RawBuilder<unknown> {
  const column = sql.ref(`blog.${sort}`)
  const nulls = { desc: sql` nulls last`, asc: sql` nulls first` }[order]
  const direction = sql.raw(order)
  return sql`${column} ${direction}${isNullable(sort) ? nulls : sql``}, blog.id ${direction}`
}

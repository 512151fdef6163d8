import { sql, type RawBuilder } from 'kysely'
import {
  BLOG_MEASURES,
  BLOG_SORT_COLUMNS,
  BLOG_TIMES,
  type BlogSortColumn,
  type BlogTimeColumn,
} from '../../../creators/fields.ts'
import {
  inIndexOrder as inIndexOrderOf,
  isSortKey as isSortKeyOf,
  sortKey as sortKeyOf,
  sortValue as sortValueOf,
  type Order,
  type Sort,
  type SortType,
} from '../../../db/sort-key.ts'

/** How well a creator answers the question `q`, which has to be asked. */
export const RELEVANCE = 'relevance'

export const BLOG_SORTS = [...BLOG_SORT_COLUMNS, RELEVANCE] as const
export type BlogSort = BlogSortColumn | typeof RELEVANCE
export type { Order }

/** The SQL type of a sort's values. */
type SortField = { type: SortType; nullable: boolean }

function fieldOf(sort: BlogSort): SortField {
  if (sort === RELEVANCE) return { type: 'real', nullable: false }
  return isTime(sort)
    ? { type: 'timestamptz', nullable: BLOG_TIMES[sort].nullable }
    : { type: BLOG_MEASURES[sort].type, nullable: true }
}

const isTime = (sort: BlogSortColumn): sort is BlogTimeColumn => sort in BLOG_TIMES

export const isNullable = (sort: BlogSort): boolean => fieldOf(sort).nullable

/** The sort key of a value, as the cursor holds it. */
export const sortKey = (sort: BlogSort, value: RawBuilder<unknown>): RawBuilder<string | null> =>
  sortKeyOf(fieldOf(sort).type, value)

/** The value whose sort key this is. */
export const sortValue = (sort: BlogSort, key: string): RawBuilder<unknown> =>
  sortValueOf(fieldOf(sort).type, key)

/** Whether a cursor of this sort may hold this sort key. */
export const isSortKey = (sort: BlogSort, key: string): boolean =>
  isSortKeyOf(fieldOf(sort).type, key)

/** Exactly the order of the sort's index, read forward or backward. */
export const inIndexOrder = (sort: BlogSortColumn, order: Order): RawBuilder<unknown> =>
  inIndexOrderOf(sortOf(sort), sql.ref('blog.id'), order)

/** A column of `blog` that a list is sorted by. */
export const sortOf = (sort: BlogSortColumn): Sort => {
  const { type, nullable } = fieldOf(sort)
  return { value: sql.ref(`blog.${sort}`), type, isNullable: nullable }
}

import type { BlogSortColumn } from '../../../creators/fields.ts'
import type { Place } from '../../../db/sort-key.ts'
import type { BlogFilter } from '../blog-search.ts'
import type { BlogRow } from '../blog-view.ts'
import type { BlogSort, Order } from './blog-sort.ts'
import type { UnreadFields } from './blogs.ts'
import type { ResolvedFilter } from './resolve-filter.ts'

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
export type ResolvedQuery = Omit<BlogQuery, 'filter'> & {
  filter: ResolvedFilter
  /** Followers that enough of the creators at the beginning of the list should have at least. */
  least?: number | undefined
}
export type ColumnQuery = ResolvedQuery & { sort: BlogSortColumn }

/** A row of a list, with what it is sorted by. */
export type ListedBlog = BlogRow & { sort_key: string | null }

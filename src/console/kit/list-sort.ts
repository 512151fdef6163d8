import { html } from 'hono/html'
import { withQuery } from '../parts/pager.ts'
import type { AnyContext, Content } from './context.ts'
import type { Values } from './list-filters.ts'

type Order = 'asc' | 'desc'

/** How a list is sorted: the parameters `sort` and `order` of its operation and its address. */
export type ListSort = { sort: string; order: Order }

type SortableColumn = {
  label: string
  sort?: string
  isNumber?: true
}
type Sorted = SortableColumn & { sort: string }

const isSortable = (column: SortableColumn): column is Sorted => column.sort !== undefined

/** The sort that an address asks for; undefined for none or an unknown one. */
export function readSort(
  columns: readonly SortableColumn[],
  query: { sort: string | undefined; order: string | undefined },
): ListSort | undefined {
  const column = columns.filter(isSortable).find(({ sort }) => sort === query.sort)
  if (!column) return undefined
  const { order } = query
  const isOrder = order === 'asc' || order === 'desc'
  return { sort: column.sort, order: isOrder ? order : firstOrder(column) }
}

/** Texts begin with A; of numbers and times, the largest comes first. */
const firstOrder = ({ isNumber }: SortableColumn): Order => (isNumber ? 'desc' : 'asc')

const REVERSED = { asc: 'desc', desc: 'asc' } as const
const SPOKEN = { asc: 'ascending', desc: 'descending' } as const

/** `values` are those of the filters, which stay. */
type Place = { path: string; values: Values; sorted: ListSort | undefined }

const addressOfSort = (column: Sorted, { path, values, sorted }: Place): string => {
  const order = sorted?.sort === column.sort ? REVERSED[sorted.order] : firstOrder(column)
  return withQuery(path, { ...values, sort: column.sort, order })
}

/**
 * The heading of a column; one that sorts is a link, which reverses the order when it sorts
 * already.
 */
export function heading({ t }: AnyContext, column: SortableColumn, place: Place): Content {
  const classes = column.isNumber ? html`class="number"` : ''
  const label = t(column.label)
  if (!isSortable(column)) return html`<th ${classes}>${label}</th>`
  const { sorted } = place
  const spoken = sorted?.sort === column.sort ? SPOKEN[sorted.order] : 'none'
  return html`<th ${classes} aria-sort="${spoken}">
    <a href="${addressOfSort(column, place)}" data-morph>${label}</a>
  </th>`
}

/** The same links in a line, for small screens, which have no headings. */
export function sortLine(
  { t }: AnyContext,
  columns: readonly SortableColumn[],
  place: Place,
): Content {
  const sortable = columns.filter(isSortable)
  if (sortable.length === 0) return ''
  const { sorted } = place
  return html`<nav class="sorts phone" aria-label="${t('common.sortBy')}">
    ${t('common.sortBy')}:
    ${sortable.map((column) => {
      const order = sorted?.sort === column.sort ? sorted.order : undefined
      const current = order === undefined ? '' : html`aria-current="true" data-order="${order}"`
      return html`<a href="${addressOfSort(column, place)}" data-morph ${current}
        >${t(column.label)}</a
      >`
    })}
  </nav>`
}

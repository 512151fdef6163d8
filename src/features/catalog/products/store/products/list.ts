import { sql, type RawBuilder } from 'kysely'
import { sortOfField } from '../../../../../db/field-sort.ts'
import type { Db } from '../../../../../db/handles.ts'
import {
  comparison,
  inIndexOrder,
  rowsOfPart,
  sortKey,
  type Order,
  type Part,
  type Place,
  type Sort,
} from '../../../../../db/sort-key.ts'
import { PRODUCT_FIELDS, type PRODUCT_STATES, type ProductSort } from '../../../fields/products.ts'
import type { OwnerScope } from '../../../stores/store/owner-scope.ts'
import { matchesStore } from '../../../stores/store/stores/stores.ts'
import { selectProducts, type ProductRow } from './read.ts'

export type ProductFilter = {
  storeId?: string | undefined
  status?: (typeof PRODUCT_STATES)[number] | undefined
  /** Products whose post is gone, or no longer sells them. */
  source?: 'gone' | 'dropped' | undefined
  /** A part of the name, in any case. */
  text?: string | undefined
}

export type ProductOrder = { sort: ProductSort | undefined; order: Order }

type Page = ProductOrder & { after: Place | undefined; limit: number }
type SortedPage = Page & { sort: ProductSort }

/** The key is null where the product has no value to sort by, or the list is sorted by nothing. */
type ListedProduct = { key: string | null; product: ProductRow }

const TIME = { type: 'timestamptz', isNullable: false } as const

/** Returns the sort of products `p`. */
export function productSort(sort: ProductSort): Sort {
  return sort === 'created_at' || sort === 'updated_at'
    ? { value: sql.ref(`p.${sort}`), ...TIME }
    : sortOfField(PRODUCT_FIELDS[sort], `p.${sort}`)
}

/**
 * Products in order; those without a value come last in either order. Without a sort they are in
 * the order in which they were made.
 */
export async function listProducts(
  db: Db,
  scope: OwnerScope,
  filter: ProductFilter,
  page: Page,
): Promise<ListedProduct[]> {
  if (page.sort === undefined) return await rowsOf(db, newest(scope, filter, page))
  const sorted = { ...page, sort: page.sort }
  const read = async (part: Part, limit: number) =>
    await rowsOf(db, sortedPart(scope, filter, { ...sorted, limit }, part))
  const valued = page.after?.key === null ? [] : await read('valued', page.limit)
  if (valued.length === page.limit || !productSort(page.sort).isNullable) return valued
  return [...valued, ...(await read('valueless', page.limit - valued.length))]
}

/** The newest products of a store before one of them, or of all. */
export const newestProducts = async (
  db: Db,
  filter: ProductFilter,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<ProductRow[]> => {
  const place = after === undefined ? undefined : { key: null, id: after }
  const found = newest(null, filter, { sort: undefined, order: 'desc', after: place, limit })
  const rows = sql`select * from products where id in (select id from (${found}) f)`
  return (await selectProducts(rows).execute(db)).rows
}

/** Products with their keys, in the order in which they were found. */
async function rowsOf(db: Db, found: RawBuilder<unknown>): Promise<ListedProduct[]> {
  const products = sql`
    select p.*, f.sort_key, f.number from (
      select id, sort_key, row_number() over () as number from (${found}) f) f
    join products p on p.id = f.id`
  const { rows } = await selectProducts<ProductRow & { sort_key: string | null }>(products, {
    columns: sql`, p.sort_key`,
    order: sql`p.number`,
  }).execute(db)
  return rows.map(({ sort_key: key, ...product }) => ({ key, product }))
}

/** Selects the newest products; for some stores, reads store by store along their index. */
function newest(scope: OwnerScope, filter: ProductFilter, { order, after, limit }: Page) {
  const place = after === undefined ? sql`true` : sql`p.id ${comparison(order)} ${after.id}::uuid`
  const ordered = sql`order by p.id ${sql.raw(order)} limit ${limit}`
  const fits = sql`${fitting(filter)} and ${place}`
  if (scope === null && filter.storeId === undefined)
    return sql`select p.id, null::text as sort_key from products p where ${fits} ${ordered}`
  return sql`
    select p.id, null::text as sort_key from stores s
    cross join lateral (
      select p.id from products p where p.store_id = s.id and ${fits} ${ordered}) p
    where ${matchesStore(scope, filter.storeId)} ${ordered}`
}

/** Store by store, along the index of the sort; only the ids and keys, which the index has. */
function sortedPart(scope: OwnerScope, filter: ProductFilter, page: SortedPage, part: Part) {
  const sort = productSort(page.sort)
  const id = sql.ref('p.id')
  const found = { ...sort, value: sql.ref('p.value') }
  return sql`
    select p.id, p.sort_key from stores s
    cross join lateral (
      select p.id, ${sort.value} as value, ${sortKey(sort.type, sort.value)} as sort_key from products p
      where p.store_id = s.id and ${fitting(filter)} and ${rowsOfPart(sort, id, page, part)}
      order by ${inIndexOrder(sort, id, page.order)} limit ${page.limit}) p
    where ${matchesStore(scope, filter.storeId)}
    order by ${inIndexOrder(found, id, page.order)} limit ${page.limit}`
}

function fitting({ status, source, text }: ProductFilter): RawBuilder<unknown> {
  const isWithout = { gone: 'p.source_deleted_at', dropped: 'p.source_dropped_at' }
  return sql.join(
    [
      sql`true`,
      ...(status === undefined ? [] : [sql`p.status = ${status}`]),
      ...(source === undefined ? [] : [sql`${sql.ref(isWithout[source])} is not null`]),
      ...(text === undefined ? [] : [sql`strpos(lower(p.name), lower(${text})) > 0`]),
    ],
    sql` and `,
  )
}

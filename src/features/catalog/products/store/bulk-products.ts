import { sql } from 'kysely'
import { jsonb } from '../../../../db/database.ts'
import type { Tx } from '../../../../db/handles.ts'
import { numbered, slugOf } from '../../slug.ts'
import { followProducts } from './conflicts.ts'
import {
  fieldOfProduct,
  PRODUCT_FIELD_NAMES,
  type ProductChange,
  type ProductFields,
} from '../../fields/products.ts'

/** Products of one name in a store, which the ends of their slugs tell apart. */
export const MAX_SLUGS = 200

/**
 * Free slugs for products of these names, in their order; undefined where as many as `MAX_SLUGS` are called so. The store
 * has to be locked.
 */
export async function freeSlugs(
  tx: Tx,
  storeId: string,
  names: readonly string[],
): Promise<(string | undefined)[]> {
  const slugs = names.map((name) => slugOf(name))
  const candidatesOf = (slug: string): string[] =>
    Array.from({ length: MAX_SLUGS }, (_, at) => numbered(slug, at + 1))
  const { rows } = await sql<{ slug: string }>`
    select slug from products
    where store_id = ${storeId}::uuid and slug = any (${[...new Set(slugs)].flatMap(candidatesOf)}::text[])`.execute(
    tx,
  )
  const taken = new Set(rows.map(({ slug }) => slug))
  return slugs.map((slug) => {
    const free = candidatesOf(slug).find((candidate) => !taken.has(candidate))
    if (free !== undefined) taken.add(free)
    return free
  })
}

/** A product that no post has brought. Its prices are in the digits of its currency. */
export type AddedProduct = {
  slug: string
  source: 'manual' | 'whatsapp_catalog'
  caption: string | null
  fields: ProductFields
}

/** Adds products to a store, which has to be locked; gives their ids in the order of the products. */
export async function addProducts(
  tx: Tx,
  storeId: string,
  products: readonly AddedProduct[],
): Promise<string[]> {
  if (products.length === 0) return []
  const rows = products.map(({ slug, source, caption, fields }) => ({
    ...fields,
    slug,
    source,
    source_caption: caption,
  }))
  const columns = columnsOf(Object.keys(rows[0] ?? {}))
  const { rows: made } = await sql<{ id: string; slug: string }>`
    insert into products (store_id, imported_at, ${columns.names})
    select ${storeId}::uuid, case when r.source <> 'manual' then world_now() end, ${columns.of('r')}
    from jsonb_array_elements(${jsonb(rows)}) with ordinality as given (product, number)
    cross join lateral jsonb_populate_record(null::products, given.product) r
    order by given.number
    returning id, slug`.execute(tx)
  const ids = new Map(made.map(({ id, slug }) => [slug, id]))
  return products.map(({ slug }) => ids.get(slug) ?? '')
}

const COUNTED: ReadonlySet<string> = new Set(
  PRODUCT_FIELD_NAMES.filter((name) => fieldOfProduct(name).isCounted),
)

/** The fields that are the seller's after a change of these. */
export const touchedBy = (fields: readonly string[]): string[] =>
  fields.filter((field) => !COUNTED.has(field))

/** What changes of a product, its prices in the digits of its currency, and which of its fields are the seller's by that. */
export type BulkChange = { id: string; fields: ProductChange; touched: readonly string[] }

/** Changes products, which have to be locked; posts do not change what was touched any more. */
export async function changeProducts(tx: Tx, changes: readonly BulkChange[]): Promise<void> {
  const names = [...new Set(changes.flatMap(({ fields }) => Object.keys(fields)))]
  if (names.length === 0) return
  const columns = columnsOf(names)
  await sql`
    update products p set (${columns.names}) = row (${columns.of('r')}),
      touched = array(select distinct unnest(p.touched || given.touched) order by 1),
      updated_at = world_now()
    from jsonb_to_recordset(${jsonb(changes)}) as given (id uuid, fields jsonb, touched text[])
    join products old on old.id = given.id
    cross join lateral jsonb_populate_record(old, given.fields) r
    where p.id = given.id`.execute(tx)
  await followProducts(
    tx,
    changes.map(({ id }) => id),
  )
}

const columnsOf = (names: readonly string[]) => ({
  names: sql.join(names.map((name) => sql.id(name))),
  of: (table: string) => sql.join(names.map((name) => sql.ref(`${table}.${name}`))),
})

import { sql } from 'kysely'
import { jsonb } from '../../../../../db/database.ts'
import type { Tx } from '../../../../../db/handles.ts'
import type { ProductFields } from '../../../fields/products.ts'
import { pricesIn } from '../../../prices-in.ts'

/** The names of columns, and the same columns of a row of `products`. */
export const columnsOf = (names: readonly string[]) => ({
  names: sql.join(names.map((name) => sql.id(name))),
  of: (table: string) => sql.join(names.map((name) => sql.ref(`${table}.${name}`))),
})

/** New values of a product as JSON has them: amounts are decimals, times are ISO texts or Dates. */
export type WrittenProduct = {
  id: string
  fields: { readonly [Name in keyof ProductFields | 'slug']?: unknown }
  /** Fields that are the seller's from now on. */
  touched?: readonly string[]
}

/**
 * Writes values of products, which have to be locked; a field that one of them lacks stays as it
 * is.
 */
export async function writeProducts(tx: Tx, changes: readonly WrittenProduct[]): Promise<void> {
  const names = [...new Set(changes.flatMap(({ fields }) => Object.keys(fields)))]
  if (names.length === 0) return
  const columns = columnsOf(names)
  await sql`
    update products p set (${columns.names}) = row (${columns.of('r')}),
      touched = array(select distinct unnest(p.touched || input.touched) order by 1),
      updated_at = world_now()
    from jsonb_to_recordset(${jsonb(changes)}) as input (id uuid, fields jsonb, touched text[])
    join products old on old.id = input.id
    cross join lateral jsonb_populate_record(old, input.fields) r
    where p.id = input.id`.execute(tx)
}

/** A field of a product, which has to be locked, is the seller's from now on. */
export async function touchField(tx: Tx, id: string, field: string): Promise<void> {
  await sql`
    update products set updated_at = world_now(),
      touched = array(select distinct unnest(touched || ${field}::text) order by 1)
    where id = ${id}::uuid`.execute(tx)
}

/** Allows the post of a product to change these fields again. */
export async function releaseFields(tx: Tx, id: string, fields: readonly string[]): Promise<void> {
  await sql`
    update products set touched = array(select f from unnest(touched) f where f <> all (${fields}::text[]))
    where id = ${id}::uuid`.execute(tx)
}

type Prices = Pick<ProductFields, 'currency' | 'price' | 'compare_at_price' | 'cost_per_item'>

/**
 * Writes the prices of a product in the digits of its currency, after either has changed. Throws
 * InvalidInputError for more decimals than it has.
 */
export async function fitPrices(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql<Prices>`
    select currency, price::text as price, compare_at_price::text as compare_at_price,
      cost_per_item::text as cost_per_item
    from products where id = ${id}::uuid`.execute(tx)
  const [row] = rows
  const prices = row && pricesIn(row)
  if (prices && Object.keys(prices).length > 0)
    await tx.updateTable('products').set(prices).where('id', '=', id).execute()
}

/** Removes products, which have to be locked. */
export async function deleteProducts(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from products where id = any (${ids}::uuid[])`.execute(tx)
}

import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'
import { pricesIn } from '../../prices-in.ts'

type Prices = {
  currency: string
  price: string | null
  compare_at_price: string | null
  cost_per_item: string | null
}

/**
 * Writes the prices of a product in the digits of its currency, after either has changed. Throws InvalidInputError for more
 * decimals than it has.
 */
export async function fitPrices(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql<Prices>`
    select currency, price::text as price, compare_at_price::text as compare_at_price, cost_per_item::text as cost_per_item
    from products where id = ${id}::uuid`.execute(tx)
  const [row] = rows
  const prices = row && pricesIn(row)
  if (prices && Object.keys(prices).length > 0)
    await tx.updateTable('products').set(prices).where('id', '=', id).execute()
}

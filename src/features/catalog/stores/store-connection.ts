import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/database.ts'

export type StoreConnection = {
  connection_id: string | null
  username: string | null
  state: string | null
  looked_at: Date | null
  products: number
}

export async function findStoreConnection(db: Db, storeId: string): Promise<StoreConnection> {
  const { rows } = await sql<StoreConnection>`
    select c.id as connection_id, c.username, c.state, s.looked_at,
      (select count(*)::int from products p where p.store_id = s.id and p.source = 'instagram') as products
    from stores s left join shared.connections c on c.id = s.connection_id
    where s.id = ${storeId}::uuid`.execute(db)
  return (
    rows[0] ?? { connection_id: null, username: null, state: null, looked_at: null, products: 0 }
  )
}

export async function partStore(tx: Tx, storeId: string): Promise<void> {
  await sql`
    update stores set connection_id = null, updated_at = world_now() where id = ${storeId}::uuid`.execute(
    tx,
  )
}

export const noteLooked = async (tx: Tx, storeId: string): Promise<void> => {
  await sql`update stores set looked_at = world_now() where id = ${storeId}::uuid`.execute(tx)
}

/** The stores that read this account: there is one at most. */
export async function storesOf(db: Db, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from stores where connection_id = ${connectionId}::uuid`.execute(db)
  return rows.map(({ id }) => id)
}

/** What a removed connection would stop. */
export async function countStores(
  db: Db,
  connectionId: string,
): Promise<{ what: string; count: number }[]> {
  const stores = await storesOf(db, connectionId)
  return stores.length === 0 ? [] : [{ what: 'stores', count: stores.length }]
}

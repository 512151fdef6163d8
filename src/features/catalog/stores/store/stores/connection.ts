import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../../../base/errors.ts'
import type { ReadyConnection } from '../../../../../connections/parts.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import { cancelStoreTasks, type CancelTasks } from '../../../syncs/store/cancel-syncs.ts'

export type StoreConnection = {
  connection_id: string | null
  username: string | null
  state: string | null
  checked_at: Date | null
  polled_at: Date | null
  /** Meta sends by itself what happens on it. */
  has_webhooks: boolean
  products: number
}

export async function findStoreConnection(db: Db, storeId: string): Promise<StoreConnection> {
  const { rows } = await sql<StoreConnection>`
    select c.id as connection_id, c.username, c.state, c.checked_at, s.polled_at,
      w.subscribed_at is not null as has_webhooks,
      (select count(*)::int from products p where p.store_id = s.id and p.source = 'instagram') as products
    from stores s left join shared.connections c on c.id = s.connection_id
    left join shared.webhook_subscriptions w on w.connection_id = s.connection_id
    where s.id = ${storeId}::uuid`.execute(db)
  const [row] = rows
  if (!row) throw new NoSuchRecordError(`no store ${storeId}`)
  return row
}

const PURPOSE = 'store:'

/** Returns the purpose of a connection whose account is to be that of a store. */
export const storePurpose = (storeId: string): string => `${PURPOSE}${storeId}`

/** Gives an account that was connected for a store to it, unless either has another by now. */
export async function linkStore(
  tx: Tx,
  { connectionId, ownerId, purpose }: Omit<ReadyConnection, 'username'>,
): Promise<void> {
  if (!purpose?.startsWith(PURPOSE)) return
  const { rows } = await sql<{ id: string }>`
    select id from stores s
    where s.id::text = ${purpose.slice(PURPOSE.length)} and s.connection_id is null
      and s.owner_id is not distinct from ${ownerId}::uuid
      and not exists (select from stores o where o.connection_id = ${connectionId}::uuid)
    for no key update`.execute(tx)
  for (const { id } of rows) await setConnection(tx, id, connectionId)
}

/**
 * Connects a store to another account, or to none: first cancels what is queued or runs for the
 * present one. Tasks are locked before stores, as by a poll that ends.
 */
export async function changeConnection(
  tx: Tx,
  queue: CancelTasks,
  { storeId, connectionId }: { storeId: string; connectionId: string | null },
  reason: string,
): Promise<void> {
  await cancelStoreTasks(tx, queue, storeId, reason)
  await setConnection(tx, storeId, connectionId)
}

/** A new account is followed from now on: its older posts are read by scans alone. */
async function setConnection(tx: Tx, storeId: string, connectionId: string | null): Promise<void> {
  await sql`
    update stores set connection_id = ${connectionId}::uuid, followed_from = world_now(), polled_at = null,
      next_poll_at = world_now(), next_full_poll_at = world_now(), updated_at = world_now()
    where id = ${storeId}::uuid`.execute(tx)
}

export const recordPoll = async (tx: Tx, storeId: string): Promise<void> => {
  await sql`update stores set polled_at = world_now() where id = ${storeId}::uuid`.execute(tx)
}

/** The stores that read this account: there is one at most. */
export async function storesOf(db: Db, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from stores where connection_id = ${connectionId}::uuid`.execute(db)
  return rows.map(({ id }) => id)
}

/** Returns the stores of a connection that follow it automatically. */
export async function storesToFollow(db: Db, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from stores where connection_id = ${connectionId}::uuid and auto_sync`.execute(db)
  return rows.map(({ id }) => id)
}

/** The name of stores among the uses of a connection. */
export const STORE_USE = 'stores'

/** Counts the stores that the removal of a connection would stop. */
export async function countStores(
  db: Db,
  connectionId: string,
): Promise<{ what: string; count: number }[]> {
  const stores = await storesOf(db, connectionId)
  return stores.length === 0 ? [] : [{ what: STORE_USE, count: stores.length }]
}

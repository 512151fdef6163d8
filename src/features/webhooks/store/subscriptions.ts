import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import type { GraphLogin } from '../../../platforms/graph-call.ts'

export type ToSubscribe = { login: GraphLogin; page_id: string | null; rights_granted: string[] }

export const findToSubscribe = async (
  db: Db,
  connectionId: string,
): Promise<ToSubscribe | undefined> =>
  (
    await sql<ToSubscribe>`
      select login, page_id, rights_granted from shared.connections where id = ${connectionId}::uuid`.execute(
      db,
    )
  ).rows[0]

/** Stores Meta's answer to a subscription; null for the error of one that it accepted. */
export async function storeSubscription(
  tx: Tx,
  connectionId: string,
  { fields, error }: { fields: readonly string[]; error: string | null },
): Promise<void> {
  await sql`
    insert into webhook_subscriptions (connection_id, fields, subscribed_at, error)
    select id, ${fields}::text[], case when ${error}::text is null then world_now() end, ${error}
    from shared.connections where id = ${connectionId}::uuid
    on conflict (connection_id) do update set
      fields = excluded.fields,
      subscribed_at = excluded.subscribed_at,
      error = excluded.error,
      requested_at = world_now()`.execute(tx)
}

export async function removeSubscription(tx: Tx, connectionId: string): Promise<void> {
  await tx.deleteFrom('webhook_subscriptions').where('connection_id', '=', connectionId).execute()
}

/** Connections in service that were never asked for, or were refused a day ago. */
export async function findUnsubscribed(db: Db, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from shared.connections c
    left join webhook_subscriptions s on s.connection_id = c.id
    where c.state in ('active', 'expiring')
      and (s.connection_id is null or s.subscribed_at is null and s.requested_at < world_now() - interval '1 day')
    order by c.id
    limit ${most}`.execute(db)
  return rows.map(({ id }) => id)
}

export type Subscription = {
  connection_id: string
  username: string
  fields: string[]
  subscribed_at: Date | null
  error: string | null
}

/** Returns the subscriptions of connected accounts; `owner` null sees all (`ownerScopeOf`). */
export async function listSubscriptions(
  db: Db,
  owner: string | null,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Subscription[]> {
  const { rows } = await sql<Subscription>`
    select c.id as connection_id, c.username, coalesce(s.fields, '{}') as fields, s.subscribed_at, s.error
    from shared.connections c
    left join webhook_subscriptions s on s.connection_id = c.id
    where (${owner}::uuid is null or c.owner_id = ${owner}::uuid)
      and (${after ?? null}::uuid is null or c.id > ${after ?? null}::uuid)
    order by c.id
    limit ${limit}`.execute(db)
  return rows
}

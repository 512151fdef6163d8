import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { PublishingAccount } from './publishing-accounts/settings.ts'

type Known = Pick<PublishingAccount, 'id' | 'username' | 'state' | 'account_id' | 'connection_id'>

/** Finds an account that reads creators, as editors would know it. */
export async function findReader(db: Db, id: string): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select a.id, a.username, a.id as account_id, null as connection_id,
      derived.pool_state_for_editors(a.state, x.state, a.rest_until > world_now()) as state
    from shared.instagram_accounts a left join shared.proxies x on x.id = a.proxy_id
    where a.id = ${id}::uuid and a.purpose = 'read'`.execute(db)
  return rows[0]
}

/** Reads when the account, of the pool or connected, was last checked; null: never. */
export async function readChecked(
  db: Db,
  {
    account_id: accountId,
    connection_id: connectionId,
  }: Pick<Known, 'account_id' | 'connection_id'>,
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select coalesce(
      (select last_verified_at from shared.instagram_accounts where id = ${accountId}::uuid),
      (select checked_at from shared.connections where id = ${connectionId}::uuid)) as at`.execute(
    db,
  )
  return rows[0]?.at ?? null
}

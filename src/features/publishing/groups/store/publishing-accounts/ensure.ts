import { sql } from 'kysely'
import type { Tx } from '../../../../../db/handles.ts'

/** Accounts of the pool and connections, by their ids. */
export type Members = { accounts: readonly string[]; connections: readonly string[] }

/**
 * Makes accounts of the pool and connections accounts that gramd publishes on, where they are not
 * yet. Returns the ids of all of them.
 */
export async function ensureAccounts(
  tx: Tx,
  { accounts, connections }: Members,
): Promise<string[]> {
  await sql`
    insert into publishing_accounts (account_id, connection_id, born_at, warmup_stage)
    select id, null::uuid, created_at, null::smallint from shared.instagram_accounts
      where id = any (${accounts}::uuid[])
    union all
    -- A connected account was somebody's before it was ours to publish on.
    select null, id, created_at, 3 from shared.connections where id = any (${connections}::uuid[])
    on conflict do nothing`.execute(tx)
  const { rows } = await sql<{ id: string }>`
    select id from publishing_accounts
    where account_id = any (${accounts}::uuid[]) or connection_id = any (${connections}::uuid[])`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

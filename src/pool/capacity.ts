import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import type { PoolLimits } from './limits.ts'

/** Accounts in service, and how many requests they may still send together before the hour of the first of them is over. */
export async function readCapacity(
  db: Db,
  { requestsPerHour }: Pick<PoolLimits, 'requestsPerHour'>,
): Promise<{ accounts: number; left: number }> {
  const { rows } = await sql<{ accounts: number; left: number }>`
    select count(*)::int as accounts, coalesce(sum(greatest(0, ${requestsPerHour}::int - sent.count)), 0)::int as left
    from instagram_accounts a
    join proxies p on p.id = a.proxy_id and p.state = 'active'
    cross join lateral (
      select count(*)::int as count from account_requests r
      where r.account_id = a.id and r.reserved_at > (select world_now()) - interval '1 hour'
    ) sent
    where a.state in ('new', 'active', 'resting')`.execute(db)
  return rows[0] ?? { accounts: 0, left: 0 }
}

import { sql } from 'kysely'
import type { Alert } from '../alerts/raise.ts'
import type { Tx } from '../db/database.ts'
import type { PoolLimits } from './limits.ts'

/** How many accounts are in service, counted no further than `most`: by index, whatever the size of the pool. */
export async function countInService(tx: Tx, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from (
      select from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
      where a.state in ('new', 'active', 'resting')
      limit ${most}
    ) counted`.execute(tx)
  return rows[0]?.count ?? 0
}

/** What people are told when the pool has become too small, after an account has left it. */
export async function sizeAlert(tx: Tx, limits: PoolLimits): Promise<Alert | undefined> {
  const { minAccounts } = limits
  const count = await countInService(tx, Math.max(1, minAccounts))
  const item = { in_service: count, min_accounts: minAccounts }
  if (count === 0) return { kind: 'pool_empty', cause: 'pool_empty', item }
  if (count < minAccounts) return { kind: 'pool_small', cause: 'pool_small', item }
  return undefined
}

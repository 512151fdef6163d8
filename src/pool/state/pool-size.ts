import { sql } from 'kysely'
import { CORE_ALERTS } from '../../alerts/kinds.ts'
import type { Alert } from '../../alerts/raise.ts'
import type { AccountPurpose } from '../../accounts/states.ts'
import type { Tx } from '../../db/handles.ts'
import type { PoolLimits } from './limits.ts'

/** Counts accounts of a purpose in service, up to `most`; the reading ones by index. */
export async function countInService(
  tx: Tx,
  most: number,
  purpose: AccountPurpose = 'read',
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from (
      select from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
      where a.purpose = ${sql.lit(purpose)} and a.state in ('new', 'active', 'resting')
      limit ${most}
    ) counted`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Returns the publishing accounts among these. */
export async function findPublishers(
  tx: Tx,
  accounts: readonly { accountId: string; purpose?: AccountPurpose }[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from instagram_accounts
    where id = any (${accounts.map(({ accountId }) => accountId)}::uuid[]) and purpose = 'publish'`.execute(
    tx,
  )
  const publishers = accounts.filter(({ purpose }) => purpose === 'publish')
  return new Set([...rows.map(({ id }) => id), ...publishers.map(({ accountId }) => accountId)])
}

/** Returns the alert of a small pool: an account left service (`hasLeft`), or all of them rest. */
export async function sizeAlert(
  tx: Tx,
  limits: PoolLimits,
  hasLeft: boolean,
): Promise<Alert | undefined> {
  const { minAccounts } = limits
  const count = await countInService(tx, Math.max(1, minAccounts))
  const size = { in_service: count, min_accounts: minAccounts }
  if (count === 0 || !(await anyWorks(tx))) {
    const { resting, returnsAt } = await readReturns(tx)
    const item = {
      ...size,
      in_service: resting,
      ...(returnsAt ? { returns_at: returnsAt.toISOString() } : {}),
    }
    return {
      ...CORE_ALERTS.pool_empty,
      cause: count === 0 ? 'pool_empty' : 'all_accounts_rest',
      item,
    }
  }
  if (hasLeft && count < minAccounts)
    return { ...CORE_ALERTS.pool_small, cause: 'pool_small', item: size }
  return undefined
}

/** Whether any account in service is not resting. */
async function anyWorks(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ works: boolean }>`
    select exists (
      select from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
      where a.purpose = 'read'
        and (a.state in ('new', 'active') or a.state = 'resting' and a.rest_until <= world_now())
    ) as works`.execute(tx)
  return rows[0]?.works ?? false
}

/**
 * Returns how many accounts rest, and the world time at which the first returns without a person.
 */
async function readReturns(tx: Tx): Promise<{ resting: number; returnsAt: Date | null }> {
  const { rows } = await sql<{ resting: number; returns_at: Date | null }>`
    select coalesce(sum(rests), 0)::integer as resting, min(returns_at) as returns_at
    from derived.account_counts`.execute(tx)
  return { resting: rows[0]?.resting ?? 0, returnsAt: rows[0]?.returns_at ?? null }
}

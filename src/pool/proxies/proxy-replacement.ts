import { takeSpare } from './store/proxies/spares.ts'
import { CORE_ALERTS } from '../../alerts/kinds.ts'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/handles.ts'
import { bindAccounts, type LockedProxy } from './proxy-accounts.ts'
import type { PoolLimits } from '../state/limits.ts'
import type { Changes } from '../state/transition.ts'

/** The accounts that get a spare instead of a dead proxy. */
type ReplacementRule = PoolLimits['replaceDeadProxies']

/** Whether the operator allows that account `a` gets a spare. */
export const mayGetSpare = (rule: ReplacementRule): RawBuilder<boolean> => {
  if (rule === 'publish') return sql<boolean>`a.purpose = 'publish'`
  return rule === 'all' ? sql<boolean>`true` : sql<boolean>`false`
}

/**
 * Moves the accounts of a dead proxy to an unused spare of its country, and back into service;
 * device and session stay. Accounts held by others stay for the next pass: they still send through
 * the old proxy. A proxy without a country is not replaced: an account must not seem to travel.
 * True when accounts moved. The caller has locked the dead proxy and holds the account `heldId`.
 */
export async function replaceProxy(
  tx: Tx,
  changes: Changes,
  dead: LockedProxy,
  { rule, heldId }: { rule: ReplacementRule; heldId: string | null },
): Promise<boolean> {
  if (rule === 'none' || dead.country === null) return false
  const movable = sql<boolean>`
    a.proxy_id = ${dead.id} and ${mayGetSpare(rule)}
    and (a.lease_token is null or a.lease_until < clock_timestamp() or a.id = ${heldId})`
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from instagram_accounts a where ${movable}) as waits`.execute(tx)
  if (rows[0]?.waits !== true) return false
  const spare = await takeSpare(tx, dead.country)
  if (!spare) return false
  const moved = await bindAccounts(tx, spare.id, movable, {
    event: 'proxy_replaced',
    detail: { from_proxy: dead.address, to_proxy: spare.address, proxy_id: spare.id },
  })
  changes.record(...moved)
  changes.alert({
    ...CORE_ALERTS.proxy_replaced,
    cause: 'proxy_replaced',
    item: {
      proxy_id: dead.id,
      proxy: dead.address,
      spare_id: spare.id,
      spare: spare.address,
      accounts: moved.length,
    },
  })
  return true
}

import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import { ACCOUNT_STATES, type AccountState } from '../../accounts/states.ts'
import { readFreeAccounts } from '../budget/free-accounts.ts'
import type { PoolLimits } from '../state/limits.ts'
import { readRenewalSwitch, type RenewalSwitch } from '../sessions/renewal-switch.ts'
import type { PoolStop } from '../state/stop.ts'

type ProxyState = 'active' | 'dead' | 'paused'

export type PoolStatus = {
  /** Accounts by state; every state is listed. */
  accounts: Record<AccountState, number>
  /** Proxies by state. */
  proxies: Record<ProxyState, number>
  /** Accounts on a live proxy that work now or will without a person. */
  in_service: number
  /** Fewer accounts in service raise an alert. */
  min_accounts: number
  stop: PoolStop | null
  automatic_renewal: RenewalSwitch
  /** Accounts that could be leased now; counted up to 200. */
  free: number
  /** World time; null when one is free now, or when unknown. */
  next_free_at: Date | null
}

export async function readPoolStatus(db: Db, limits: PoolLimits): Promise<PoolStatus> {
  const { rows } = await sql<{ state: string; count: number; in_service: number }>`
    select state, count, in_service from derived.account_counts`.execute(db)
  const { rows: proxies } = await sql<{ state: ProxyState; count: number }>`
    select state, count(*)::integer as count from proxies group by state`.execute(db)
  const { rows: stops } = await sql<PoolStop>`
    select cause, stopped_until as until from pool_stops where stopped_until > world_now()`.execute(
    db,
  )
  const { free, nextFreeAt } = await readFreeAccounts(db)
  const none = Object.fromEntries(ACCOUNT_STATES.map((state) => [state, 0]))
  const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  return {
    // The constraint of the column allows no other states.
    accounts: { ...none, ...counts } as PoolStatus['accounts'],
    proxies: {
      active: 0,
      dead: 0,
      paused: 0,
      ...Object.fromEntries(proxies.map(({ state, count }) => [state, count])),
    },
    in_service: rows.reduce((sum, row) => sum + row.in_service, 0),
    min_accounts: limits.minAccounts,
    stop: stops[0] ?? null,
    automatic_renewal: await readRenewalSwitch(db, limits),
    free,
    next_free_at: nextFreeAt,
  }
}

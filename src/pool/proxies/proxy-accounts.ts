import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/handles.ts'
import type { AccountState } from '../../accounts/states.ts'
import type { Transition } from '../state/transition.ts'

export type LockedProxy = {
  id: string
  state: string
  death_cause: string | null
  country: string | null
  /** Its label, or host:port. */
  address: string
}

/** The event recorded for accounts whose proxy changed. */
export type ProxyEvent = Pick<Transition, 'event' | 'code' | 'detail'>

type MovedRow = {
  id: string
  username: string
  from_state: AccountState
  to_state: AccountState
  rest_until: Date | null
}

/** Locks a proxy, everywhere before its accounts. */
export async function lockProxy(tx: Tx, proxyId: string): Promise<LockedProxy | undefined> {
  const { rows } = await sql<LockedProxy>`
    select id, state, death_cause, country, coalesce(label, host || ':' || port) as address from proxies
      where id = ${proxyId}
    for no key update`.execute(tx)
  return rows[0]
}

/** Locks the proxy of an account, whose state must not change during the transaction. */
export async function lockProxyOf(tx: Tx, accountId: string): Promise<void> {
  await sql`
    select from proxies p join instagram_accounts a on a.proxy_id = p.id
    where a.id = ${accountId}
    for no key update of p`.execute(tx)
}

/** Locks the accounts `a` that match `which` in id order, so that no two calls deadlock. */
const lockedWhere = (which: RawBuilder<boolean>) => sql`
  with locked as materialized (
    select a.id from instagram_accounts a where ${which} order by a.id for no key update
  )`

/** Takes the accounts of a locked proxy out of service; a rest keeps its end. */
export async function withdrawAccounts(
  tx: Tx,
  proxyId: string,
  message: string,
  event: ProxyEvent,
): Promise<Transition[]> {
  const inService = sql<boolean>`a.proxy_id = ${proxyId} and a.state in ('new', 'active', 'resting')`
  const { rows } = await sql<MovedRow>`
    ${lockedWhere(inService)}
    update instagram_accounts a
    set state = 'proxy_error', last_error = ${message}, updated_at = world_now()
    from locked where a.id = locked.id
    returning a.id, a.username, old.state as from_state, new.state as to_state, a.rest_until`.execute(
    tx,
  )
  return rows.map((row) => transitionOf(row, event))
}

/** Brings back accounts that a locked proxy kept out of service; rests and pauses continue. */
export async function returnAccounts(
  tx: Tx,
  proxyId: string,
  event: ProxyEvent,
): Promise<Transition[]> {
  const isAssigned = sql<boolean>`a.proxy_id = ${proxyId} and 'proxy_error' in (a.state, a.paused_from)`
  const moved = await bindAccounts(tx, proxyId, isAssigned, event)
  return moved.filter(({ from, to }) => from !== to)
}

/** Binds the accounts `a` that match `which` to a working proxy, which may bring them back. */
export async function bindAccounts(
  tx: Tx,
  proxyId: string,
  which: RawBuilder<boolean>,
  event: ProxyEvent,
): Promise<Transition[]> {
  const isOver = sql`a.state = 'proxy_error' and a.rest_until <= world_now()`
  const { rows } = await sql<MovedRow>`
    ${lockedWhere(which)}
    update instagram_accounts a
    set proxy_id = ${proxyId},
        state = case a.state when 'proxy_error' then derived.state_in_service(a) else a.state end,
        paused_from = case a.paused_from when 'proxy_error' then derived.state_in_service(a) else a.paused_from end,
        rest_until = case when ${isOver} then null else a.rest_until end,
        rest_code = case when ${isOver} then null else a.rest_code end,
        free_at = greatest(a.free_at, a.rest_until), updated_at = world_now()
    from locked where a.id = locked.id
    returning a.id, a.username, old.state as from_state, new.state as to_state, a.rest_until`.execute(
    tx,
  )
  return rows.map((row) => transitionOf(row, event))
}

const transitionOf = (row: MovedRow, event: ProxyEvent): Transition => ({
  accountId: row.id,
  username: row.username,
  from: row.from_state,
  to: row.to_state,
  restUntil: row.rest_until,
  ...event,
})

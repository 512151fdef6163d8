import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { LockedProxy } from '../../proxy-accounts.ts'

/** A proxy, with the parts that a connection needs. */
export type ProxyRow = {
  id: string
  protocol: string
  host: string
  port: number
  credentials: Buffer | null
}

/** The maximum number of proxies in one pass, and at a time. */
const MAX_PROXIES = 200

/** World time between two checks of a dead proxy. */
const REVIVAL_PAUSE = sql`interval '10 minutes'`

/**
 * World time for which the last sign of life of a proxy counts: shorter than the interval of
 * passes.
 */
const HEARD = sql`interval '10 minutes'`

export const isSilent = sql<boolean>`
  p.state = 'active' and coalesce(p.last_ok_at, '-infinity') <= (select world_now()) - ${HEARD}`

export const columns = sql`id, protocol, host, port, credentials`

/**
 * Takes silent proxies; they are not due before the next pass, so that replicas do not check the
 * same one.
 */
export async function takeSilentProxies(db: Db): Promise<ProxyRow[]> {
  const publishes = (which: RawBuilder<boolean>) => sql<boolean>`
    exists (select from instagram_accounts a where a.purpose = 'publish' and ${which})`
  const { rows } = await sql<ProxyRow>`
    update proxies set last_checked_at = world_now()
    where id in (
      select p.id from proxies p
      where ${isSilent} and coalesce(p.last_checked_at, '-infinity') <= (select world_now()) - ${HEARD}
        and (${publishes(sql`a.proxy_id = p.id`)} or p.is_spare and ${publishes(sql`true`)})
      order by p.last_checked_at nulls first
      limit ${MAX_PROXIES}
      for no key update skip locked
    )
    returning ${columns}`.execute(db)
  return rows
}

/**
 * Takes dead proxies to check, at most `most`, so that replicas do not check the same one for ten
 * minutes.
 */
export async function takeDeadProxies(db: Db, most: number): Promise<ProxyRow[]> {
  const { rows } = await sql<ProxyRow>`
    update proxies set last_checked_at = world_now()
    where id in (
      select id from proxies
      where state = 'dead' and death_cause = 'proxy_failed'
        and (last_checked_at is null or last_checked_at <= (select world_now()) - ${REVIVAL_PAUSE})
      order by last_checked_at nulls first
      limit ${most}
      for no key update skip locked
    )
    returning id, protocol, host, port, credentials`.execute(db)
  return rows
}

/** Stores that a proxy did not answer a check, with the error. */
export async function storeFailedCheck(db: Db, id: string, error: string): Promise<void> {
  await sql`
    update proxies set last_checked_at = world_now(), last_error = ${error}, updated_at = world_now()
    where id = ${id}`.execute(db)
}

/** Stores that a proxy answered a check, within so many milliseconds. */
export async function storeAnsweredCheck(tx: Tx, id: string, latencyMs: number): Promise<void> {
  await sql`
    update proxies
    set last_checked_at = world_now(), last_ok_at = world_now(), last_latency_ms = ${latencyMs},
      updated_at = world_now()
    where id = ${id}`.execute(tx)
}

/** Clears the strikes of a proxy that works. */
export async function clearStrikes(tx: Tx, id: string): Promise<void> {
  await sql`update proxies set strikes = 0, last_error = null where id = ${id}`.execute(tx)
}

/** Makes a proxy active, whatever stopped it. */
export async function activateProxy(tx: Tx, id: string): Promise<void> {
  await sql`
    update proxies
    set state_since = case when state = 'active' then state_since else world_now() end,
      state = 'active', strikes = 0, death_cause = null, last_error = null, updated_at = world_now()
    where id = ${id}`.execute(tx)
}

/** Stores that an operator has paused a proxy. */
export async function storePaused(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('proxies')
    .set({
      state: 'paused',
      state_since: sql<Date>`case when state = 'paused' then state_since else world_now() end`,
      death_cause: null,
      updated_at: sql<Date>`world_now()`,
    })
    .where('id', '=', id)
    .execute()
}

/** A proxy after a strike, with its state before. */
type StruckProxy = LockedProxy & { strikes: number; earlier_state: string }

/** Counts a strike against a proxy, which is dead from `maxStrikes` on. */
export async function storeStrike(
  tx: Tx,
  id: string | null,
  { code, text, maxStrikes }: { code: string; text: string; maxStrikes: number },
): Promise<StruckProxy | undefined> {
  const dies = sql`state = 'active' and strikes + 1 >= ${maxStrikes}`
  const { rows } = await sql<StruckProxy>`
    update proxies
    set strikes = strikes + 1, last_error = ${text}, last_checked_at = world_now(), updated_at = world_now(),
        state = case when ${dies} then 'dead' else state end,
        state_since = case when ${dies} then world_now() else state_since end,
        death_cause = case when ${dies} then ${code} else death_cause end
    where id = ${id}
    returning id, strikes, state, death_cause, country, coalesce(label, host || ':' || port) as address,
      old.state as earlier_state`.execute(tx)
  return rows[0]
}

/** Replaces the encrypted credentials of a proxy; false when they have changed. */
export async function replaceCredentials(
  db: Db,
  { id, value }: { id: string; value: Buffer },
  fresh: Buffer,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update proxies set credentials = ${fresh} where id = ${id} and credentials = ${value}`.execute(
    db,
  )
  return numAffectedRows === 1n
}

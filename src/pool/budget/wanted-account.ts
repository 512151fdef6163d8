import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../db/database.ts'
import { AccountOutOfServiceError, PoolRestingError } from '../../platforms/errors.ts'
import { COMES_BACK_MS, lookForAccounts } from './free-accounts.ts'
import type { PoolLimits } from '../state/limits.ts'
import { roundUp } from '../../db/round-up.ts'

type Parts = { db: Db; clock: Clock; limits: PoolLimits; limitsForSql: string }

/** One named account, as seen before a lease. */
type WantedAccount =
  /** World time from which it may be leased, as far as known, and the wait until then (0: now). */
  | { kind: 'in_service'; freeAt: Date; waitMs: number; isLeased: boolean }
  /** It needs a person or a proxy before it works again, or is not in the pool. */
  | { kind: 'out_of_service'; state: string | null }

type Row = {
  state: string
  is_in_service: boolean
  is_leased: boolean
  has_closed: boolean
  free_at: Date
  stopped_until: Date | null
  now: Date
}

/** Reads what a lease would see: stops, the proxy's state, a live lease, active hours. */
async function readWantedAccount(
  { db, limitsForSql }: Pick<Parts, 'db' | 'limitsForSql'>,
  username: string,
): Promise<WantedAccount> {
  const row = await readRow(db, username)
  if (!row?.is_in_service) return { kind: 'out_of_service', state: row?.state ?? null }
  if (!row.has_closed) return inService(row)
  // Reschedules accounts past their active hours, so that the next hours can be read.
  await lookForAccounts(db, limitsForSql)
  return inService((await readRow(db, username)) ?? row)
}

function inService({ now, free_at, stopped_until, is_leased: isLeased }: Row): WantedAccount {
  const comesBackAt = new Date(now.getTime() + COMES_BACK_MS)
  const freeAt = stopped_until ? roundUp(stopped_until) : isLeased ? comesBackAt : roundUp(free_at)
  const waitMs = Math.max(0, freeAt.getTime() - now.getTime())
  return { kind: 'in_service', freeAt, waitMs, isLeased }
}

async function readRow(db: Db, username: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select a.state, greatest(a.free_at, a.renewal_at) as free_at, world_now() as now,
      (a.state in ('new', 'active', 'resting') or a.state = 'needs_login' and a.renewal_at is not null)
        and coalesce(p.state = 'active', false) as is_in_service,
      coalesce(a.lease_until >= clock_timestamp(), false) as is_leased,
      coalesce(a.free_until <= world_now(), false) and a.lease_token is null as has_closed,
      (select max(s.stopped_until) from pool_stops s where s.stopped_until > world_now()) as stopped_until
    from instagram_accounts a left join proxies p on p.id = a.proxy_id
    where a.username = ${username}`.execute(db)
  return rows[0]
}

/**
 * Waits for an account that only waits out its gap. With `isOnly` no other account is acceptable:
 * throws AccountOutOfServiceError, or PoolRestingError with the world time at which it may be free.
 */
export async function awaitWanted(
  parts: Parts,
  { username, isOnly }: { username: string; isOnly: boolean },
  signal: AbortSignal,
): Promise<void> {
  const wanted = await readWantedAccount(parts, username)
  if (wanted.kind === 'out_of_service') {
    if (!isOnly) return
    const state = wanted.state ?? 'not in the pool'
    throw new AccountOutOfServiceError(`the account ${username} is out of service: ${state}`)
  }
  const { waitMs, isLeased } = wanted
  if (waitMs <= parts.limits.gapMaxMs && !isLeased) {
    await parts.clock.sleep(waitMs, signal)
  } else if (isOnly) {
    throw new PoolRestingError(`the account ${username} is not free`, wanted.freeAt)
  }
}

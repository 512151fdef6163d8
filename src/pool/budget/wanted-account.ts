import { sql } from 'kysely'
import type { AccountPurpose } from '../../accounts/states.ts'
import type { Clock } from '../../base/clock.ts'
import { roundUp } from '../../db/database.ts'
import type { Db } from '../../db/handles.ts'
import type { AccountCall } from '../../platforms/adapter.ts'
import { AccountOutOfServiceError, PoolRestingError } from '../../platforms/errors.ts'
import { COMES_BACK_MS, lookForAccounts } from './free-accounts.ts'
import { isLeased } from './lease.ts'
import type { PoolLimits } from '../state/limits.ts'

type Parts = { db: Db; clock: Clock; limits: PoolLimits }

/** A named account as a lease would see it. */
type WantedAccount = {
  state: string
  purpose: AccountPurpose
  /** False while it needs a person or a proxy before it works again. */
  is_in_service: boolean
  is_leased: boolean
  /** Its active hours are over. */
  has_closed: boolean
  free_at: Date
  stopped_until: Date | null
  now: Date
}

async function readWanted(db: Db, username: string): Promise<WantedAccount | undefined> {
  const { rows } = await sql<WantedAccount>`
    select a.state, a.purpose, greatest(a.free_at, a.renewal_at) as free_at, world_now() as now,
      ${isLeased} as is_leased,
      (a.state in ('new', 'active', 'resting') or a.state = 'needs_login' and a.renewal_at is not null)
        and coalesce(p.state = 'active', false) as is_in_service,
      coalesce(a.free_until <= world_now(), false) and a.lease_token is null as has_closed,
      (select max(s.stopped_until) from pool_stops s where s.stopped_until > world_now()) as stopped_until
    from instagram_accounts a left join proxies p on p.id = a.proxy_id
    where a.username = ${username}`.execute(db)
  return rows[0]
}

/** Reschedules it past its active hours first, so that the next hours can be read. */
async function readOpened(
  db: Db,
  limits: PoolLimits,
  username: string,
): Promise<WantedAccount | undefined> {
  const wanted = await readWanted(db, username)
  if (!wanted?.is_in_service || !wanted.has_closed) return wanted
  await lookForAccounts(db, limits)
  return (await readWanted(db, username)) ?? wanted
}

/** World time from which it may be leased, as far as known. */
function freeAt({ now, free_at, stopped_until, is_leased }: WantedAccount): Date {
  if (stopped_until) return roundUp(stopped_until)
  return is_leased ? new Date(now.getTime() + COMES_BACK_MS) : roundUp(free_at)
}

function whyOutOfService(wanted: WantedAccount | undefined, purpose: AccountPurpose): string {
  if (!wanted) return 'not in the pool'
  return wanted.purpose === purpose ? wanted.state : `its purpose is to ${wanted.purpose}`
}

/**
 * Waits a moment for the wanted account, if it only waits out its gap. With `only` no other account
 * is acceptable: throws AccountOutOfServiceError, or PoolRestingError with the world time at which
 * it may be free.
 */
export async function awaitWanted(
  { db, clock, limits }: Parts,
  { prefer, only, signal }: Pick<AccountCall, 'prefer' | 'only' | 'signal'>,
  purpose: AccountPurpose = 'read',
): Promise<void> {
  const username = only ?? prefer
  if (username === undefined) return
  const wanted = await readOpened(db, limits, username)
  if (!wanted?.is_in_service || wanted.purpose !== purpose) {
    if (only === undefined) return
    const reason = whyOutOfService(wanted, purpose)
    throw new AccountOutOfServiceError(`the account ${username} is out of service: ${reason}`)
  }
  const until = freeAt(wanted)
  const waitMs = Math.max(0, until.getTime() - wanted.now.getTime())
  if (waitMs <= limits.gapMaxMs && !wanted.is_leased) await clock.sleep(waitMs, signal)
  else if (only !== undefined)
    throw new PoolRestingError(`the account ${username} is not free`, until)
}

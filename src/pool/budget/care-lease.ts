import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { roundUp } from '../../db/database.ts'
import type { Db } from '../../db/handles.ts'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import { PoolRestingError } from '../../platforms/errors.ts'
import { isLeased, leaseForCare, type LeasedAccount, type Taking } from './lease.ts'

/** Real time that an operator waits for an account held by a task, and the time between tries. */
const WAIT_MS = 3_000
const LOOK_PAUSE_MS = 100

export type CareLease = { account: LeasedAccount; requestedAt: number }

/**
 * Leases one account for care, waiting a few seconds of real time while another holder has it.
 * Throws what `Pool.logIn` says.
 */
export async function waitForAccount(
  db: Db,
  accountId: string,
  taking: Taking,
  signal: AbortSignal,
): Promise<CareLease> {
  const giveUpAt = performance.now() + WAIT_MS
  for (;;) {
    signal.throwIfAborted()
    const lease = await leaseAtOnce(db, accountId, taking)
    if (!(lease instanceof Error)) return lease
    if (!(lease instanceof AtWorkError) || performance.now() > giveUpAt) throw lease
    await delay(LOOK_PAUSE_MS, undefined, { signal })
  }
}

/**
 * Returns the lease if the account is available for care now, or the reason why not. Throws
 * NoSuchRecordError.
 */
export async function leaseAtOnce(
  db: Db,
  accountId: string,
  taking: Taking,
): Promise<CareLease | Error> {
  for (;;) {
    const requestedAt = performance.now()
    const account = await leaseForCare(db, accountId, taking)
    if (account) return { account, requestedAt }
    const obstacle = await readObstacle(db, accountId)
    if (obstacle instanceof NoSuchRecordError) throw obstacle
    if (obstacle) return obstacle
  }
}

export class PausedError extends ConflictError {}

/** The account is held by other work. */
export class AtWorkError extends ConflictError {}

type ObstacleRow = {
  username: string
  state: string
  rest_until: Date | null
  rests: boolean
  is_leased: boolean
  proxy_state: string | null
}

/** Why an account cannot be leased for care; undefined when it can be now. */
async function readObstacle(db: Db, accountId: string): Promise<Error | undefined> {
  const { rows } = await sql<ObstacleRow>`
    select a.username, a.state, a.rest_until, coalesce(a.rest_until > world_now(), false) as rests,
      ${isLeased} as is_leased, p.state as proxy_state
    from instagram_accounts a left join proxies p on p.id = a.proxy_id
    where a.id = ${accountId}`.execute(db)
  const account = rows[0]
  if (!account) return new NoSuchRecordError(`there is no account ${accountId}`)
  const name = `the account '${account.username}'`
  if (account.state === 'paused') return new PausedError(`${name} is paused: resume it first`)
  if (account.rest_until && account.rests)
    return new PoolRestingError(`${name} rests`, roundUp(account.rest_until))
  if (account.proxy_state === null)
    return new ConflictError(`${name} has no proxy: give it one first`)
  if (account.proxy_state !== 'active') {
    const remedy = 'check it, resume it, or give the account another one'
    return new ConflictError(`the proxy of ${name} is ${account.proxy_state}: ${remedy}`)
  }
  if (account.is_leased) return new AtWorkError(`${name} is at work; try again in a minute`)
  return undefined
}

import { stopFor, BREAKER_CAUSE } from './stop.ts'
import { sql } from 'kysely'
import { CORE_ALERTS } from '../../alerts/kinds.ts'
import type { Alert } from '../../alerts/raise.ts'
import type { AccountPurpose } from '../../accounts/states.ts'
import type { Tx } from '../../db/handles.ts'
import type { PoolLimits } from './limits.ts'
import { countInService } from './pool-size.ts'

export type BreakerTrip = { alert: Alert; fields: Record<string, unknown> }

/** Fewer accounts than this may fail together by chance, even in a small pool. */
const MIN_FAILED = 3

/**
 * Stops the pool when too large a share of the accounts in service failed within ten minutes: the
 * cause is then probably gramd or the platform, and each further request would cost another
 * account. An account counts once; the event just recorded counts too. Returns undefined when the
 * share is small or the pool is stopped already.
 *
 * Failures are read by index, from ten minutes ago or the end of the last stop; accounts in service
 * are counted only up to a few times the failures. So the cost depends neither on the length of
 * the history nor on the size of the pool, and fewer than three failures cost two short reads.
 */
export async function tripBreaker(tx: Tx, limits: PoolLimits): Promise<BreakerTrip | undefined> {
  for (const failures of await readFailed(tx)) {
    const trip = await tripBy(tx, limits, failures)
    if (trip) return trip
  }
  return undefined
}

type Failures = { purpose: AccountPurpose; failed: number; gone: number }

/**
 * Accounts that publish and those that read are counted apart: the ones do not dilute the others.
 */
async function tripBy(
  tx: Tx,
  limits: PoolLimits,
  { purpose, failed, gone }: Failures,
): Promise<BreakerTrip | undefined> {
  if (failed < MIN_FAILED) return undefined
  // Trips exactly when failed >= share * (in service + failed and gone).
  const most = Math.floor(failed / limits.breakerShare) - gone
  const inService = await countInService(tx, most + 1, purpose)
  if (inService > most) return undefined
  const until = await stopFor(tx, limits.breakerMs)
  if (!until) return undefined
  const fields = { failed, accounts: inService + gone, stopped_until: until }
  return { fields, alert: { ...CORE_ALERTS.pool_paused, cause: BREAKER_CAUSE, item: fields } }
}

/**
 * How many accounts failed in service since `since` (world time, as PostgreSQL writes it), and how
 * many of them left service. The time is a parameter, so that the planner sees how few events
 * match.
 */
export const failedQuery = (since: string) => sql<Failures>`
  with failed as materialized (
    select distinct account_id from account_events where blames is not null and created_at > ${since}::timestamptz
  )
  select a.purpose, count(*) as failed, count(*) filter (where a.state not in ('new', 'active', 'resting')) as gone
  from failed join instagram_accounts a on a.id = failed.account_id
  group by a.purpose`

async function readFailed(tx: Tx): Promise<Failures[]> {
  // Failures before a stop have had their consequence; during a stop none count.
  const { rows: times } = await sql<{ since: string }>`
    select greatest(world_now() - interval '10 minutes',
      (select stopped_until from pool_stops))::text as since`.execute(tx)
  const since = times[0]?.since
  if (since === undefined) throw new Error('the database gave no time')
  return (await failedQuery(since).execute(tx)).rows
}

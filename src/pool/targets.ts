import { sql } from 'kysely'
import type { Db, Tx } from '../db/database.ts'
import { NoSuchRecordError } from '../errors.ts'
import { TargetSetAsideError } from '../platforms/errors.ts'
import type { PoolLimits } from './limits.ts'
import type { Changes } from './transition.ts'

/** A target that accounts met a challenge on. */
export type TargetView = {
  target: string
  /** The accounts it cost; null in the place of one that was removed since. */
  accounts: (string | null)[]
  last_at: Date
  /** World time; null while one account alone has met a challenge on it. */
  set_aside_until: Date | null
}

/** So many accounts may meet a challenge on a target before it is left alone. */
const MAX_ACCOUNTS = 2

type Noted = { until: Date; accounts: number; was_set_aside: boolean | null }

/**
 * Remembers that an account met a challenge on a target. The second account within `setAsideMs` sets it aside for as
 * long: it may be the target that costs accounts, and a third would be one too many. What the target is said to be, such
 * as deleted, is nothing that a challenge tells.
 */
export async function noteChallenge(
  tx: Tx,
  changes: Pick<Changes, 'alert'>,
  limits: PoolLimits,
  met: { target: string; accountId: string },
): Promise<void> {
  const span = sql`make_interval(secs => ${limits.setAsideMs / 1000})`
  const { rows } = await sql<Noted>`
    insert into pool_targets as t (target, account_ids) values (${met.target}, array[${met.accountId}::uuid])
    on conflict (target) do update set
      account_ids = case
        when t.last_at <= world_now() - ${span} then excluded.account_ids
        when t.account_ids @> excluded.account_ids then t.account_ids
        else t.account_ids || excluded.account_ids
      end,
      last_at = world_now()
    returning world_now() + ${span} as until, cardinality(new.account_ids) as accounts,
      old.set_aside_until > world_now() as was_set_aside`.execute(tx)
  const noted = rows[0]
  if (!noted || noted.accounts < MAX_ACCOUNTS) return
  const { until, accounts } = noted
  await sql`update pool_targets set set_aside_until = ${until} where target = ${met.target}`.execute(
    tx,
  )
  if (noted.was_set_aside === true) return
  changes.alert({
    kind: 'target_set_aside',
    cause: 'challenge_required',
    item: { target: met.target, accounts, until },
  })
}

/** Throws TargetSetAsideError while the target is left alone; says until when, and how to take it up again. */
export async function refuseSetAside(db: Db, target: string): Promise<void> {
  const { rows } = await sql<{ until: Date }>`
    select set_aside_until as until from pool_targets
    where target = ${target} and set_aside_until > world_now()`.execute(db)
  const until = rows[0]?.until
  if (!until) return
  throw new TargetSetAsideError(
    `two accounts met a challenge on ${target}; it is left alone until ${until.toISOString()}. ` +
      `To try it before: gramd pool release '${target}' (DELETE /api/pool/targets/{target})`,
    { until },
  )
}

/** What is set aside now, what ends last first. */
export async function listTargets(
  db: Db,
  page: { limit: number; offset?: number },
): Promise<TargetView[]> {
  const { rows } = await sql<TargetView>`
    select t.target, t.last_at, t.set_aside_until, array(
      select a.username from unnest(t.account_ids) with ordinality as met (id, n)
      left join instagram_accounts a on a.id = met.id
      order by met.n
    ) as accounts
    from pool_targets t
    where t.set_aside_until > (select world_now())
    order by t.set_aside_until desc, t.target
    limit ${page.limit} offset ${page.offset ?? 0}`.execute(db)
  return rows
}

/** An operator's word: the target may be tried again, at the risk of two more accounts. Throws NoSuchRecordError. */
export async function releaseTarget(db: Db, target: string): Promise<void> {
  const { rows } = await sql`
    delete from pool_targets where target = ${target} returning 1`.execute(db)
  if (rows.length === 0)
    throw new NoSuchRecordError(
      `the target '${target}' is not set aside; gramd pool targets lists them`,
    )
}

/** Forgets what no decision needs any more. Returns how many. */
export async function pruneTargets(db: Db, limits: PoolLimits): Promise<number> {
  const { rows } = await sql<{ pruned: number }>`
    with pruned as (
      delete from pool_targets
      where last_at < (select world_now()) - make_interval(secs => ${limits.setAsideMs / 1000})
        and (set_aside_until is null or set_aside_until < (select world_now()))
      returning 1
    )
    select count(*) as pruned from pruned`.execute(db)
  return rows[0]?.pruned ?? 0
}

/** Forgets targets, whether set aside or not; returns how many. */
export async function forgetTargets(tx: Tx, targets: readonly string[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from pool_targets where target = any (${targets}::text[])`.execute(tx)
  return Number(numAffectedRows)
}

import { CORE_ALERTS } from '../../alerts/kinds.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../db/handles.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import { TargetQuarantinedError } from '../../platforms/target-errors.ts'
import type { PoolLimits } from '../state/limits.ts'
import type { Changes } from '../state/transition.ts'

/** A target on which accounts met a challenge. */
export type TargetView = {
  target: string
  /** The accounts it cost; null for one removed since. */
  accounts: (string | null)[]
  last_at: Date
  /** World time; null while only one account met a challenge on it. */
  quarantined_until: Date | null
}

/** Accounts that meet a challenge on a target before it is quarantined. */
const MAX_ACCOUNTS = 2
/**
 * Successful requests on a target that offset one challenge: thousands of requests meet some by
 * chance. A scrape takes about ten requests, so a target that costs accounts never earns one. At
 * most three are saved: a target that was safe for long may cost no more once that has changed.
 */
const REQUESTS_PER_CHALLENGE = 50
const MAX_SAVED = 3 * REQUESTS_PER_CHALLENGE

/** The target, and its successful requests that are not counted yet. */
export type RequestedTarget = { target: string; answered: number }

type Noted = { until: Date; accounts: number; was_quarantined: boolean | null }

/**
 * Records that an account met a challenge on a target. The second account within `quarantineMs`
 * quarantines the target for as long: the target may be the cause, and must not cost a third
 * account. Unless successful requests since the first challenge offset it: 50 offset one, at most
 * 150 are saved; then the earlier account no longer counts. With one random challenge in 1,000
 * requests (a Poisson process), one list in twenty is quarantined, whatever its length, nearly
 * always by its second challenge: later ones are offset. Without savings it would be one in five of
 * 5,000 requests. A challenge says nothing about the target itself, such as that it is deleted.
 */
export async function noteChallenge(
  tx: Tx,
  changes: Pick<Changes, 'alert'>,
  limits: PoolLimits,
  met: RequestedTarget & { accountId: string },
): Promise<void> {
  const span = sql`make_interval(secs => ${limits.quarantineMs / 1000})`
  const answered = sql`least(t.answered + ${met.answered}::integer, ${sql.lit(MAX_SAVED)})`
  const price = sql.lit(REQUESTS_PER_CHALLENGE)
  const { rows } = await sql<Noted>`
    insert into pool_targets as t (target, account_ids) values (${met.target}, array[${met.accountId}::uuid])
    on conflict (target) do update set
      account_ids = case
        when t.last_at <= world_now() - ${span} then excluded.account_ids
        when t.account_ids @> excluded.account_ids then t.account_ids
        when ${answered} >= ${price} then excluded.account_ids
        else t.account_ids || excluded.account_ids
      end,
      answered = case
        when t.last_at <= world_now() - ${span} then 0
        when t.account_ids @> excluded.account_ids or ${answered} < ${price} then ${answered}
        else ${answered} - ${price}
      end,
      last_at = world_now()
    returning world_now() + ${span} as until, cardinality(new.account_ids) as accounts,
      old.quarantined_until > world_now() as was_quarantined`.execute(tx)
  const noted = rows[0]
  if (!noted || noted.accounts < MAX_ACCOUNTS) return
  const { until, accounts } = noted
  await sql`update pool_targets set quarantined_until = ${until} where target = ${met.target}`.execute(
    tx,
  )
  if (noted.was_quarantined === true) return
  changes.alert({
    ...CORE_ALERTS.target_quarantined,
    cause: 'challenge_required',
    item: { target: met.target, accounts, until },
  })
}

/** Counts successful requests on a target; only targets that cost an account have a row. */
export async function countAnswered(db: Db, target: string, count: number): Promise<void> {
  const most = sql.lit(MAX_SAVED)
  await sql`
    update pool_targets set answered = least(answered + ${count}::integer, ${most})
    where target = ${target} and answered < ${most}`.execute(db)
}

/**
 * Throws TargetQuarantinedError, with the end and the remedy, while the target is quarantined.
 * Returns whether it has cost an account, so that its successful requests count.
 */
export async function refuseQuarantined(db: Db, target: string): Promise<boolean> {
  const { rows } = await sql<{ until: Date | null }>`
    select case when quarantined_until > world_now() then quarantined_until end as until
    from pool_targets where target = ${target}`.execute(db)
  const [noted] = rows
  if (!noted?.until) return noted !== undefined
  const { until } = noted
  throw new TargetQuarantinedError(
    `two accounts met a challenge on ${target}; it is quarantined until ${until.toISOString()}. ` +
      `To try it earlier: gramd pool release '${target}' (DELETE /api/pool/targets/{target})`,
    { until },
  )
}

/** Quarantined targets, the latest end first. */
export async function listTargets(
  db: Db,
  page: { limit: number; offset?: number },
): Promise<TargetView[]> {
  const { rows } = await sql<TargetView>`
    select t.target, t.last_at, t.quarantined_until, array(
      select a.username from unnest(t.account_ids) with ordinality as met (id, n)
      left join instagram_accounts a on a.id = met.id
      order by met.n
    ) as accounts
    from pool_targets t
    where t.quarantined_until > (select world_now())
    order by t.quarantined_until desc, t.target
    limit ${page.limit} offset ${page.offset ?? 0}`.execute(db)
  return rows
}

/** Lets a target be tried again, at the risk of two more accounts. Throws NoSuchRecordError. */
export async function releaseTarget(db: Db, target: string): Promise<void> {
  const { rows } = await sql`
    delete from pool_targets where target = ${target} returning 1`.execute(db)
  if (rows.length === 0)
    throw new NoSuchRecordError(
      `the target '${target}' is not quarantined; gramd pool targets lists them`,
    )
}

/** Deletes targets that no decision needs. Returns how many. */
export async function pruneTargets(db: Db, limits: PoolLimits): Promise<number> {
  const { rows } = await sql<{ pruned: number }>`
    with pruned as (
      delete from pool_targets
      where last_at < (select world_now()) - make_interval(secs => ${limits.quarantineMs / 1000})
        and (quarantined_until is null or quarantined_until < (select world_now()))
      returning 1
    )
    select count(*) as pruned from pruned`.execute(db)
  return rows[0]?.pruned ?? 0
}

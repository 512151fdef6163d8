import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import { TargetSetAsideError } from '../../platforms/errors.ts'
import type { PoolLimits } from '../state/limits.ts'
import type { Changes } from '../state/transition.ts'

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
/**
 * So many requests on a target that went well pay for one more challenge on it: whoever asks
 * thousands of times meets some by chance. A scrape takes about ten requests, so a target that
 * costs accounts does not come so far. A saving for three is the most: a target that went well for
 * long may cost no more once that has changed.
 */
const REQUESTS_PER_CHALLENGE = 50
const MOST_SAVED = 3 * REQUESTS_PER_CHALLENGE

/**
 * What was asked about, and how many requests of its holder went well that nobody has counted yet.
 */
export type AskedTarget = { target: string; answered: number }

type Noted = { until: Date; accounts: number; was_set_aside: boolean | null }

/**
 * Remembers that an account met a challenge on a target. The second account within `setAsideMs`
 * sets it aside for as long: it may be the target that costs accounts, and a third would be one too
 * many. Unless requests on it have paid for that challenge: those that went well since the first,
 * of which 50 pay for one and 150 are remembered; then the earlier account is forgotten. With a
 * challenge by chance in 1,000 requests (a Poisson process), one list in twenty is set aside
 * however long it is, nearly always by its second challenge: after that there are savings. Were it
 * enough that 50 went well since the last one, with nothing saved, it would be one in five of 5,000
 * requests. What the target is said to be, such as deleted, is nothing that a challenge tells.
 */
export async function noteChallenge(
  tx: Tx,
  changes: Pick<Changes, 'alert'>,
  limits: PoolLimits,
  met: AskedTarget & { accountId: string },
): Promise<void> {
  const span = sql`make_interval(secs => ${limits.setAsideMs / 1000})`
  const answered = sql`least(t.answered + ${met.answered}::integer, ${sql.lit(MOST_SAVED)})`
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

/**
 * Counts requests on a target that went well; nothing is kept of a target that has cost no account.
 */
export async function countAnswered(db: Db, target: string, count: number): Promise<void> {
  const most = sql.lit(MOST_SAVED)
  await sql`
    update pool_targets set answered = least(answered + ${count}::integer, ${most})
    where target = ${target} and answered < ${most}`.execute(db)
}

/**
 * Throws TargetSetAsideError while the target is left alone; says until when, and how to take it up
 * again. Gives whether it has cost an account, so that what goes well on it counts.
 */
export async function refuseSetAside(db: Db, target: string): Promise<boolean> {
  const { rows } = await sql<{ until: Date | null }>`
    select case when set_aside_until > world_now() then set_aside_until end as until
    from pool_targets where target = ${target}`.execute(db)
  const [noted] = rows
  if (!noted?.until) return noted !== undefined
  const { until } = noted
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

/**
 * An operator's word: the target may be tried again, at the risk of two more accounts. Throws
 * NoSuchRecordError.
 */
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
export async function deleteTargets(tx: Tx, targets: readonly string[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from pool_targets where target = any (${targets}::text[])`.execute(tx)
  return Number(numAffectedRows)
}

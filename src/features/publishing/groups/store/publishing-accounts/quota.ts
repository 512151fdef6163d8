import type { Db, Tx } from '../../../../../db/handles.ts'
import type { Execution } from '../../../executions/store/executions.ts'
import { sql, type RawBuilder } from 'kysely'

/**
 * The wait when the posts that fill the quota are not gramd's: their time to leave its window is
 * unknown.
 */
const OTHERS_MS = 3_600_000

/** The most by which Meta's clock may be behind ours. */
const SKEW_MS = 60_000

/** A limit above what Meta lets an account publish within a window: 50, of some 100. */
const MAX_IN_WINDOW = 120

/**
 * The newest publications of an account, in the order of an index each: it has published for years.
 */
const newestOf = (account: RawBuilder<unknown>) => sql`
  (select o.id, o.posted_at, o.commit_sent_at from executions o
    where o.publishing_account_id = ${account} and o.posted_at is not null
    order by o.posted_at desc limit ${sql.lit(MAX_IN_WINDOW)})
  union
  (select o.id, o.posted_at, o.commit_sent_at from executions o
    where o.publishing_account_id = ${account} and o.commit_sent_at is not null
    order by o.commit_sent_at desc limit ${sql.lit(MAX_IN_WINDOW)})`

/**
 * Selects the quota of a connected account: what Meta reported, plus what was published since.
 * Other accounts have none.
 */
export const RESERVED = (accountId: string | null, executionId: string) => sql`
  select p.id, p.quota_total as total, p.quota_read_at as read_at, p.quota_full_until as full_until,
    p.quota_window_ms * interval '1 ms' as span, p.quota_used + (
      select count(*)::int from (${newestOf(sql`p.id`)}) e
      where e.id <> ${executionId}::uuid and coalesce(e.posted_at, e.commit_sent_at) > p.quota_read_at) as used
  from publishing_accounts p where p.id = ${accountId}::uuid`

/**
 * Stores and returns until when an account has used up its quota; null while some is left. If all
 * the posts in the window are gramd's, that is when the oldest leaves it. It is stored so that
 * users see which accounts wait for it.
 */
export async function readQuota(
  tx: Tx,
  { id, publishing_account_id: accountId }: Pick<Execution, 'id' | 'publishing_account_id'>,
): Promise<Date | null> {
  const { rows } = await sql<{ until: Date | null }>`
    with kept as (${RESERVED(accountId, id)}),
    own as (
      select count(*)::int as posts, min(coalesce(e.posted_at, e.commit_sent_at)) as oldest
      from kept cross join lateral (${newestOf(sql`kept.id`)}
      ) e
      where e.id <> ${id}::uuid and coalesce(e.posted_at, e.commit_sent_at) > world_now() - kept.span
    ),
    filled as (
      update publishing_accounts p set updated_at = world_now(), quota_full_until = case
          when own.posts >= kept.used and own.posts > 0 then own.oldest + kept.span + ${SKEW_MS} * interval '1 ms'
          else world_now() + ${OTHERS_MS} * interval '1 ms'
        end
      from kept, own
      where p.id = kept.id and kept.used >= kept.total and kept.read_at > world_now() - kept.span
        and coalesce(kept.full_until <= world_now(), true)
      returning p.quota_full_until as until
    )
    select coalesce((select until from filled), case when full_until > world_now() then full_until end) as until
    from kept`.execute(tx)
  return rows[0]?.until ?? null
}

/**
 * Clears the stored quota after Meta has reported that it is used up: Meta is asked before the next
 * post.
 */
export async function clearQuota(tx: Tx, accountId: string | null): Promise<void> {
  await sql`
    update publishing_accounts set quota_read_at = null, quota_full_until = null, updated_at = world_now()
    where id = ${accountId}::uuid`.execute(tx)
}

/** Stores how much of its quota an account has used, as Meta said at a time. */
export async function storeQuota(
  db: Db,
  accountId: string,
  quota: { used: number; total: number; durationMs: number; readAt: Date },
): Promise<void> {
  await sql`
    update publishing_accounts set quota_used = ${quota.used}, quota_total = ${quota.total},
      quota_window_ms = ${quota.durationMs}, quota_read_at = ${quota.readAt}, quota_full_until = null,
      updated_at = world_now()
    where id = ${accountId}::uuid`.execute(db)
}

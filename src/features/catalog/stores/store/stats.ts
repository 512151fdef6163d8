import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import { EDITABLE } from '../../fields/drafts.ts'

/** The duration of something in seconds; null while nothing was measured. */
type Duration = { median: number | null; p95: number | null }

export type StoreStats = {
  pending: number
  approved: number
  /** Approved drafts that the store itself approved. */
  approved_by_store: number
  rejected: number
  /** Scans and syncs that ended; cancelled ones do not count. */
  syncs: number
  syncs_failed: number
  /** Posts of these. */
  sync_posts: number
  sync_posts_failed: number
  /** Requests to the official API per day, since the first of them in the period. */
  requests_per_day: number | null
  expired: number
  /** Drafts that a person approved, after a correction. */
  edited: number
  cost_usd: number
  fields: { field: string; edited: number }[]
  /** Drafts by the day on which they were made, in a zone. */
  by_day: { day: string; pending: number; approved: number; declined: number }[]
  /**
   * The time from the publication of a post to its draft; of posts since the store follows its
   * account.
   */
  post_to_draft: Duration
  /** The time from a draft to the seller's approval. */
  draft_to_approval: Duration
}

const COUNTS = sql`counts as (
  select (count(*) filter (where status = 'pending'))::int as pending,
    (count(*) filter (where status = 'approved'))::int as approved,
    (count(*) filter (where status = 'approved' and decided_by = 'store'))::int as approved_by_store,
    (count(*) filter (where status = 'rejected'))::int as rejected,
    (count(*) filter (where status = 'expired'))::int as expired,
    (count(*) filter (where status = 'approved' and decided_by = 'person' and edits <> '{}'))::int as edited
  from drafts)`

const days = (zone: string) => sql`
  select ((created_at at time zone ${zone})::date)::text as day,
    (count(*) filter (where status = 'pending'))::int as pending,
    (count(*) filter (where status = 'approved'))::int as approved,
    (count(*) filter (where status in ('rejected', 'expired')))::int as declined
  from drafts group by 1 order by 1`

/** Returns the outcomes of a store's drafts that were made since then. */
export async function readStoreStats(
  db: Db,
  storeId: string,
  { since, now, zone }: { since: Date; now: Date; zone: string },
): Promise<StoreStats> {
  const { rows } = await sql<StoreStats>`
    with drafts as (
      select d.*, p.published_at, p.published_at >= s.followed_from as is_followed
      from stores s join product_drafts d on d.store_id = s.id
      cross join lateral (select published_at from catalog_posts where id = d.post_id limit 1) p
      where s.id = ${storeId}::uuid and d.created_at >= ${since}
    ),
    ${COUNTS}, days as (${days(zone)}),
    fields as (
      select f.field, (
        select count(*)::int from drafts d where ${byPerson} and d.edits ? f.field) as edited
      from unnest(${[...EDITABLE]}::text[]) with ordinality as f (field, at) order by f.at
    ),
    costs as (
      select coalesce(sum(cost_usd), 0)::float8 as cost_usd from catalog_posts
      where store_id = ${storeId}::uuid and created_at >= ${since}
    ),
    made as (
      select extract(epoch from created_at - published_at)::float8 as seconds from drafts where is_followed
    ),
    approved as (
      select extract(epoch from decided_at - created_at)::float8 as seconds from drafts
      where ${byPerson}
    ),
    syncs as (
      select count(*)::int as syncs, (count(*) filter (where s.status = 'failed'))::int as syncs_failed,
        coalesce(sum(c.total), 0)::int as sync_posts, coalesce(sum(c.failed), 0)::int as sync_posts_failed
      from catalog_syncs s left join lateral jsonb_to_record(s.counts) as c (total int, failed int) on true
      where s.store_id = ${storeId}::uuid and s.completed_at >= ${since} and s.status <> 'cancelled'
    ),
    calls as (
      select sum(requests) / greatest(1,
        extract(epoch from ${now}::timestamptz - min(day)) / 86400)::float8 as requests_per_day
      from catalog_requests where store_id = ${storeId}::uuid
        and day >= (${since}::timestamptz at time zone 'UTC')::date
    )
    select counts.*, costs.cost_usd, syncs.*, calls.requests_per_day,
      (select jsonb_agg(to_jsonb(fields)) from fields) as fields,
      (select coalesce(jsonb_agg(to_jsonb(days)), '[]') from days) as by_day,
      (select ${duration} from made) as post_to_draft,
      (select ${duration} from approved) as draft_to_approval
    from counts, costs, syncs, calls`.execute(db)
  const [row] = rows
  if (!row) throw new Error('nothing was counted')
  return row
}

/** The store's own approval is no decision about what was read. */
const byPerson = sql`status = 'approved' and decided_by = 'person'`

const duration = sql`jsonb_build_object(
  'median', percentile_cont(0.5) within group (order by seconds),
  'p95', percentile_cont(0.95) within group (order by seconds))`

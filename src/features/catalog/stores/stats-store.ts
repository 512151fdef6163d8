import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import { EDITABLE } from '../extract/extracted.ts'

/** How long something took, in seconds; null while nothing was measured. */
type Duration = { median: number | null; p95: number | null }

export type StoreStats = {
  pending: number
  approved: number
  /** Of them, by the store itself. */
  approved_by_store: number
  rejected: number
  expired: number
  /** Approved drafts that the seller had corrected before. */
  edited: number
  cost_usd: number
  fields: { field: string; edited: number }[]
  /** From the publication of a post to its draft; of posts since the store follows its account. */
  post_to_draft: Duration
  /** From a draft to the seller's approval. */
  draft_to_approval: Duration
}

/** What became of the drafts of a store that were made since then. */
export async function readStoreStats(db: Db, storeId: string, since: Date): Promise<StoreStats> {
  const { rows } = await sql<StoreStats>`
    with drafts as (
      select d.*, p.published_at, p.published_at >= s.followed_from as is_followed
      from stores s join product_drafts d on d.store_id = s.id
      cross join lateral (select published_at from catalog_posts where id = d.post_id limit 1) p
      where s.id = ${storeId}::uuid and d.created_at >= ${since}
    ),
    counts as (
      select (count(*) filter (where status = 'pending'))::int as pending,
        (count(*) filter (where status = 'approved'))::int as approved,
        (count(*) filter (where status = 'approved' and decided_by = 'store'))::int as approved_by_store,
        (count(*) filter (where status = 'rejected'))::int as rejected,
        (count(*) filter (where status = 'expired'))::int as expired,
        (count(*) filter (where status = 'approved' and edits <> '{}'))::int as edited
      from drafts
    ),
    fields as (
      select f.field, (
        select count(*)::int from drafts d where d.status = 'approved' and d.edits ? f.field) as edited
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
      where status = 'approved' and decided_by = 'person'
    )
    select counts.*, costs.cost_usd,
      (select jsonb_agg(to_jsonb(fields)) from fields) as fields,
      (select ${duration} from made) as post_to_draft,
      (select ${duration} from approved) as draft_to_approval
    from counts, costs`.execute(db)
  const [row] = rows
  if (!row) throw new Error('nothing was counted')
  return row
}

const duration = sql`jsonb_build_object(
  'median', percentile_cont(0.5) within group (order by seconds),
  'p95', percentile_cont(0.95) within group (order by seconds))`

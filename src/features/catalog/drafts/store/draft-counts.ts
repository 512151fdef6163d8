import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { OwnerScope } from '../../stores/store/owner-scope.ts'
import { matchesStore } from '../../stores/store/stores/stores.ts'
import { CLEAR } from './product-drafts/drafts.ts'

/** More pending ones are not counted, nor more of one other kind: an admin sees all stores. */
export const [MAX_PENDING, MAX_OTHERS] = [10_000, 2_000]

export type DraftCounts = {
  pending: number
  /** Pending ones of high confidence without a flag. */
  clear: number
  approved: number
  rejected: number
  expired: number
  conflicts: number
  resolved_conflicts: number
  skipped_posts: number
  /** When the first pending one expires; null for none. */
  first_expires_at: Date | null
  /** When gramd next looks for new posts of a store; null when it follows none. */
  next_poll_at: Date | null
}

/** Rows of each store along an index that begins with it; no more than are counted. */
const ofStores = (
  rows: ReturnType<typeof sql>,
  { most = MAX_OTHERS, columns = sql`` }: { most?: number; columns?: ReturnType<typeof sql> } = {},
) => sql`
  (select ${columns} from mine s cross join lateral (${rows} limit ${sql.lit(most)}) d
  limit ${sql.lit(most)}) d`

const draftsOf = (status: 'approved' | 'rejected' | 'expired') =>
  ofStores(sql`
    select from product_drafts d where d.store_id = s.id and d.status = ${sql.lit(status)}`)

const conflictsOf = (state: 'is null' | 'is not null') =>
  ofStores(sql`
    select from product_conflicts c where c.store_id = s.id and c.resolved_at ${sql.raw(state)}`)

/** The statement of the counts, for a test of its plan. */
const countsQuery = (scope: OwnerScope, storeId: string | undefined) => sql<DraftCounts>`
  with mine as materialized (
    select s.id, case when s.auto_sync and s.connection_id is not null then s.next_poll_at end as next_poll_at
    from stores s where ${matchesStore(scope, storeId)}
  )
  select p.pending, p.clear, p.first_expires_at,
    (select count(*)::int from ${draftsOf('approved')}) as approved,
    (select count(*)::int from ${draftsOf('rejected')}) as rejected,
    (select count(*)::int from ${draftsOf('expired')}) as expired,
    (select count(*)::int from ${conflictsOf('is null')}) as conflicts,
    (select count(*)::int from ${conflictsOf('is not null')}) as resolved_conflicts,
    (select count(*)::int from ${ofStores(sql`
      select from catalog_posts p where p.store_id = s.id and p.state = 'skipped'`)}) as skipped_posts,
    (select min(next_poll_at) from mine) as next_poll_at
  from (
    select count(*)::int as pending, count(*) filter (where ${CLEAR})::int as clear,
      min(d.expires_at) as first_expires_at
    from ${ofStores(
      sql`
      select confidence, flags, expires_at from product_drafts d
      where d.store_id = s.id and d.status = 'pending'`,
      { most: MAX_PENDING, columns: sql`d.*` },
    )}) p`

/** Counts the drafts of stores by their state, with what else a seller decides about. */
export async function readDraftCounts(
  db: Db,
  scope: OwnerScope,
  storeId: string | undefined,
): Promise<DraftCounts> {
  const { rows } = await countsQuery(scope, storeId).execute(db)
  const [counts] = rows
  if (!counts) throw new Error('an aggregate without a row')
  return counts
}

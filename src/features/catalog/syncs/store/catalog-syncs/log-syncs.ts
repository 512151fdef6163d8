import { sql } from 'kysely'
import type { Logger } from '../../../../../base/log/log.ts'
import type { Db } from '../../../../../db/handles.ts'

/** The maximum number of ended syncs in one statement; the next call takes the others. */
const AT_ONCE = 500

type EndedSync = {
  sync_id: string
  store_id: string
  type: string
  trigger: string
  status: string
  reason: string | null
  posts: number
  drafts: number
  updated: number
  skipped: number
  failed: number
  requests: number
  cost_usd: number
  duration_ms: number
}

/**
 * Writes one line for each scan and sync that has ended since the last call, whether the last of
 * its posts, a person or its task ended it. It sets `logged_at` first, so that no replica writes
 * the line twice.
 */
export async function logEndedSyncs(db: Db, log: Pick<Logger, 'info' | 'warn'>): Promise<void> {
  const { rows } = await sql<EndedSync>`
    with ended as (
      select id from catalog_syncs where logged_at is null and completed_at is not null
      order by completed_at limit ${AT_ONCE} for no key update skip locked
    ),
    marked as (
      update catalog_syncs s set logged_at = world_now() from ended where s.id = ended.id returning s.*
    )
    select s.id as sync_id, s.store_id, s.type, s.begun_by as trigger, s.status, s.reason,
      coalesce(c.total, 0) as posts,
      coalesce(c.drafts, 0) as drafts, coalesce(c.updated, 0) as updated, coalesce(c.skipped, 0) as skipped,
      coalesce(c.failed, 0) as failed, s.requests, coalesce(c.cost_usd, 0) as cost_usd,
      round(extract(epoch from s.completed_at - s.started_at) * 1000)::float8 as duration_ms
    from marked s
    left join lateral jsonb_to_record(s.counts)
      as c (total int, drafts int, updated int, skipped int, failed int, cost_usd float8) on true
    order by s.completed_at, s.id`.execute(db)
  for (const sync of rows)
    log[sync.status === 'failed' ? 'warn' : 'info'](sync, 'scan or sync of a store ended')
}

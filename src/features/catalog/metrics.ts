import { sql } from 'kysely'
import { sharing, type GaugeKind } from '../../base/metrics.ts'
import type { Db } from '../../db/handles.ts'
import type { Services } from '../services.ts'

type Counts = {
  succeeded: number
  partly: number
  failed: number
  posts: number
  posts_failed: number
  approved: number
  rejected: number
}

/**
 * Counts what happened in stores within 24 hours of world time; read once for all gauges of a
 * scrape.
 */
const readRecent = sharing(async (db: Db): Promise<Counts> => {
  const { rows } = await sql<Counts>`
    with since as materialized (select world_now() - interval '1 day' as at),
    syncs as (
      select s.status, c.total, c.failed
      from catalog_syncs s left join lateral jsonb_to_record(s.counts) as c (total int, failed int) on true
      where s.completed_at >= (select at from since) and s.status <> 'cancelled'
    ),
    decisions as (
      select status from product_drafts
      where decided_at >= (select at from since) and decided_by = 'person' and status in ('approved', 'rejected')
    )
    select (count(*) filter (where status = 'success'))::int as succeeded,
      (count(*) filter (where status = 'partial_success'))::int as partly,
      (count(*) filter (where status = 'failed'))::int as failed,
      (coalesce(sum(total), 0) - coalesce(sum(failed), 0))::int as posts, coalesce(sum(failed), 0)::int as posts_failed,
      (select count(*)::int from decisions where status = 'approved') as approved,
      (select count(*)::int from decisions where status = 'rejected') as rejected
    from syncs`.execute(db)
  const [row] = rows
  if (!row) throw new Error('nothing was counted')
  return row
})

const gauge = (
  name: string,
  help: string,
  label: 'status' | 'outcome',
  valuesOf: (counts: Counts) => Record<string, number>,
): GaugeKind<Services> => ({
  name,
  help,
  labelNames: [label],
  read: async ({ db }) =>
    Object.entries(valuesOf(await readRecent(db))).map(([value, count]) => ({
      labels: { [label]: value },
      value: count,
    })),
})

export const CATALOG_METRICS = [
  gauge(
    'gramd_catalog_recent_syncs',
    'Scans and syncs of stores that ended within 24 hours of world time, by status, over all ' +
      'processes; cancelled ones do not count.',
    'status',
    ({ succeeded, partly, failed }) => ({ success: succeeded, partial_success: partly, failed }),
  ),
  gauge(
    'gramd_catalog_recent_posts',
    'Posts of these scans and syncs, by outcome: ok or failed, over all processes.',
    'outcome',
    ({ posts, posts_failed: failed }) => ({ ok: posts, failed }),
  ),
  gauge(
    'gramd_catalog_recent_decisions',
    'Product drafts that people decided within 24 hours of world time, by outcome: approved ' +
      'or rejected, over all processes.',
    'outcome',
    ({ approved, rejected }) => ({ approved, rejected }),
  ),
]

import { sql } from 'kysely'
import type { GaugeKind } from '../../base/metrics.ts'
import type { Services } from '../services.ts'

/** Every way in which a publication ends: a series of each, also at 0. */
const ENDS = ['success', 'failed', 'unknown', 'skipped'] as const

const RECENT: GaugeKind<Services> = {
  name: 'gramd_publishing_recent_publications',
  help:
    'Publications that ended within 24 hours of world time, by status, over all processes; ' +
    'unknown: whether the post is there is not known.',
  labelNames: ['status'],
  async read({ db }) {
    const { rows } = await sql<{ status: string; count: number }>`
      with since as materialized (select world_now() - interval '1 day' as at)
      select status, count(*)::int as count from (
        select status from executions where ended_at >= (select at from since) and status <> 'cancelled'
        union all
        select status from executions where status = 'unknown' and updated_at >= (select at from since)
      ) e group by status`.execute(db)
    const counts = new Map(rows.map(({ status, count }) => [status, count]))
    return ENDS.map((status) => ({ labels: { status }, value: counts.get(status) ?? 0 }))
  },
}

export const PUBLISHING_METRICS = [RECENT]

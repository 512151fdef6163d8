import { sql } from 'kysely'
import type { GaugeKind } from '../../base/metrics.ts'
import type { Services } from '../services.ts'
import { syncOwnMedia } from './tasks/sync-own-media.ts'

const RECENT: GaugeKind<Services> = {
  name: 'gramd_own_media_recent_syncs',
  help: 'Syncs of own posts within 24 hours of world time, by outcome: ok (a reading was stored) or failed, over all processes.',
  labelNames: ['outcome'],
  async read({ db }) {
    const { rows } = await sql<{ ok: number; failed: number }>`
      with since as materialized (select world_now() - interval '1 day' as at)
      select (select count(*)::int from media_insights where collected_at >= (select at from since)) as ok,
        (select count(*)::int from shared.scrape_tasks
          where task_type = ${syncOwnMedia.name} and status = 'failed' and completed_at >= (select at from since)) as failed`.execute(
      db,
    )
    return Object.entries(rows[0] ?? {}).map(([outcome, value]) => ({ labels: { outcome }, value }))
  },
}

export const OWN_MEDIA_METRICS = [RECENT]

import { sql } from 'kysely'
import type { GaugeKind } from '../../base/metrics.ts'
import type { Services } from '../services.ts'

/** Stories that are stored, and how many of them Instagram may still show. */
export const STORIES_STORED: GaugeKind<Services> = {
  name: 'gramd_stories_stored',
  help: 'Stored stories of creators, by whether they are still live.',
  labelNames: ['live'],
  async read({ db }) {
    const { rows } = await sql<{ live: number; expired: number }>`
      select count(*) filter (where expires_at > now.at)::int as live,
        count(*) filter (where expires_at <= now.at)::int as expired
      from blog_stories cross join (select world_now() as at) now`.execute(db)
    const { live = 0, expired = 0 } = rows[0] ?? {}
    return [
      { labels: { live: 'true' }, value: live },
      { labels: { live: 'false' }, value: expired },
    ]
  },
}

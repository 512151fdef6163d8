import { sql } from 'kysely'
import type { GaugeKind } from '../../base/metrics.ts'
import type { Services } from '../services.ts'

/** Requests of readings within 24 hours, to compare with GRAMD_READING_REQUESTS_PER_DAY. */
export const REQUESTS_PLANNED: GaugeKind<Services> = {
  name: 'gramd_reading_requests',
  help: 'Requests that readings of campaigns have planned or made within 24 hours.',
  labelNames: [],
  async read({ db }) {
    const { rows } = await sql<{ requests: number }>`
      select coalesce(sum(requests), 0)::float8 as requests from reading_spending
      where hour >= date_trunc('hour', (select world_now())) - interval '23 hours'`.execute(db)
    return [{ labels: {}, value: rows[0]?.requests ?? 0 }]
  },
}

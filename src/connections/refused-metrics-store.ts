import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import type { RefusedMetrics } from '../platforms/graph-api.ts'

/** Keeps refused metrics for 24 hours, for all processes together. */
export const createRefusedMetricsStore = (db: Db): RefusedMetrics => ({
  async of({ login, version, type }) {
    const { rows } = await sql<{ metric: string }>`
      select metric from refused_metrics
      where login = ${login} and version = ${version} and media_type = ${type} and refused_until > world_now()`.execute(
      db,
    )
    return new Set(rows.map(({ metric }) => metric))
  },
  async add({ login, version, type }, metrics) {
    await sql`
      insert into refused_metrics (login, version, media_type, metric, refused_until)
      select ${login}, ${version}, ${type}, m, world_now() + interval '1 day'
      from unnest(${[...new Set(metrics)].toSorted()}::text[]) as m
      on conflict (login, version, media_type, metric) do update set refused_until = excluded.refused_until`.execute(
      db,
    )
  },
})

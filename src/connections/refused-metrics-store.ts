import { sql } from 'kysely'
import type { Db } from '../db/handles.ts'
import type { RefusedGap, RefusedMetrics } from '../platforms/graph-api.ts'

/** Stores refused metrics until their end, for all processes together. */
export const createRefusedMetricsStore = (db: Db): RefusedMetrics => ({
  async of({ login, version, type, objectId }) {
    const { rows } = await sql<{ metric: string; gap: RefusedGap }>`
      select metric, gap from refused_metrics
      where login = ${login} and version = ${version} and media_type = ${type}
        and object_id = any (${['', objectId ?? '']}::text[]) and refused_until > world_now()
      order by object_id`.execute(db)
    return new Map(rows.map(({ metric, gap }) => [metric, gap]))
  },
  async add({ login, version, type, objectId }, metrics, { gap, days }) {
    await sql`
      insert into refused_metrics (login, version, media_type, object_id, metric, gap, refused_until)
      select ${login}, ${version}, ${type}, ${objectId ?? ''}, m, ${gap}, world_now() + ${days} * interval '1 day'
      from unnest(${[...new Set(metrics)].toSorted()}::text[]) as m
      on conflict (login, version, media_type, object_id, metric)
        do update set gap = excluded.gap, refused_until = excluded.refused_until`.execute(db)
  },
})

/** Removes refusals of metrics that are over. */
export async function removeExpiredRefusals(db: Db): Promise<void> {
  await sql`delete from refused_metrics where refused_until < world_now()`.execute(db)
}

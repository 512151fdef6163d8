import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import {
  HISTORY_COLUMNS,
  type EngagementTrend,
  type HistoryColumn,
} from '../../../creators/fields.ts'

export async function storeSnapshot(
  tx: Tx,
  blogId: string,
  columns: Record<HistoryColumn, number | null> & { engagement_trend: EngagementTrend },
  isFull: boolean,
): Promise<void> {
  const { engagement_trend } = columns
  const numbers = Object.fromEntries(HISTORY_COLUMNS.map((column) => [column, columns[column]]))
  await tx
    .insertInto('blog_snapshots')
    .values({ ...numbers, blog_id: blogId, engagement_trend, is_full: isFull })
    .execute()
}

/** The time (world) before which something is too old. */
export const before = (keepMs: number) =>
  sql`(select world_now()) - make_interval(secs => ${keepMs / 1000})`

export const oldSnapshotsQuery = (blogIds: readonly string[], keepMs: number) => sql`
  delete from blog_snapshots where id = any (array(
    select s.id from unnest(${blogIds}::uuid[]) as b (id)
    cross join lateral (
      select id from blog_snapshots where blog_id = b.id and scraped_at < ${before(keepMs)} offset 0
    ) s
  ))`

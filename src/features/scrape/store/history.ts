import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { fromRow } from '../../../db/rows.ts'
import type { EarlierScrape } from '../metrics/followers.ts'

/**
 * The longest look back of any metric: jumps count for 180 days, and so does what was usual before
 * them.
 */
const METRICS_LOOK_BACK_DAYS = 365
const MAX_EARLIER_SCRAPES = 400

/** Returns the measurements of scrapes in the year before `now` (world time), newest first. */
export async function readHistory(db: Db, blogId: string, now: Date): Promise<EarlierScrape[]> {
  const { rows } = await sql<{
    scraped_at: Date
    follower_count: number | null
    er: number | null
  }>`
    select scraped_at, follower_count, case when is_full then er end as er from blog_snapshots
    where blog_id = ${blogId} and scraped_at < ${now}::timestamptz
      and scraped_at >= ${now}::timestamptz - make_interval(days => ${METRICS_LOOK_BACK_DAYS})
    order by scraped_at desc limit ${MAX_EARLIER_SCRAPES}`.execute(db)
  return rows.map(fromRow)
}

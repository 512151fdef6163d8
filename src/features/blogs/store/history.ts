import { sql, type RawBuilder } from 'kysely'
import type { z } from 'zod'
import type { Db } from '../../../db/handles.ts'
import { fromRow } from '../../../db/rows.ts'
import { HISTORY_COLUMNS } from '../../../creators/fields.ts'
import type { RowOf } from '../../../http/iso-times.ts'
import { followerChange } from '../../scrape/index.ts'
import type { GrowthView, PointView, RhythmView } from '../history-view.ts'

export type HistoryInterval = 'scrape' | 'week' | 'month'

type HistoryPoint = RowOf<z.output<typeof PointView>, 'at' | 'scraped_at'>

const POINT = sql`scraped_at, is_full, engagement_trend, ${sql.join(HISTORY_COLUMNS.map((column) => sql.ref(column)))},
  follower_change, follower_growth, days_before`

/**
 * The history of a creator, newest first: at most `limit` points, and only those whose `at` is
 * before `before`, which for the next page is the `at` of the last one. The change of the oldest
 * point of a page is against one that may not be on it. Empty for a blog that does not exist or was
 * never scraped.
 */
export async function historyOf(
  db: Db,
  blogId: string,
  options: { interval: HistoryInterval; limit: number; before?: Date | null },
): Promise<HistoryPoint[]> {
  const { interval, limit } = options
  const before = options.before ?? null
  const points: RawBuilder<HistoryPoint> =
    interval === 'scrape'
      ? sql`select scraped_at as at, 1 as scrapes, null::integer as posts, ${POINT}
          from derived.blog_history where blog_id = ${blogId}`
      : sql`select period as at, scrapes, posts, ${POINT}
          from derived.blog_periods where blog_id = ${blogId} and unit = ${interval}`
  const { rows } = await sql<HistoryPoint>`
    select * from (${points}) points
    where ${before}::timestamptz is null or at < ${before}::timestamptz
    order by at desc limit ${limit}`.execute(db)
  return rows
}

/** The windows of growth, in days. */
const GROWTH_WINDOWS = [7, 30, 90, 365] as const
const MAX_GROWTH_SCRAPES = 1_000

/**
 * The growth of a creator per week, month, quarter and year; a window without a scrape to compare
 * with is missing.
 */
export async function growthOf(
  db: Db,
  blogId: string,
): Promise<RowOf<z.output<typeof GrowthView>, 'since'>[]> {
  const { rows } = await sql<{ scraped_at: Date; follower_count: number }>`
    select scraped_at, follower_count from shared.blog_snapshots
    where blog_id = ${blogId} and follower_count is not null
    order by scraped_at desc limit ${MAX_GROWTH_SCRAPES}`.execute(db)
  const [last, ...earlier] = rows.map((row) => ({ ...fromRow(row), er: null }))
  if (!last) return []
  return GROWTH_WINDOWS.flatMap((days) => {
    const change = followerChange(last.followerCount, earlier, last.scrapedAt, days)
    if (change === null) return []
    return [
      {
        days,
        follower_count: last.followerCount,
        follower_growth: change.growth,
        since: change.since,
        follower_count_then: change.followersThen,
      },
    ]
  })
}

/**
 * When a creator posts, by the posts that are known; hours without posts are missing. At most 168.
 * In another time zone than UTC each post counts in its local hour, summer time included.
 */
export async function rhythmOf(
  db: Db,
  blogId: string,
  timeZone = 'UTC',
): Promise<z.output<typeof RhythmView>[]> {
  const { rows } = await sql<z.output<typeof RhythmView>>`
    select weekday, hour, posts, median_engagement
    from derived.blog_rhythm_in(${blogId}, ${timeZone}) order by weekday, hour`.execute(db)
  return rows
}

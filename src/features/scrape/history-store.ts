import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import { fromRow } from '../../db/rows.ts'
import { HISTORY_COLUMNS, type EngagementTrend, type HistoryColumn } from '../../creators/fields.ts'
import { followerChange, type EarlierScrape } from './metrics/followers.ts'

/** As far back as any metric looks: jumps are remembered for 180 days, and what was usual before them counts. */
const METRICS_LOOK_BACK_DAYS = 365
const MOST_EARLIER_SCRAPES = 400

/** What the scrapes of the year before `now` (world time) measured, newest first. */
export async function readHistory(db: Db, blogId: string, now: Date): Promise<EarlierScrape[]> {
  const { rows } = await sql<{
    scraped_at: Date
    follower_count: number | null
    er: number | null
  }>`
    select scraped_at, follower_count, case when is_full then er end as er from blog_snapshots
    where blog_id = ${blogId} and scraped_at < ${now}::timestamptz
      and scraped_at >= ${now}::timestamptz - make_interval(days => ${METRICS_LOOK_BACK_DAYS})
    order by scraped_at desc limit ${MOST_EARLIER_SCRAPES}`.execute(db)
  return rows.map(fromRow)
}

export type HistoryInterval = 'scrape' | 'week' | 'month'

/** A point of a creator's history: a scrape, or the last scrape of a week or month. Rates are fractions. */
export type HistoryPoint = Record<HistoryColumn, number | null> & {
  engagement_trend: EngagementTrend | null
  /** When it was scraped, or the start of the week (Monday) or month, UTC. */
  at: Date
  scraped_at: Date
  /** In the week or month; 1 of single scrapes. */
  scrapes: number
  /** Posts that are known to have been taken in the week or month; null of single scrapes. */
  posts: number | null
  /** False when the scrape found nothing new and read the profile alone. */
  is_full: boolean
  /** Against the point before, whose `at` is `days_before` days older; null of the first one. */
  follower_change: number | null
  follower_growth: number | null
  days_before: number | null
}

const POINT = sql`scraped_at, is_full, engagement_trend, ${sql.join(HISTORY_COLUMNS.map((column) => sql.ref(column)))},
  follower_change, follower_growth, days_before`

/**
 * The history of a creator, newest first: at most `limit` points, and only those whose `at` is before `before`, which
 * for the next page is the `at` of the last one. The change of the oldest point of a page is against one that may not
 * be on it. Empty for a blog that does not exist or was never scraped.
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
const MOST_GROWTH_SCRAPES = 1_000

/** How the followers changed until the last scrape. */
export type GrowthWindow = {
  /** The window. */
  days: number
  follower_count: number
  /** Relative change in `days` days, at the average pace since the scrape compared with (see follower-growth.ts). */
  follower_growth: number
  /** The scrape compared with, which may be younger or older than the window. */
  since: Date
  follower_count_then: number
}

/** The growth of a creator per week, month, quarter and year; a window without a scrape to compare with is missing. */
export async function growthOf(db: Db, blogId: string): Promise<GrowthWindow[]> {
  const { rows } = await sql<{ scraped_at: Date; follower_count: number }>`
    select scraped_at, follower_count from blog_snapshots
    where blog_id = ${blogId} and follower_count is not null
    order by scraped_at desc limit ${MOST_GROWTH_SCRAPES}`.execute(db)
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

/** Posts of one hour of the week: weekday 1 (Monday) to 7, hour 0 to 23, UTC. */
export type RhythmHour = {
  weekday: number
  hour: number
  posts: number
  /** Of likes + comments; null when no post shows both. */
  median_engagement: number | null
}

/** When a creator posts, by the posts that are known; hours without posts are missing. At most 168. */
export async function rhythmOf(db: Db, blogId: string): Promise<RhythmHour[]> {
  const { rows } = await sql<RhythmHour>`
    select weekday, hour, posts, median_engagement from derived.blog_rhythm
    where blog_id = ${blogId} order by weekday, hour`.execute(db)
  return rows
}

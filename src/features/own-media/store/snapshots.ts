import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'

export type Snapshot = { collected_at: Date; metrics: Record<string, number> }

type Page = {
  since?: Date | undefined
  until?: Date | undefined
  before?: Date | undefined
  limit: number
}

/** The snapshots of a post, newest first, before `before` (exclusive). */
export async function listSnapshots(db: Db, mediaId: string, page: Page): Promise<Snapshot[]> {
  return (await snapshotsQuery(mediaId, page).execute(db)).rows
}

function snapshotsQuery(mediaId: string, { since, until, before, limit }: Page) {
  const conditions = [
    sql`media_id = ${mediaId}::uuid`,
    ...(since ? [sql`collected_at >= ${since}`] : []),
    ...(until ? [sql`collected_at < ${until}`] : []),
    ...(before ? [sql`collected_at < ${before}`] : []),
  ]
  return sql<Snapshot>`
    select collected_at, metrics from media_insights
    where ${sql.join(conditions, sql` and `)}
    order by collected_at desc
    limit ${limit}`
}

/** The newest answers as they came, for debugging: those that are kept. */
export async function listRawAnswers(
  db: Db,
  mediaId: string,
  limit: number,
): Promise<{ collected_at: Date; raw: unknown }[]> {
  const { rows } = await sql<{ collected_at: Date; raw: unknown }>`
    select collected_at, raw from media_insights
    where media_id = ${mediaId}::uuid and raw is not null
    order by collected_at desc
    limit ${limit}`.execute(db)
  return rows
}

const HOUR_MS = 3_600_000
const HOURS = 48

/** The metrics that grow from hour to hour, by what Meta calls them. */
const GROWING = {
  views: 'views',
  reach: 'reach',
  likes: 'likes',
  comments: 'comments',
  saves: 'saved',
  shares: 'shares',
} as const
type Growing = keyof typeof GROWING

/** The growth of each metric per hour between two snapshots; null where one of them lacks it. */
export type Growth = {
  /** Hours from the publication to the later snapshot. */
  age_hours: number
  collected_at: Date
} & Record<Growing, number | null>

/** Returns when the snapshots of the first 48 hours end. */
export const endOfFirstDays = (publishedAt: Date): Date =>
  new Date(publishedAt.getTime() + HOURS * HOUR_MS)

/**
 * The growth per hour between snapshots (newest first) of the first 48 hours, oldest first. A post
 * has nothing when it is published, so the first snapshot has grown, too.
 */
export function growthOf(publishedAt: Date, snapshots: readonly Snapshot[]): Growth[] {
  const begun = publishedAt.getTime()
  const inTime = snapshots
    .filter(({ collected_at: at }) => at.getTime() > begun && at <= endOfFirstDays(publishedAt))
    .toReversed()
  return inTime.map(({ collected_at, metrics }, place): Growth => {
    const before = inTime[place - 1]
    const hours = (collected_at.getTime() - (before?.collected_at.getTime() ?? begun)) / HOUR_MS
    const gained = (name: Growing): number | null => {
      const [now, then] = [metrics[GROWING[name]], before ? before.metrics[GROWING[name]] : 0]
      return now === undefined || then === undefined ? null : rounded((now - then) / hours)
    }
    return {
      age_hours: rounded((collected_at.getTime() - begun) / HOUR_MS),
      collected_at,
      views: gained('views'),
      reach: gained('reach'),
      likes: gained('likes'),
      comments: gained('comments'),
      saves: gained('saves'),
      shares: gained('shares'),
    }
  })
}

const rounded = (value: number): number => Math.round(value * 100) / 100

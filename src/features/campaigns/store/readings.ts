import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { TimedCounts } from '../at-age.ts'

/** A reading as JSON: seconds, likes, comments, plays, views. */
type Point = [number, number | null, number | null, number | null, number | null]

/**
 * The readings of each post of a campaign, one row a post: thousands of rows take longer to read
 * than to find.
 */
const readingsQuery = (listId: string) => sql<{ id: string; points: Point[] }>`
  select result.id, measured.points
  from campaign_results result
  cross join lateral (
    select jsonb_agg(jsonb_build_array(extract(epoch from read_at), like_count, comment_count,
      play_count, view_count) order by read_at) as points
    from shared.post_readings reading
    where reading.blog_id = result.author_id and reading.platform_id = result.platform_id
  ) measured
  where result.list_id = ${listId}::uuid and result.kind = 'post' and result.untied_at is null
    and measured.points is not null`

/** The readings of the posts of a campaign, by result. */
export async function readReadings(
  db: Db,
  listId: string,
): Promise<ReadonlyMap<string, readonly TimedCounts[]>> {
  const { rows } = await readingsQuery(listId).execute(db)
  return new Map(
    rows.map(({ id, points }) => [
      id,
      points.map(([seconds, likes, comments, plays, views]) => ({
        at: new Date(seconds * 1_000),
        likes,
        comments,
        plays,
        views,
      })),
    ]),
  )
}

import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { valuesAtAge } from './values-at-age.ts'

/** The newest Reels that say when posts do well. */
export const MAX_REELS = 100
/** The age at which they are compared, in hours. */
export const AGE = 24
/** Hours of a cell: a shorter one would have too few Reels. */
export const BLOCK = 3
/** One Reel says nothing about its time. */
export const MIN_REELS = 2
/** A median of fewer Reels is not what is usual. */
const MIN_USUAL = 3

export type BestTimes = {
  posts: number
  usual_views: number | null
  times: { weekday: number; hour: number; posts: number; views: number; share: number | null }[]
}

/** The statement of the best times, for a test of its plan. */
const bestTimesQuery = (connectionId: string, timeZone: string) => sql<BestTimes>`
  with reels as materialized (
    select m.id, m.published_at, ${sql.lit(AGE)} as hours from own_media m
    where m.connection_id = ${connectionId}::uuid and m.type = 'REEL' and m.deleted_at is null
    order by m.published_at desc, m.id desc limit ${sql.lit(MAX_REELS)}
  ),
  at_age as materialized (${valuesAtAge({ posts: sql`select * from reels`, counts: ['views'] })}),
  usual as (
    select count(*)::int as posts, case when count(*) >= ${sql.lit(MIN_USUAL)}
      then percentile_cont(0.5) within group (order by value) end as median
    from at_age
  ),
  times as (
    select extract(isodow from local)::int as weekday,
      (extract(hour from local)::int / ${sql.lit(BLOCK)}) * ${sql.lit(BLOCK)} as hour, count(*)::int as posts,
      percentile_cont(0.5) within group (order by value) as views
    from at_age cross join lateral (select published_at at time zone ${timeZone} as local) l
    group by 1, 2
  )
  select u.posts, u.median as usual_views,
    (select coalesce(jsonb_agg(jsonb_build_object('weekday', t.weekday, 'hour', t.hour, 'posts', t.posts,
      'views', t.views, 'share', case when t.posts >= ${sql.lit(MIN_REELS)}
        then t.views / nullif(u.median, 0) - 1 end) order by t.weekday, t.hour), '[]') from times t) as times
  from usual u`

/** Returns how the Reels of an account do by weekday and time of day at which they were posted. */
export async function readBestTimes(
  db: Db,
  connectionId: string,
  timeZone: string,
): Promise<BestTimes> {
  const { rows } = await bestTimesQuery(connectionId, timeZone).execute(db)
  const [row] = rows
  if (!row) throw new Error('an aggregate without a row')
  return row
}

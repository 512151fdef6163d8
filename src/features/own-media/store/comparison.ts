import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { previewHash } from './previews.ts'
import { valuesAtAge } from './values-at-age.ts'

/** The newest Reels, which are compared, and the Reels before them, which say what is usual. */
export const [NEWEST, COMPARED] = [3, 20]
/** Fewer Reels have no usual value. */
const MIN_COMPARED = 3
/** Ages of the curve, in hours; the last is the one that expectations are for. */
export const AGES = [1, 6, 12, 24, 36, 48] as const
export const LAST_AGE = 48
/** Metrics at the last age, by Meta's names: these only grow, and the average may fall. */
const COUNTS = ['reach', 'saved', 'shares', 'likes', 'comments'] as const
const AVERAGE = 'ig_reels_avg_watch_time'
const [ONE_QUARTER, HALF, THREE_QUARTERS] = [0.25, 0.5, 0.75]
/** More Reels are not counted. */
const MAX_COUNTED = 10_000

type Band = { low: number; median: number; high: number; posts: number }

type ComparedReel = {
  id: string
  caption: string | null
  permalink: string | null
  preview_hash: string | null
  published_at: Date
  /** At its newest reading with views. */
  age_hours: number | null
  views: number | null
  /** The views of Reels before it at the same age, or at the last age of the curve. */
  usual: Band | null
  curve: { age_hours: number; views: number }[]
}

export type Comparison = {
  reels: number
  compared: number
  newest: ComparedReel[]
  usual: (Band & { age_hours: number })[]
  /** By Meta's names, at the last age. */
  usual_metrics: (Band & { name: string })[]
}

const percentile = (share: number) =>
  sql`percentile_cont(${sql.lit(share)}) within group (order by value)`

const band = sql`${percentile(ONE_QUARTER)} as low, ${percentile(HALF)} as median,
  ${percentile(THREE_QUARTERS)} as high, count(*)::int as posts`

type Compared = {
  /** Posts with their `place`: the newest first, then those that say what is usual. */
  posts: ReturnType<typeof sql>
  newest: number
  /** A subquery with the number of all. */
  count: ReturnType<typeof sql>
}

const compared = ({ posts, newest, count }: Compared) => sql<Comparison>`
  with reels as materialized (
    ${posts}
  ),
  views as materialized (${valuesAtAge({
    posts: sql`select id, published_at, place, hours from reels, unnest(${AGES}::int[]) as a (hours)`,
    counts: ['views'],
  })}),
  at_last as materialized (${valuesAtAge({
    posts: sql`
      select id, published_at, place, ${sql.lit(LAST_AGE)} as hours from reels where place > ${sql.lit(newest)}`,
    counts: COUNTS,
    averages: [AVERAGE],
  })})
  select
    ${count} as reels,
    (select count(*)::int from reels where place > ${sql.lit(newest)}) as compared,
    (select coalesce(jsonb_agg(to_jsonb(u) order by u.age_hours), '[]') from (
      select hours as age_hours, ${band} from views where place > ${sql.lit(newest)}
      group by hours having count(*) >= ${sql.lit(MIN_COMPARED)}) u) as usual,
    (select coalesce(jsonb_agg(to_jsonb(u)), '[]') from (
      select name, ${band} from at_last group by name having count(*) >= ${sql.lit(MIN_COMPARED)}) u) as usual_metrics,
    (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'caption', m.caption, 'permalink', m.permalink,
      'preview_hash', ${previewHash}, 'published_at', m.published_at, 'age_hours', reading.age_hours,
      'views', reading.views, 'usual', case when usual.posts is not null then to_jsonb(usual) end,
      'curve', (
        select coalesce(jsonb_agg(jsonb_build_object('age_hours', v.hours, 'views', v.value) order by v.hours), '[]')
        from views v where v.id = m.id)) order by m.place), '[]')
    from reels m
    left join lateral (
      select (i.metrics ->> 'views')::float8 as views,
        extract(epoch from i.collected_at - m.published_at)::float8 / 3600 as age_hours,
        least(i.collected_at - m.published_at, ${sql.lit(LAST_AGE)} * interval '1 hour') as age
      from media_insights i where i.media_id = m.id and i.metrics ? 'views'
      order by i.collected_at desc limit 1
    ) reading on true
    left join lateral derived.usual_views(m.id, reading.age) usual on true
    where m.place <= ${sql.lit(newest)}) as newest`

/** The statement for an account, for a test of its plan. */
const comparisonQuery = (connectionId: string) => {
  const own = sql`m.connection_id = ${connectionId}::uuid and m.type = 'REEL' and m.deleted_at is null`
  return compared({
    posts: sql`
      select m.*, row_number() over (order by m.published_at desc, m.id desc)::int as place
      from own_media m where ${own}
      order by m.published_at desc, m.id desc limit ${sql.lit(NEWEST + COMPARED)}`,
    newest: NEWEST,
    count: sql`(select count(*)::int from (
      select from own_media m where ${own} limit ${sql.lit(MAX_COUNTED)}) c)`,
  })
}

/** The statement for one post and those of its account and type before it. */
const postComparisonQuery = (mediaId: string) =>
  compared({
    posts: sql`
      select m.*, row_number() over (order by m.published_at desc, m.id desc)::int as place
      from own_media own join own_media m on m.connection_id = own.connection_id and m.type = own.type
        and (m.deleted_at is null or m.id = own.id) and (m.published_at, m.id) <= (own.published_at, own.id)
      where own.id = ${mediaId}::uuid
      order by m.published_at desc, m.id desc limit ${sql.lit(1 + COMPARED)}`,
    newest: 1,
    count: sql`0`,
  })

/** Compares the newest Reels of an account with those before them, at equal ages. */
export const readComparison = async (db: Db, connectionId: string): Promise<Comparison> =>
  await read(db, comparisonQuery(connectionId))

/** Compares a post with those of its account and type before it, at equal ages. */
export const readPostComparison = async (db: Db, mediaId: string): Promise<Comparison> =>
  await read(db, postComparisonQuery(mediaId))

async function read(db: Db, query: ReturnType<typeof compared>): Promise<Comparison> {
  const { rows } = await query.execute(db)
  const [row] = rows
  if (!row) throw new Error('an aggregate without a row')
  const newest = row.newest.map((reel) => ({ ...reel, published_at: new Date(reel.published_at) }))
  return { ...row, newest }
}

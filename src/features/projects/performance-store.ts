import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { BindingKind } from './bindings-store.ts'

/** Ages at which posts are compared, in hours. */
const AGES = [1, 6, 24, 48, 168, 336, 720] as const
/** A snapshot stands for an age when it is at most this much younger, as a share of the age. */
const YOUNGEST_SHARE = 0.5
/** Posts of the same account and type, published before, with which a post is compared. */
const POSTS_COMPARED = 20
/** Fewer posts have no typical value. */
const LEAST_COMPARED = 3
/** The newest posts of an answer get a curve; each costs a look at some hundred snapshots. */
const MOST_CURVES = 50

export type PostRow = {
  binding_id: string
  kind: BindingKind
  version_id: string
  media_id: string
  permalink: string | null
  type: string
  published_at: Date
  last_synced_at: Date | null
  deleted_at: Date | null
  /** The newest snapshot; null before the first. */
  collected_at: Date | null
  metrics: Readonly<Record<string, number>> | null
}

/** The posts of these versions with their newest numbers, the newest post first. */
export async function readPosts(db: Db, versionIds: readonly string[]): Promise<PostRow[]> {
  if (versionIds.length === 0) return []
  const { rows } = await postsQuery(versionIds).execute(db)
  return rows
}

export const postsQuery = (versionIds: readonly string[]): RawBuilder<PostRow> =>
  sql<PostRow>`
    select b.id as binding_id, b.kind, b.version_id, media.id as media_id, media.permalink, media.type,
      media.published_at, media.last_synced_at, media.deleted_at, newest.collected_at, newest.metrics
    from bindings b
    join shared.own_media media on media.id = b.media_id
    left join lateral (
      select s.collected_at, s.metrics from shared.media_insights s
      where s.media_id = media.id order by s.collected_at desc limit 1
    ) newest on true
    where b.version_id = any (${[...versionIds]}::uuid[])
    order by media.published_at desc, media.id desc`

/** What a post had at an age, beside what posts before it had. */
export type CurvePoint = {
  media_id: string
  age_hours: number
  views: number
  /** The median of the posts before; null for fewer than three. */
  typical_views: number | null
}

/** The curves of the first of these posts, by age. */
export async function readCurves(db: Db, posts: readonly PostRow[]): Promise<CurvePoint[]> {
  const ids = posts.slice(0, MOST_CURVES).map(({ media_id }) => media_id)
  if (ids.length === 0) return []
  const { rows } = await curvesQuery(ids).execute(db)
  return rows
}

export const curvesQuery = (mediaIds: readonly string[]): RawBuilder<CurvePoint> =>
  sql<CurvePoint>`
    with asked as (
      select id, connection_id, type, published_at from shared.own_media where id = any (${[...mediaIds]}::uuid[])
    ),
    compared as (
      select id as asked_id, id, published_at from asked
      union all
      select asked.id, before.id, before.published_at
      from asked cross join lateral (
        select m.id, m.published_at from shared.own_media m
        where m.connection_id = asked.connection_id and m.type = asked.type
          and (m.published_at, m.id) < (asked.published_at, asked.id)
        order by m.published_at desc, m.id desc
        limit ${POSTS_COMPARED}
      ) before
    ),
    point as (
      select compared.asked_id, compared.id, age.hours, (at_age.metrics ->> 'views')::float8 as views
      from compared
      cross join unnest(${[...AGES]}::int[]) age (hours)
      cross join lateral (
        select s.metrics from shared.media_insights s
        where s.media_id = compared.id
          and s.collected_at <= compared.published_at + make_interval(hours => age.hours)
          and s.collected_at > compared.published_at + ${YOUNGEST_SHARE} * make_interval(hours => age.hours)
        order by s.collected_at desc limit 1
      ) at_age
      where at_age.metrics ? 'views'
    )
    select asked_id as media_id, hours as age_hours,
      max(views) filter (where id = asked_id) as views,
      case when count(*) filter (where id <> asked_id) >= ${LEAST_COMPARED}
        then percentile_cont(0.5) within group (order by views) filter (where id <> asked_id) end as typical_views
    from point
    group by asked_id, hours
    having count(*) filter (where id = asked_id) > 0
    order by asked_id, hours`

/** Versions that advice is about: the newest whose post is old enough, and the one of that kind before it. */
export async function findAdvised(
  db: Db,
  projectId: string,
  settledHours: number,
): Promise<{ id: string; isSettled: boolean }[]> {
  const { rows } = await sql<{ id: string; isSettled: boolean }>`
    select id, "isSettled" from (
      select v.id, v.number, bool_or(newest.collected_at >= media.published_at + make_interval(hours => ${settledHours}))
        as "isSettled"
      from project_versions v
      join bindings b on b.version_id = v.id
      join shared.own_media media on media.id = b.media_id
      cross join lateral (
        select max(s.collected_at) as collected_at from shared.media_insights s where s.media_id = media.id
      ) newest
      where v.project_id = ${projectId} and newest.collected_at is not null
      group by v.id
    ) measured
    order by "isSettled" desc, number desc
    limit 2`.execute(db)
  return rows
}

import { sql, type RawBuilder } from 'kysely'
import type { Reading } from '../../../base/value-at-age.ts'
import type { Db } from '../../../db/handles.ts'
import { recordset } from '../../../db/rows.ts'
import type { BindingKind } from './bindings.ts'

/** Readings on each side of an age: a metric may be missing in the nearest ones. */
const READINGS_A_SIDE = 3

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
  /** The length of its video, in milliseconds. */
  length_ms: number | null
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
      media.published_at, media.last_synced_at, media.deleted_at,
      coalesce(media.duration_ms, version.length_seconds * 1000) as length_ms, newest.collected_at, newest.metrics
    from bindings b
    join project_versions version on version.id = b.version_id
    join shared.own_media media on media.id = b.media_id
    left join lateral (
      select s.collected_at, s.metrics from shared.media_insights s
      where s.media_id = media.id order by s.collected_at desc limit 1
    ) newest on true
    where b.version_id = any (${[...versionIds]}::uuid[])
    order by media.published_at desc, media.id desc`

/** An age at which the numbers of a post are asked for. */
export type RequestedAge = { media_id: string; hours: number }

/** A snapshot near an asked age. */
export type ReadingRow = RequestedAge & {
  age_hours: number
  metrics: Readonly<Record<string, number>>
}

/** The snapshots nearest to each asked age, before and after it. */
export async function readReadings(db: Db, points: readonly RequestedAge[]): Promise<ReadingRow[]> {
  if (points.length === 0) return []
  const { rows } = await readingsQuery(points).execute(db)
  return rows
}

const ageOf = (collectedAt: RawBuilder<unknown>, publishedAt: RawBuilder<unknown>) =>
  sql<number>`(extract(epoch from ${collectedAt} - ${publishedAt}) / 3600)::float8`

export const readingsQuery = (points: readonly RequestedAge[]): RawBuilder<ReadingRow> =>
  sql<ReadingRow>`
    select asked.media_id, asked.hours, ${ageOf(sql`near.collected_at`, sql`asked.published_at`)} as age_hours,
      near.metrics
    from (
      select r.media_id, r.hours, media.published_at, media.published_at + make_interval(hours => r.hours) as at
      from ${recordset(points, { media_id: 'uuid', hours: 'integer' })}
      join shared.own_media media on media.id = r.media_id
    ) asked
    cross join lateral (
      (select s.collected_at, s.metrics from shared.media_insights s
        where s.media_id = asked.media_id and s.collected_at <= asked.at and s.collected_at >= asked.published_at
        order by s.collected_at desc limit ${READINGS_A_SIDE})
      union all
      (select s.collected_at, s.metrics from shared.media_insights s
        where s.media_id = asked.media_id and s.collected_at > asked.at
        order by s.collected_at limit ${READINGS_A_SIDE})
    ) near`

/** Versions with numbers, the newest first: those that reached their horizon before the others. */
export async function findMeasured(
  db: Db,
  projectId: string,
  limit: number,
): Promise<{ id: string; hasReached: boolean }[]> {
  const { rows } = await sql<{ id: string; hasReached: boolean }>`
    select id, "hasReached" from (
      select v.id, v.number,
        bool_or(newest.collected_at >= media.published_at + make_interval(hours => v.horizon_hours)) as "hasReached"
      from project_versions v
      join bindings b on b.version_id = v.id
      join shared.own_media media on media.id = b.media_id
      cross join lateral (
        select max(s.collected_at) as collected_at from shared.media_insights s where s.media_id = media.id
      ) newest
      where v.project_id = ${projectId} and newest.collected_at is not null
      group by v.id
    ) measured
    order by "hasReached" desc, number desc
    limit ${limit}`.execute(db)
  return rows
}

/** The readings of a post nearest to an age, or of a post before it. */
export type ViewsRow = {
  media_id: string
  /** The post itself, or one before it. */
  of_id: string
  hours: number
  before_age: number | null
  before_views: number | null
  after_age: number | null
  after_views: number | null
}

/**
 * The readings of views around these ages, of each post and of up to `compared` posts before it.
 */
export const viewsQuery = (
  mediaIds: readonly string[],
  { ages, compared }: { ages: readonly number[]; compared: number },
): RawBuilder<ViewsRow> =>
  sql<ViewsRow>`
    with asked as (
      select id, connection_id, type, published_at from shared.own_media where id = any (${[...mediaIds]}::uuid[])
    ),
    post as (
      select id as asked_id, id, published_at from asked
      union all
      select asked.id, before.id, before.published_at
      from asked cross join lateral (
        select m.id, m.published_at from shared.own_media m
        where m.connection_id = asked.connection_id and m.type = asked.type
          and (m.published_at, m.id) < (asked.published_at, asked.id)
        order by m.published_at desc, m.id desc
        limit ${compared}
      ) before
    )
    select post.asked_id as media_id, post.id as of_id, age.hours,
      ${ageOf(sql`before.collected_at`, sql`post.published_at`)} as before_age, before.views as before_views,
      ${ageOf(sql`after.collected_at`, sql`post.published_at`)} as after_age, after.views as after_views
    from post
    cross join lateral (
      select hours, post.published_at + make_interval(hours => hours) as at from unnest(${[...ages]}::int[]) hours
    ) age
    cross join lateral (
      select s.collected_at, (s.metrics ->> 'views')::float8 as views from shared.media_insights s
      where s.media_id = post.id and s.collected_at <= age.at and s.collected_at >= post.published_at
        and s.metrics ? 'views'
      order by s.collected_at desc limit 1
    ) before
    left join lateral (
      select s.collected_at, (s.metrics ->> 'views')::float8 as views from shared.media_insights s
      where s.media_id = post.id and s.collected_at > age.at and s.metrics ? 'views'
      order by s.collected_at limit 1
    ) after on true
    where after.collected_at is not null or before.collected_at = age.at`

/** The one or two readings of a row. */
export const readingsIn = (row: ViewsRow): Reading[] =>
  [
    { ageHours: row.before_age, value: row.before_views },
    { ageHours: row.after_age, value: row.after_views },
  ].filter((each): each is Reading => each.ageHours !== null && each.value !== null)

import { sql, type RawBuilder } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import type { OwnMediaType } from '../../../platforms/own-media-reader.ts'
import { isInScope } from './syncs.ts'
import type { MediaRow, SYNC_STATUSES } from '../media-view.ts'
import { previewHash } from './previews.ts'

/** The open task that syncs `own_media as m`, the one that runs first. */
const OPEN_TASK = sql`
  left join lateral (
    select t.id, t.status, t.error_code from shared.scrape_tasks t
    where t.subject = 'own_media:' || m.id and t.status in ('pending', 'running')
    order by t.status desc, t.id desc
    limit 1
  ) task on true`

const NEWEST_SNAPSHOT = sql`
  left join lateral (
    select i.collected_at, i.metrics, i.gaps from media_insights i
    where i.media_id = m.id
    order by i.collected_at desc
    limit 1
  ) newest on true`

/**
 * The version that a post was made from: its length counts until a user enters that of the post. A
 * post has at most one; the limit keeps pages from hashing all bindings.
 */
const VERSION = sql`
  left join lateral (
    select version.length_seconds from shared.bindings binding
    join shared.project_versions version on version.id = binding.version_id
    where binding.media_id = m.id
    limit 1
  ) planned on true`

/** A sync that waits for its connection is not only queued. */
const STATUS = sql<(typeof SYNC_STATUSES)[number]>`
  case
    when task.status = 'running' then 'syncing'
    when task.error_code is not null then 'rate_limited'
    when task.id is not null then 'queued'
    else m.sync_status
  end`

const COLUMNS = sql`
  m.id, m.connection_id as account_id, m.owner_id, s.username, m.platform_id, m.permalink, m.shortcode, m.type,
    m.caption, m.duration_ms,
  coalesce(m.duration_ms, planned.length_seconds * 1000) as length_ms,
  ${previewHash} as preview_hash, m.published_at, m.last_synced_at, m.next_sync_at, ${STATUS} as sync_status,
    m.sync_error,
  task.id as task_id, m.deleted_at, m.created_at, m.final_gap, m.like_count, m.comment_count,
  newest.collected_at, newest.metrics, newest.gaps,
  (select c.login from shared.connections c where c.id = m.connection_id) as login`

export type MediaFilter = {
  types?: readonly OwnMediaType[] | undefined
  since?: Date | undefined
  until?: Date | undefined
}

type MediaPage = MediaFilter & { limit: number; after?: { at: Date; id: string } | undefined }

/** The posts of an account, newest first; a page begins after a post. Deleted ones are left out. */
export async function listMedia(
  db: Db,
  connectionId: string,
  page: MediaPage,
): Promise<MediaRow[]> {
  return (await mediaQuery(connectionId, page).execute(db)).rows
}

function mediaQuery(
  connectionId: string,
  { types, since, until, after, limit }: MediaPage,
): RawBuilder<MediaRow> {
  const conditions = [
    sql`m.connection_id = ${connectionId}::uuid and m.deleted_at is null`,
    ...(types ? [sql`m.type = any (${types}::text[])`] : []),
    ...(since ? [sql`m.published_at >= ${since}`] : []),
    ...(until ? [sql`m.published_at < ${until}`] : []),
    ...(after ? [sql`(m.published_at, m.id) < (${after.at}, ${after.id}::uuid)`] : []),
  ]
  // The page first: what is joined to it is looked up for its posts alone.
  return sql<MediaRow>`
    select ${COLUMNS}
    from (
      select * from own_media m where ${sql.join(conditions, sql` and `)}
      order by m.published_at desc, m.id desc
      limit ${limit}
    ) m
    join own_media_sync s on s.connection_id = m.connection_id
    ${NEWEST_SNAPSHOT} ${OPEN_TASK} ${VERSION}
    order by m.published_at desc, m.id desc`
}

/** Throws NoSuchRecordError, also for a post that the owner does not see. */
export async function getMedia(db: Db, owner: string | null, id: string): Promise<MediaRow> {
  const [row] = await findMedia(db, owner, sql`m.id = ${id}::uuid`)
  if (!row) throw new NoSuchRecordError(`no post ${id} of a connected account`)
  return row
}

/** Posts with this shortcode that the owner sees. Two connections may have one account. */
export const findByShortcode = async (
  db: Db,
  owner: string | null,
  shortcode: string,
): Promise<MediaRow[]> => await findMedia(db, owner, sql`m.shortcode = ${shortcode}`)

async function findMedia(
  db: Db,
  owner: string | null,
  condition: RawBuilder<unknown>,
): Promise<MediaRow[]> {
  const { rows } = await sql<MediaRow>`
    select ${COLUMNS}
    from own_media m
    join own_media_sync s on s.connection_id = m.connection_id
    ${NEWEST_SNAPSHOT} ${OPEN_TASK} ${VERSION}
    where ${condition} and ${isInScope(owner, 'm.owner_id')}
    order by m.deleted_at nulls first, s.ended_at nulls first, m.id
    limit 10`.execute(db)
  return rows
}

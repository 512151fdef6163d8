import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { hashOf, randomSecret } from '../../../base/secrets.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { CSV_ROWS, Share, SHARE_KINDS, Subject } from '../fields/share.ts'

export type NewShare = {
  kind: (typeof SHARE_KINDS)[number]
  csvRows: (typeof CSV_ROWS)[number]
  subject: Subject
  blogIds: readonly string[]
  listId: string | null
  viewId: string | null
  showPrices: boolean
  language: string | null
  passwordHash: string | null
  endsAt: Date
  createdBy: string | null
}

/** Stores a link, and only a hash of its token. */
export async function createShare(
  tx: Tx,
  { blogIds, ...share }: NewShare,
): Promise<{ id: string; token: string }> {
  const token = randomSecret()
  const { id } = await tx
    .insertInto('shares')
    .values({
      token_hash: hashOf(token),
      kind: share.kind,
      csv_rows: share.csvRows,
      subject: share.subject,
      list_id: share.listId,
      view_id: share.viewId,
      show_prices: share.showPrices,
      language: share.language,
      password_hash: share.passwordHash,
      ends_at: share.endsAt,
      created_by: share.createdBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (blogIds.length > 0)
    await tx
      .insertInto('share_creators')
      .values(blogIds.map((blogId, position) => ({ share_id: id, blog_id: blogId, position })))
      .execute()
  return { id, token }
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** Finds a link by its token, also one that has ended. */
export async function findShare(db: Db, token: string): Promise<Share | undefined> {
  if (!TOKEN.test(token)) return undefined
  const { rows } = await sql<Share>`
    select id, kind, csv_rows, subject, list_id, view_id, show_prices, language, password_hash, ends_at,
      ends_at <= world_now() as has_ended
    from shares where token_hash = ${hashOf(token)}`.execute(db)
  return rows[0]
}

/** A link as people manage it. */
export type ShareRow = {
  id: string
  kind: Share['kind']
  rows: Share['csv_rows']
  subject: Subject
  /** The name of its subject; null when that is gone. */
  name: string | null
  list_id: string | null
  creators: number
  show_prices: boolean
  language: string | null
  has_password: boolean
  state: 'open' | 'ended' | 'revoked'
  ends_at: Date
  revoked_at: Date | null
  created_by: string | null
  created_at: Date
  visits: number
  last_visit_at: Date | null
}

const ROWS = sql`
  select s.id, s.kind, s.csv_rows as rows, s.subject, s.list_id, s.show_prices, s.language,
    s.password_hash is not null as has_password, s.ends_at, s.revoked_at, s.created_at,
    s.visits::int as visits, s.last_visit_at, u.name as created_by,
    case when s.revoked_at is not null then 'revoked' when s.ends_at <= world_now() then 'ended'
      else 'open' end as state,
    coalesce(l.name, v.name, (
      select string_agg('@' || b.username, ', ' order by c.position)
      from share_creators c join shared.blogs b on b.id = c.blog_id where c.share_id = s.id)) as name,
    (select count(*)::int from share_creators c where c.share_id = s.id) as creators
  from shares s
  left join shared.lists l on l.id = s.list_id
  left join shared.saved_views v on v.id = s.view_id
  left join shared.users u on u.id = s.created_by`

type Place = { limit: number; offset?: number | undefined; after?: string | undefined }

/** Lists links, the newest first; of one list, where asked for. */
export async function listShares(
  db: Db,
  { listId, isOpen, limit, offset = 0, after }: Place & { listId?: string; isOpen?: boolean },
): Promise<ShareRow[]> {
  const { rows } = await sql<ShareRow>`${ROWS}
    where (${listId ?? null}::uuid is null or s.list_id = ${listId ?? null}::uuid)
      and (${isOpen ?? null}::boolean is null or (s.ends_at > world_now()) = ${isOpen ?? null}::boolean)
      and (${after ?? null}::uuid is null or s.id < ${after ?? null}::uuid)
    order by s.id desc limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** Throws NoSuchRecordError. */
export async function getShare(db: Db, id: string): Promise<ShareRow> {
  const { rows } = await sql<ShareRow>`${ROWS} where s.id = ${id}::uuid`.execute(db)
  if (!rows[0]) throw new NoSuchRecordError(`no link ${id}`)
  return rows[0]
}

/** Whether a link opens; false for one that retention has deleted, too. */
export async function isShareOpen(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from shares where id = ${id}::uuid and ends_at > world_now()`.execute(db)
  return rows.length > 0
}

/** Ends a link at once; one that has ended stays as it is. */
export async function revokeShare(db: Db, id: string): Promise<void> {
  await sql`
    update shares set revoked_at = world_now(), ends_at = world_now()
    where id = ${id}::uuid and ends_at > world_now()`.execute(db)
}

/**
 * Counts a visit; false when the link has had so many in this hour. World time, so that an hour
 * of a simulated day is one.
 */
export async function countVisit(db: Db, id: string, mostInHour: number): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update shares set visits = visits + 1, last_visit_at = world_now(),
      hour_began_at = case when ${isNewHour} then world_now() else hour_began_at end,
      hour_visits = case when ${isNewHour} then 1 else hour_visits + 1 end
    where id = ${id}::uuid and (${isNewHour} or hour_visits < ${mostInHour}::int)`.execute(db)
  return numAffectedRows > 0n
}

const isNewHour = sql`(hour_began_at is null or hour_began_at <= world_now() - interval '1 hour')`

/** Moves the links of one creator to another, when two blogs turn out to be one creator's. */
export async function moveShares(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`
    insert into share_creators (share_id, blog_id, position)
    select share_id, ${into}::uuid, position from share_creators where blog_id = ${from}::uuid
    on conflict (share_id, blog_id) do nothing`.execute(tx)
  await sql`delete from share_creators where blog_id = ${from}::uuid`.execute(tx)
}

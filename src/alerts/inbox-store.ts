import { sql } from 'kysely'
import { NoSuchRecordError } from '../base/errors.ts'
import type { Db } from '../db/handles.ts'
import { runComposed } from '../db/prepared.ts'
import type { Audience, Severity } from './kinds.ts'

/** A user and the audiences whose notifications they receive. */
export type Reader = { userId: string; audiences: readonly Audience[] }

/** Users with the scope for operators' matters also get those notifications in their inbox. */
export const readerOf = (userId: string, scopes: readonly string[]): Reader => ({
  userId,
  audiences: scopes.includes('notifications:read')
    ? [`user:${userId}`, 'operators']
    : [`user:${userId}`],
})

export type InboxRow = {
  id: string
  kind: string
  cause: string
  severity: Severity
  title: string
  count: number
  items: unknown
  audience: Audience
  created_at: Date
  last_raised_at: Date
  is_unread: boolean
}

/** Larger numbers are not counted. */
export const MAX_UNREAD = 100

/**
 * Notifications after the user's last "read all" that were not read individually since they were
 * raised.
 */
const unread = (userId: string) => sql<boolean>`
  n.last_raised_at > coalesce(
    (select read_until from notification_inboxes where user_id = ${userId}), '-infinity')
  and not exists (
    select from notification_reads r
    where r.notification_id = n.id and r.user_id = ${userId} and r.read_at >= n.last_raised_at)`

/** Whether `notifications n` comes after the row of this id, of which the exact time is read. */
const isBefore = (id: string | null) =>
  id === null
    ? sql`true`
    : sql`(n.last_raised_at, n.id) < ((select last_raised_at from notifications where id = ${id}::uuid), ${id}::uuid)`

/**
 * Lists notifications by their last alert, newest first, before the row of this id. Each audience
 * is read separately, along the index.
 */
export const inboxQuery = (
  { userId, audiences }: Reader,
  {
    limit,
    before = null,
    unreadOnly,
    kinds = null,
  }: {
    limit: number
    before?: string | null | undefined
    unreadOnly: boolean
    /** Only these; null for all. */
    kinds?: readonly string[] | null
  },
) => sql<InboxRow>`
  select * from (${sql.join(
    audiences.map(
      (audience) => sql`(
    select n.id, n.kind, n.cause, n.severity, n.title, n.count, n.items, n.audience, n.created_at,
      n.last_raised_at, ${unread(userId)} as is_unread
    from notifications n
    where n.audience = ${audience} and ${isBefore(before)}
      and (not ${unreadOnly}::boolean or (${unread(userId)}))
      and (${kinds}::text[] is null or n.kind = any (${kinds}::text[]))
    order by n.last_raised_at desc, n.id desc
    limit ${limit})`,
    ),
    sql` union all `,
  )}) n
  order by n.last_raised_at desc, n.id desc
  limit ${limit}`

export const listInbox = async (
  db: Db,
  reader: Reader,
  page: Parameters<typeof inboxQuery>[1],
): Promise<InboxRow[]> => (await inboxQuery(reader, page).execute(db)).rows

/** Counts the user's unread notifications, of some kinds or all, at most MAX_UNREAD. */
export const unreadQuery = (
  { userId, audiences }: Reader,
  kinds: readonly string[] | null = null,
) => sql<{ unread: number }>`
  select least(count(*), ${MAX_UNREAD})::int as unread from (${sql.join(
    audiences.map(
      (audience) => sql`(
    select from notifications n
    where n.audience = ${audience} and ${unread(userId)}
      and (${kinds}::text[] is null or n.kind = any (${kinds}::text[]))
    limit ${MAX_UNREAD})`,
    ),
    sql` union all `,
  )}) n`

export const countUnread = async (
  db: Db,
  reader: Reader,
  kinds: readonly string[] | null = null,
): Promise<number> => {
  const [row] = await runComposed(db, 'unread_notifications', unreadQuery(reader, kinds))
  return row?.unread ?? 0
}

/** Throws NoSuchRecordError for a notification of another audience. */
export async function markRead(db: Db, { userId, audiences }: Reader, id: string): Promise<void> {
  const { rows } = await sql`
    insert into notification_reads (notification_id, user_id, read_at)
    select id, ${userId}, world_now() from notifications
    where id = ${id} and audience = any (${audiences}::text[])
    on conflict (notification_id, user_id) do update set read_at = excluded.read_at
    returning 1`.execute(db)
  if (rows.length === 0) throw new NoSuchRecordError(`no notification ${id}`)
}

/** Takes back the reading of one notification; everything read at once stays so. */
export async function markUnread(db: Db, { userId }: Reader, id: string): Promise<void> {
  await sql`
    delete from notification_reads where notification_id = ${id} and user_id = ${userId}`.execute(
    db,
  )
}

/**
 * Marks everything up to now as read. Returns the time until which everything was read before, null
 * for never. Single marks since then remain, so that `markUnreadAfter` can take this back.
 */
export async function markAllRead(db: Db, userId: string): Promise<Date | null> {
  const { rows } = await sql<{ read_until: Date | null }>`
    with before as (
      select read_until from notification_inboxes where user_id = ${userId}
    ), inbox as (
      insert into notification_inboxes (user_id, read_until) values (${userId}, world_now())
      on conflict (user_id) do update set read_until = excluded.read_until
    ), cleared as (
      delete from notification_reads
      where user_id = ${userId} and read_at <= (select read_until from before)
    )
    select (select nullif(read_until, '-infinity') from before) as read_until`.execute(db)
  return rows[0]?.read_until ?? null
}

/** Takes back that everything after a time was read at once; null for everything at all. */
export async function markUnreadAfter(
  db: Db,
  userId: string,
  readUntil: Date | null,
): Promise<void> {
  await sql`
    update notification_inboxes
    set read_until = least(read_until, coalesce(${readUntil}::timestamptz, '-infinity'))
    where user_id = ${userId}`.execute(db)
}

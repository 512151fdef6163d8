import { sql } from 'kysely'
import { jsonb, worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { Rules } from '../rules.ts'
import type { SilenceWatch } from './news.ts'

export type WatchOfCreator = { list_id: string; rules: Rules; watched_since: Date }

export const watchesQuery = (blogId: string) => sql<{
  list_id: string
  rules: unknown
  watched_since: Date
}>`
  select watch.list_id, watch.rules, watch.watched_since
  from shared.list_members member join watches watch on watch.list_id = member.list_id
  where member.blog_id = ${blogId}::uuid`

/** The watched lists that a creator is in. */
export async function watchesOfCreator(tx: Tx, blogId: string): Promise<WatchOfCreator[]> {
  const { rows } = await watchesQuery(blogId).execute(tx)
  return rows.map((row) => ({ ...row, rules: Rules.parse(row.rules) }))
}

/** How often messages are sent: `at_once`, or a digest of a day or a week. */
export const DIGESTS = ['at_once', 'daily', 'weekly'] as const
type Digest = (typeof DIGESTS)[number]

/** The settings of a watched list. */
export type WatchFields = {
  rules: Rules
  digest: Digest
  digest_time: string
  digest_weekday: number
  receivers: readonly string[]
  is_for_team: boolean
  language: string
  next_digest_at: Date | null
}

export type WatchRow = {
  list_id: string
  name: string
  members: number
  rules: Rules
  digest: Digest
  digest_time: string
  digest_weekday: number
  receivers: { login: string; name: string }[]
  is_for_team: boolean
  language: string
  watched_since: Date | null
  next_digest_at: Date | null
  updated_at: Date | null
  /** News of the last 30 days, and those that the reader has not read. */
  news: number
  unread: number
}

const NEWS_DAYS = 30

/** Whether `watch_news n` is unread by a user: neither all of its list nor itself was read. */
export const isUnread = (userId: string | null) => sql<boolean>`
  n.found_at > coalesce(
    (select read_until from watch_readers r where r.user_id = ${userId}::uuid and r.list_id = n.list_id), '-infinity')
  and not exists (
    select from watch_news_reads r where r.news_id = n.id and r.user_id = ${userId}::uuid)`

const selectWatches = (userId: string | null) => sql`
  select list.id as list_id, list.name, watch.rules, coalesce(watch.digest, 'at_once') as digest,
    watch.digest_time, watch.digest_weekday, watch.is_for_team, watch.language, watch.watched_since,
    watch.next_digest_at, watch.updated_at,
    (select count(*)::int from shared.list_members m where m.list_id = list.id) as members,
    (select coalesce(jsonb_agg(jsonb_build_object('login', u.login, 'name', u.name) order by u.login), '[]')
      from shared.users u where u.id = any (watch.receivers) and u.is_active) as receivers,
    counted.news, counted.unread
  from shared.lists list join watches watch on watch.list_id = list.id
  cross join lateral (
    select count(*)::int as news, (count(*) filter (where ${isUnread(userId)}))::int as unread
    from watch_news n
    where n.list_id = list.id and n.found_at > (select world_now()) - make_interval(days => ${sql.lit(NEWS_DAYS)})
  ) counted`

const viewRow = (row: WatchRow): WatchRow => ({ ...row, rules: Rules.parse(row.rules) })

/** Watched lists by name, after one. */
export async function listWatches(
  db: Db,
  userId: string | null,
  { limit, after }: { limit: number; after: string | null },
): Promise<WatchRow[]> {
  const { rows } = await sql<WatchRow>`
    ${selectWatches(userId)}
    where ${after}::text is null or lower(list.name) > ${after}
    order by lower(list.name) limit ${limit}`.execute(db)
  return rows.map(viewRow)
}

/** The watch of a list; undefined when the list is not watched. */
export async function findWatch(
  db: Db,
  userId: string | null,
  listId: string,
): Promise<WatchRow | undefined> {
  const { rows } = await sql<WatchRow>`
    ${selectWatches(userId)} where list.id = ${listId}::uuid`.execute(db)
  return rows[0] && viewRow(rows[0])
}

/** The name and the size of a list; undefined for an unknown one. */
export async function findList(db: Db, listId: string) {
  const { rows } = await sql<{ id: string; name: string; members: number }>`
    select id, name, (select count(*)::int from shared.list_members m where m.list_id = list.id) as members
    from shared.lists list where id = ${listId}::uuid`.execute(db)
  return rows[0]
}

/** Watches a list, or changes its watch. What happened before it was watched is no news. */
export async function putWatch(db: Db | Tx, listId: string, watch: WatchFields): Promise<void> {
  const { rules, digest, receivers, ...others } = watch
  const columns = {
    ...others,
    rules: jsonb(rules),
    digest: digest === 'at_once' ? null : digest,
    receivers: [...receivers],
    updated_at: worldNow,
  }
  await db
    .insertInto('watches')
    .values({ list_id: listId, ...columns })
    .onConflict((conflict) => conflict.column('list_id').doUpdateSet(columns))
    .execute()
}

/** Ends the watch of a list; its news stay. False when it was not watched. */
export async function removeWatch(db: Db, listId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('watches')
    .where('list_id', '=', listId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** The lists with a rule about silence. */
export async function silenceWatches(db: Db): Promise<SilenceWatch[]> {
  const { rows } = await sql<SilenceWatch>`
    select list_id, (rules ->> 'silent_days')::int as silent_days, watched_since from watches
    where rules ->> 'silent_days' is not null order by list_id`.execute(db)
  return rows
}

/** A watch whose message is due. */
export type DueWatch = {
  list_id: string
  name: string
  digest: Digest
  digest_time: string
  digest_weekday: number
  is_for_team: boolean
  language: string
  receivers: { id: string; language: string | null }[]
}

/**
 * Locks watches whose message is due: those at once with unsent news, and digests that
 * are due, at most `limit`. Other replicas skip them.
 */
export async function lockDueWatches(tx: Tx, limit: number): Promise<DueWatch[]> {
  const { rows } = await sql<DueWatch>`
    with due as materialized (
      select watch.list_id, watch.digest, watch.digest_time, watch.digest_weekday, watch.is_for_team, watch.language,
        watch.receivers
      from watches watch
      where watch.next_digest_at <= (select world_now()) or (watch.digest is null
        and exists (select from watch_news n where n.list_id = watch.list_id and n.notified_at is null))
      order by watch.list_id limit ${limit}
      for update of watch skip locked
    )
    select due.list_id, list.name, coalesce(due.digest, 'at_once') as digest, due.digest_time, due.digest_weekday,
      due.is_for_team, due.language,
      (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'language', u.language) order by u.id), '[]')
        from shared.users u where u.id = any (due.receivers) and u.is_active) as receivers
    from due join shared.lists list on list.id = due.list_id`.execute(tx)
  return rows
}

/** Sets the times of the next digests. */
export async function scheduleDigests(
  tx: Tx,
  next: readonly { list_id: string; next_digest_at: Date }[],
): Promise<void> {
  if (next.length === 0) return
  await sql`
    update watches w set next_digest_at = n.next_digest_at
    from jsonb_to_recordset(${jsonb(next)}) as n (list_id uuid, next_digest_at timestamptz)
    where w.list_id = n.list_id and w.digest is not null`.execute(tx)
}

/** The ids of active users by their logins. */
export async function findReceivers(
  db: Db,
  logins: readonly string[],
): Promise<Map<string, string>> {
  if (logins.length === 0) return new Map()
  const rows = await db
    .selectFrom('shared.users')
    .select(['id', 'login'])
    .where('login', 'in', logins)
    .where('is_active', '=', true)
    .execute()
  return new Map(rows.map(({ id, login }) => [login ?? '', id ?? '']))
}

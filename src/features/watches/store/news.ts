import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { LastChange } from '../detect/growth.ts'
import type { NewsKind } from '../../../creators/news-kinds.ts'

/** News of a list that was found. */
export type NewNews = {
  list_id: string
  kind: NewsKind
  happened_at: Date
  dedupe_key: string
  details: object
}

/** Stores news about a creator; what a list knows already is left out. */
export async function insertNews(tx: Tx, blogId: string, news: readonly NewNews[]): Promise<void> {
  if (news.length === 0) return
  await sql`
    insert into watch_news (list_id, blog_id, kind, happened_at, details, dedupe_key)
    select list_id, ${blogId}::uuid, kind, happened_at, details, dedupe_key
    from jsonb_to_recordset(${jsonb(news)})
      as n (list_id uuid, kind text, happened_at timestamptz, details jsonb, dedupe_key text)
    on conflict (list_id, blog_id, dedupe_key) do nothing`.execute(tx)
}

export const lastChangesQuery = (blogId: string) => sql<LastChange & { list_id: string }>`
  select distinct on (list_id) list_id, kind, happened_at from watch_news
  where blog_id = ${blogId}::uuid and kind in ('growth', 'fall')
  order by list_id, id desc`

/** The last growth or fall of a creator that each list knows. */
export async function lastChanges(tx: Tx, blogId: string): Promise<Map<string, LastChange>> {
  const { rows } = await lastChangesQuery(blogId).execute(tx)
  return new Map(rows.map(({ list_id, ...last }) => [list_id, last]))
}

/** The members of one list that a statement reads. */
const PAGE = 5_000

/**
 * Selects members of a list after one, each with whether its silence of `days` days has begun since
 * the list is watched, and a reading proves it. Silences that began long ago are no news any more.
 */
const silentQuery = (watch: SilenceWatch, after: string | null) => sql<{
  last_id: string | null
  members: number
}>`
  with member as materialized (
    select m.blog_id from shared.list_members m
    where m.list_id = ${watch.list_id}::uuid and (${after}::uuid is null or m.blog_id > ${after}::uuid)
    order by m.blog_id limit ${sql.lit(PAGE)}
  ), silent as materialized (
    select blog.id, blog.last_post_at, blog.scraped_at,
      blog.last_post_at + make_interval(days => ${watch.silent_days}::int) as silent_at
    from member join shared.blogs blog on blog.id = member.blog_id
    where blog.scrape_status in ('active', 'analyzing', 'scraping')
  ), found as (
    insert into watch_news (list_id, blog_id, kind, happened_at, details, dedupe_key)
    select ${watch.list_id}::uuid, id, 'silent', silent_at,
      jsonb_build_object('days', ${watch.silent_days}::int, 'last_post_at', last_post_at, 'read_at', scraped_at),
      'silent:' || extract(epoch from last_post_at)::text
    from silent
    where silent_at <= scraped_at and silent_at >= ${watch.watched_since}
      and silent_at > (select world_now()) - interval '30 days'
    on conflict (list_id, blog_id, dedupe_key) do nothing
  )
  select max(blog_id::text) as last_id, count(*)::int as members from member`

export type SilenceWatch = { list_id: string; silent_days: number; watched_since: Date }

/** Stores the silences of a list that have begun; a creator is silent once until its next post. */
export async function storeSilences(
  db: Db,
  watch: SilenceWatch,
  signal: AbortSignal,
): Promise<void> {
  let after: string | null = null
  for (;;) {
    signal.throwIfAborted()
    const { rows }: { rows: { last_id: string | null; members: number }[] } = await silentQuery(
      watch,
      after,
    ).execute(db)
    after = rows[0]?.last_id ?? null
    if (after === null || (rows[0]?.members ?? 0) < PAGE) return
  }
}

/** A line of a message. */
export type UnsentNews = {
  list_id: string
  kind: NewsKind
  happened_at: Date
  details: unknown
  blog_id: string
  username: string
  count: number
}

/**
 * Takes the unsent news of lists: they count as sent from here on. Returns the newest `limit` of
 * each list with the number of all.
 */
export async function takeUnsent(
  tx: Tx,
  listIds: readonly string[],
  limit: number,
): Promise<UnsentNews[]> {
  const { rows } = await sql<UnsentNews>`
    with taken as (
      update watch_news set notified_at = world_now()
      where list_id = any (${listIds}::uuid[]) and notified_at is null
      returning id, list_id, blog_id, kind, happened_at, details
    ), placed as (
      select *, row_number() over (partition by list_id order by id desc) as place,
        count(*) over (partition by list_id)::int as count
      from taken
    )
    select placed.list_id, kind, happened_at, details, blog_id, blog.username, count
    from placed join shared.blogs blog on blog.id = placed.blog_id
    where place <= ${limit} order by placed.list_id, place`.execute(tx)
  return rows
}

/** Moves the news of one row of a creator to another; what both have stays once. */
export async function moveNews(tx: Tx, { from, into }: { from: string; into: string }) {
  await sql`
    delete from watch_news n where blog_id = ${from}::uuid and exists (
      select from watch_news other
      where other.list_id = n.list_id and other.blog_id = ${into}::uuid and other.dedupe_key = n.dedupe_key)`.execute(
    tx,
  )
  await tx.updateTable('watch_news').set({ blog_id: into }).where('blog_id', '=', from).execute()
}

import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import { DETAILS, type DatedPost } from './agenda.ts'
import { NAMED, namedAmong } from './named-accounts.ts'

/** More posts fill no month that people can read. */
export const MAX_POSTS = 500
/** Drafts without a day below the calendar. */
export const MAX_UNDATED = 24

export type CalendarPost = DatedPost & {
  /** When it went out, goes out, or is wished to go out. */
  at: Date
  /** Whether the time is one that is wished for: nothing is published by it. */
  is_wish: boolean
}

export type Span = { from: Date; until: Date }

/** Returns whether the post `p` is for an account of these groups; null: for any. */
const isOf = (groups: readonly string[] | null) =>
  groups === null
    ? sql`true`
    : sql`exists (
        select from post_targets t left join group_members m on m.publishing_account_id = t.publishing_account_id
        where t.post_id = p.id and (t.group_id = any (${groups}::uuid[]) or m.group_id = any (${groups}::uuid[])))`

/**
 * Returns the posts of a span, the earliest first; of more than `MAX_POSTS` one more. A
 * post that has begun is found by when it began, and has the time of its first publication if that
 * is within the span, too.
 */
export async function readCalendar(
  db: Db,
  { from, until }: Span,
  groups: readonly string[] | null,
): Promise<CalendarPost[]> {
  const { rows } = await sql<CalendarPost>`
    -- Each in the order of its index, and limited: otherwise all posts are read while statistics are old.
    with dated as (
      (select p.id, p.begun_at as at, false as is_wish from posts p
        where p.begun_at >= ${from} and p.begun_at < ${until} and p.status <> 'cancelled' and ${isOf(groups)}
        order by p.begun_at limit ${MAX_POSTS + 1})
      union all
      (select p.id, p.scheduled_at, false from posts p
        where p.begun_at is null and p.scheduled_at >= ${from} and p.scheduled_at < ${until}
          and p.status <> 'cancelled' and ${isOf(groups)}
        order by p.scheduled_at limit ${MAX_POSTS + 1})
      union all
      (select p.id, p.wished_at, true from posts p
        where p.begun_at is null and p.scheduled_at is null and p.wished_at >= ${from} and p.wished_at < ${until}
          and p.status <> 'cancelled' and ${isOf(groups)}
        order by p.wished_at limit ${MAX_POSTS + 1})
    ),
    part as materialized (
      select * from dated order by at, id limit ${MAX_POSTS + 1}
    ),
    timed as materialized (
      select part.id, part.is_wish, coalesce((
        select min(e.posted_at) from executions e
        where e.post_id = part.id and e.posted_at >= ${from} and e.posted_at < ${until}), part.at) as at
      from part
    ),
    ${namedAmong('timed')}
    select ${DETAILS}, timed.at, timed.is_wish
    from timed join posts p on p.id = timed.id
    ${NAMED}
    order by timed.at, p.id`.execute(db)
  return rows
}

/** The states of posts that may lack a time. */
const UNDATED_STATES = ['draft', 'review', 'translating'] as const

/** The newest drafts without any time; of more than `MAX_UNDATED` one more. */
export async function readUndated(db: Db, groups: readonly string[] | null): Promise<DatedPost[]> {
  // Each status by its index: statistics of all drafts would tempt into reading every post.
  const newest = UNDATED_STATES.map(
    (status) => sql`(
      select p.id from posts p
      where p.status = ${sql.lit(status)} and p.scheduled_at is null and p.wished_at is null
        and p.publish_requested_at is null and ${isOf(groups)}
      order by p.id desc limit ${MAX_UNDATED + 1})`,
  )
  const { rows } = await sql<DatedPost>`
    with part as materialized (
      select id from (${sql.join(newest, sql` union all `)}) newest order by id desc limit ${MAX_UNDATED + 1}
    ),
    ${namedAmong('part')}
    select ${DETAILS} from part join posts p on p.id = part.id
    ${NAMED}
    order by p.id desc`.execute(db)
  return rows
}

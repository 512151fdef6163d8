import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { ExecutionStatus } from '../../executions/life.ts'
import type { PostFields } from '../../fields/posts.ts'
import type { GroupMark } from '../../groups/group-marks.ts'
import type { UploadKind } from '../../uploads/route-limits.ts'
import type { PostState } from '../post-states.ts'

/** Posts of an agenda: more would fill no page. */
const MAX_POSTS = 200
const MAX_ATTENTION = 6
/** Accounts that the answer names. */
const MAX_NAMED = 5
/** World time after which a failure is no news. */
const FAILED_FOR = '3 days'

export type DatedAccount = {
  id: string | null
  username: string
  group: (GroupMark & { name: string }) | null
}

/** A post with everything that a page of several days shows of it. */
export type DatedPost = {
  id: string
  status: PostState
  type: PostFields['type']
  caption: string
  language: string | null
  media: { upload_id: string; kind: UploadKind; alt_text: string | null } | null
  /** The accounts of its publications, or those that it is for while there are none. */
  accounts: DatedAccount[]
  account_count: number
  groups: string[]
  executions: Partial<Record<ExecutionStatus, number>>
  missed_at: Date | null
}

export type AgendaPost = DatedPost & {
  /** When it goes out or went out; null without a time. */
  at: Date | null
  failure: { username: string; class: string; code: string | null; message: string | null } | null
  /** Views of its publications on connected accounts, and their usual views at the same age. */
  measured: { accounts: number; views: number; usual: number | null; age_hours: number } | null
}

/** The columns of `posts as p` that all of its lists by time show; `NAMED` is joined. */
export const DETAILS = sql`
  p.id, p.status, p.type, p.caption, p.language, p.missed_at,
  (select jsonb_build_object('upload_id', m.upload_id, 'kind', f.kind, 'alt_text', m.alt_text)
    from post_media m join uploads f on f.id = m.upload_id where m.post_id = p.id order by m.position limit 1) as media,
  named.accounts, named.account_count,
  (select coalesce(array_agg(g.name order by g.name), '{}') from post_targets t join groups g on g.id = t.group_id
    where t.post_id = p.id) as groups,
  (select coalesce(jsonb_object_agg(c.status, c.count), '{}') from (
    select e.status, count(*)::int as count from executions e where e.post_id = p.id group by e.status
  ) c) as executions`

export const FAILURE = sql`
  (select jsonb_build_object('username', e.username, 'class', coalesce(e.error_class, ''), 'code', e.error_code,
      'message', e.error_message)
    from executions e where e.post_id = p.id and e.status = 'failed' order by e.id limit 1) as failure`

/**
 * The accounts that a post is for while it has no publications: those of
 * derived.publishing_accounts, without the states that no list by time shows.
 */
const PLANNED = sql`
  select coalesce(a.username, c.username) as username, v.id, t.group_id from post_targets t
  left join group_members m on m.group_id = t.group_id
  join publishing_accounts v on v.id = coalesce(t.publishing_account_id, m.publishing_account_id)
  left join shared.instagram_accounts a on a.id = v.account_id and a.purpose = 'publish'
  left join shared.connections c on c.id = v.connection_id
    and exists (select from group_members o where o.publishing_account_id = v.id)
  where t.post_id = p.id and coalesce(a.username, c.username) is not null
    and not exists (select from executions e where e.post_id = p.id)`

/** The group by which people know an account: one that the post is for, else its oldest one. */
const KNOWN_GROUP = sql`
  select jsonb_build_object('name', g.name, 'colour', g.colour, 'shape', g.shape)
  -- Looked up once, not once for each group.
  from (select coalesce(account.group_id, (
    select m.group_id from group_members m where m.publishing_account_id = account.id
    order by 1 limit 1)) as id offset 0) known
  join groups g on g.id = known.id`

/** The accounts of `posts as p`: the first by name, with their groups, and how many there are. */
export const NAMED = sql`
  cross join lateral (
    select count(*)::int as account_count, coalesce(jsonb_agg(
      jsonb_build_object('id', account.id, 'username', account.username, 'group', (${KNOWN_GROUP}))
      order by account.username) filter (where account.place <= ${sql.lit(MAX_NAMED)}), '[]') as accounts
    from (
      select username, (array_agg(id))[1] as id, min(group_id::text)::uuid as group_id,
        row_number() over (order by username) as place
      from (
        select e.username, e.publishing_account_id as id, e.group_ids[1] as group_id from executions e
        where e.post_id = p.id and e.status <> 'skipped'
        union all
        ${PLANNED}
      ) accesses
      group by username
    ) account
  ) named`

const MEASURED = sql`
  left join lateral (
    select jsonb_build_object('accounts', count(*)::int, 'views', sum(views), 'age_hours', min(age_hours),
      'usual', case when count(usual) = count(*) then sum(usual) end) as measured
    from (
      select (newest.metrics ->> 'views')::float8 as views, usual.median as usual,
        extract(epoch from newest.collected_at - media.published_at)::float8 / 3600 as age_hours
      from executions e
      join publishing_accounts a on a.id = e.publishing_account_id and a.connection_id is not null
      join shared.own_media media on media.connection_id = a.connection_id and media.platform_id = e.media_id
      cross join lateral (
        select s.collected_at, s.metrics from shared.media_insights s
        where s.media_id = media.id and s.metrics ? 'views' order by s.collected_at desc limit 1
      ) newest
      left join lateral derived.usual_views(media.id, newest.collected_at - media.published_at) usual on true
      where e.post_id = p.id and e.status = 'success'
    ) readings
    having count(*) > 0
  ) numbers on true`

/**
 * The posts whose time is within a span, the earliest first: they are found by their times, by
 * index, before anything else is read of them.
 */
export async function readAgenda(
  db: Db,
  { from, until, measuredUntil }: { from: Date; until: Date; measuredUntil: Date },
): Promise<AgendaPost[]> {
  const { rows } = await sql<AgendaPost>`
    with part as materialized (
      select id, coalesce(scheduled_at, begun_at) as at from (
        select id, scheduled_at, begun_at from posts
        where scheduled_at >= ${from} and scheduled_at < ${until}
        union
        select id, scheduled_at, begun_at from posts
        where scheduled_at is null and begun_at >= ${from} and begun_at < ${until}
      ) posts
      order by at limit ${MAX_POSTS}
    )
    select ${DETAILS}, ${FAILURE}, part.at, numbers.measured
    from part join posts p on p.id = part.id and p.status not in ('draft', 'cancelled')
    ${NAMED}
    left join lateral (
      select numbers.measured from (select where part.at < ${measuredUntil}) past ${MEASURED}
    ) numbers on true
    order by part.at, p.id`.execute(db)
  return rows
}

/** The posts that need a person: those that failed lately, then those to confirm or missed. */
export async function readAttention(db: Db): Promise<AgendaPost[]> {
  const { rows } = await sql<AgendaPost>`
    with part as materialized (
      (select id, 1 as rank from posts
        where status in ('failed', 'partly_failed') and begun_at > (select world_now()) - ${FAILED_FOR}::interval
        order by begun_at desc limit ${MAX_ATTENTION})
      union all
      (select id, 2 from posts where status in ('pending', 'translating') and missed_at is not null
        order by id desc limit ${MAX_ATTENTION})
      union all
      (select id, 3 from posts where status = 'review' order by scheduled_at nulls last, id desc limit ${MAX_ATTENTION})
      limit ${MAX_ATTENTION}
    )
    select ${DETAILS}, ${FAILURE}, coalesce(p.scheduled_at, p.begun_at) as at, null as measured
    from part join posts p on p.id = part.id
    ${NAMED}
    order by part.rank, at, p.id`.execute(db)
  return rows
}

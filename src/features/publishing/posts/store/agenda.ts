import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { ExecutionStatus } from '../../executions/life.ts'
import type { PostFields } from '../../fields/posts.ts'
import type { GroupMark } from '../../groups/group-marks.ts'
import type { UploadKind } from '../../uploads/route-limits.ts'
import type { PostState } from '../post-states.ts'
import { NAMED, namedAmong } from './named-accounts.ts'

/** Posts of an agenda: more would fill no page. */
const MAX_POSTS = 200
const MAX_ATTENTION = 6
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
  coalesce(named.accounts, '[]') as accounts, coalesce(named.account_count, 0) as account_count,
  (select coalesce(array_agg(g.name order by g.name), '{}') from post_targets t join groups g on g.id = t.group_id
    where t.post_id = p.id) as groups,
  (select coalesce(jsonb_object_agg(c.status, c.count), '{}') from (
    select e.status, count(*)::int as count from executions e where e.post_id = p.id group by e.status
  ) c) as executions`

export const FAILURE = sql`
  (select jsonb_build_object('username', e.username, 'class', coalesce(e.error_class, ''), 'code', e.error_code,
      'message', e.error_message)
    -- All of the post: without statistics, an index of all failures seems as good.
    from (select * from executions where post_id = p.id offset 0) e
    where e.status = 'failed' order by e.id limit 1) as failure`

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
    ),
    ${namedAmong('part')}
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
    ),
    ${namedAmong('part')}
    select ${DETAILS}, ${FAILURE}, coalesce(p.scheduled_at, p.begun_at) as at, null as measured
    from part join posts p on p.id = part.id
    ${NAMED}
    order by part.rank, at, p.id`.execute(db)
  return rows
}

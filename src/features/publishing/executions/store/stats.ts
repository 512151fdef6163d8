import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { PublishingState } from '../../groups/store/publishing-accounts/settings.ts'
import type { POST_STATES } from '../../posts/post-states.ts'

/** The numbers of publications by outcome; the rest is under way. */
export type Ends = { success: number; failed: number; unknown: number; skipped: number }

export type Overview = Ends & {
  waiting: number
  posting: number
  /**
   * The mean time from the beginning of a publication to its post, in seconds; null without any.
   */
  mean_seconds: number | null
  by_day: (Ends & { day: string })[]
  by_group: (Ends & { id: string; name: string })[]
  accounts: { state: PublishingState; count: number }[]
  /** Failures and unknown outcomes by error class, the most frequent first. */
  causes: { class: string; count: number }[]
  troubled: (Ends & { id: string; username: string; last_error: string | null })[]
}

const ENDS = sql`
  (count(*) filter (where e.status = 'success'))::int as success,
    (count(*) filter (where e.status = 'failed'))::int as failed,
  (count(*) filter (where e.status = 'unknown'))::int as unknown,
    (count(*) filter (where e.status = 'skipped'))::int as skipped`

const MAX_TROUBLED = 5
const MAX_CAUSES = 6

/**
 * Returns the outcomes of publications that ended since then, and what is queued now, however old.
 * A day is the day, in the zone, on which a post was published or a publication ended. Groups are
 * those through which accounts were chosen when their post began, whatever their accounts are now.
 */
export async function readOverview(
  db: Db,
  { since, zone }: { since: Date; zone: string },
): Promise<Overview> {
  const { rows } = await sql<Overview>`
    with recent as (
      select *, coalesce(e.posted_at, e.ended_at) as moment from executions e where e.ended_at >= ${since}
      union all
      select *, coalesce(e.commit_sent_at, e.updated_at) from executions e
      where e.status = 'unknown' and coalesce(e.commit_sent_at, e.updated_at) >= ${since}
    ),
    open as (
      select (count(*) filter (where e.status in ('queued', 'waiting')))::int as waiting,
        (count(*) filter (where e.status = 'posting'))::int as posting
      from executions e where e.status in ('queued', 'waiting', 'posting')
    ),
    totals as (
      select ${ENDS}, avg(extract(epoch from e.posted_at - e.begun_at))
        filter (where e.status = 'success')::float8 as mean_seconds
      from recent e
    ),
    days as (
      select ((e.moment at time zone ${zone})::date)::text as day, ${ENDS} from recent e group by 1 order by 1
    ),
    of_groups as (
      select g.id, g.name, ${ENDS} from recent e
      cross join unnest(e.group_ids) as chosen (group_id) join groups g on g.id = chosen.group_id
      group by g.id order by g.name
    ),
    causes as (
      select coalesce(e.error_class, 'unknown_outcome') as class, count(*)::int as count from recent e
      where e.status in ('failed', 'unknown') group by 1 order by 2 desc, 1 limit ${sql.lit(MAX_CAUSES)}
    ),
    states as (
      select state, count(*)::int as count from derived.publishing_accounts group by state order by state
    ),
    troubled as (
      select e.publishing_account_id as id, max(e.username) as username, ${ENDS},
        (array_agg(e.error_message order by e.ended_at desc) filter (where e.status = 'failed'))[1] as last_error
      from recent e where e.publishing_account_id is not null group by 1
      having count(*) filter (where e.status in ('failed', 'unknown')) > 0
      order by count(*) filter (where e.status in ('failed', 'unknown')) desc, 1 limit ${sql.lit(MAX_TROUBLED)}
    )
    select totals.*, open.*,
      (select coalesce(jsonb_agg(to_jsonb(days)), '[]') from days) as by_day,
      (select coalesce(jsonb_agg(to_jsonb(of_groups)), '[]') from of_groups) as by_group,
      (select coalesce(jsonb_agg(to_jsonb(states)), '[]') from states) as accounts,
      (select coalesce(jsonb_agg(to_jsonb(causes)), '[]') from causes) as causes,
      (select coalesce(jsonb_agg(to_jsonb(troubled)), '[]') from troubled) as troubled
    from totals cross join open`.execute(db)
  const [row] = rows
  if (!row) throw new Error('nothing was counted')
  return row
}

export type AccountStats = Ends & {
  id: string
  username: string
  posts_today: number
  last_post_at: Date | null
}

/** Accounts by id, with what became of the publications that were made for them since then. */
export async function listAccountStats(
  db: Db,
  since: Date,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<AccountStats[]> {
  const { rows } = await sql<AccountStats>`
    select v.id, v.username, v.last_post_at, n.*, today.posts_today
    from (
      select id, username, last_post_at from derived.publishing_accounts
      where ${after === undefined ? sql`true` : sql`id > ${after}::uuid`} order by id limit ${limit}
    ) v
    cross join lateral (
      select ${ENDS} from executions e where e.publishing_account_id = v.id and e.created_at >= ${since}
    ) n
    -- As its limit counts them: also what waited longer than that, and what went out through another access to it.
    cross join lateral (
      select count(*)::int as posts_today from derived.publications_of(v.id, v.username,
        world_now() - interval '1 day') e
      where e.posted_at > world_now() - interval '1 day'
    ) today
    order by v.id`.execute(db)
  return rows
}

export type PostStats = Ends & {
  id: string
  caption: string
  status: (typeof POST_STATES)[number]
  begun_at: Date
  completed_at: Date | null
}

/** Posts that were begun since then, the newest first. */
export async function listPostStats(
  db: Db,
  since: Date,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<PostStats[]> {
  const { rows } = await sql<PostStats>`
    select p.id, left(p.caption, 200) as caption, p.status, p.begun_at, p.completed_at, n.*
    from (
      select id, caption, status, begun_at, completed_at from posts
      where begun_at >= ${since} and ${after === undefined ? sql`true` : sql`id < ${after}::uuid`}
      order by id desc limit ${limit}
    ) p
    cross join lateral (select ${ENDS} from executions e where e.post_id = p.id) n
    order by p.id desc`.execute(db)
  return rows
}

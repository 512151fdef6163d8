import { sql } from 'kysely'
import { lockExclusive } from '../../../db/locks.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { Config } from '../../declarations.ts'
import { STORIES_PER_REQUEST } from '../../../platforms/creator-reader.ts'

export type PlannedUpdate = { blog_id: string; requests: number }

/** Settings that updates are chosen by. */
export type UpdateSettings = Pick<
  Config,
  'updateRequestsPerDay' | 'rescrapeCampaignAfterDays' | 'postsPerScrape' | 'highlightsPerScrape'
>

/**
 * The age in days of the last whole scrape from which on an update is a whole scrape. Before that,
 * an update of a creator whose profile has not changed ends after one request, but likes and plays
 * of known posts change without a sign of it in the profile.
 */
export const FULL_SCRAPE_AFTER_DAYS = 90
/** Posts that one request reads. */
const POSTS_PER_REQUEST = 33
/** One stored highlight in so many has probably got new stories since. */
const HIGHLIGHTS_PER_CHANGED = 5

/**
 * Locks the planning of updates until the transaction ends. Returns the requests that it may spend:
 * the day's requests less those planned in this hour and the 23 before it. Whole hours, so that a
 * daily run may be a little early.
 */
export async function lockUpdateBudget(tx: Tx, requestsPerDay: number): Promise<number> {
  await lockExclusive(tx, 'updates')
  const { rows } = await sql<{ spent: number }>`
    select coalesce(sum(requests), 0)::float8 as spent from update_runs
    where ran_at >= date_trunc('hour', (select world_now())) - interval '23 hours'`.execute(tx)
  return Math.max(requestsPerDay - (rows[0]?.spent ?? 0), 0)
}

type UpdateSums = { scheduled: number; requests: number }

/** Returns the sums of what a task has planned, in all of its attempts. */
export async function sumUpdateRuns(db: Db, taskId: number): Promise<UpdateSums> {
  const { rows } = await sql<UpdateSums>`
    select coalesce(sum(creators), 0)::int as scheduled, coalesce(sum(requests), 0)::int as requests
    from update_runs where task_id = ${taskId}`.execute(db)
  return rows[0] ?? { scheduled: 0, requests: 0 }
}

/**
 * The hours by which a creator may be too recent: a daily run may be a little early, and would put
 * off by a day creators that are not quite old enough.
 */
const CAMPAIGN_SLACK_HOURS = 12
/** The number of creators of campaigns before one of the others has its turn. */
const CAMPAIGN_TURNS = 4

/** The condition that the blog `b` has no open scrape, which would update it anyway. */
const hasNoOpenScrape = sql`not exists (
  select from shared.scrape_tasks t
  where t.status in ('pending', 'running') and t.task_type = 'full_scrape' and t.dedupe_key = b.id::text
)`

/**
 * The creators that are due: those of open campaigns once they are
 * GRAMD_RESCRAPE_CAMPAIGN_AFTER_DAYS old, less half a day, and all others whose update_due_at has
 * come; but none with an open full_scrape. `worth` is the value of an update times how far it is
 * overdue (age over the age at which it was due).
 */
const due = (settings: UpdateSettings) => sql`
  moment as materialized (select world_now() as now),
  in_campaign as materialized (
    select b.id,
      b.update_value * extract(epoch from moment.now - b.scraped_at)
        / extract(epoch from make_interval(days => ${settings.rescrapeCampaignAfterDays}::int)) as worth
    from (
      select distinct m.blog_id
      from shared.lists l join shared.list_members m on m.list_id = l.id
      where l.is_campaign and (l.ends_at is null or l.ends_at > (select now from moment))
    ) member
    join blogs b on b.id = member.blog_id
    cross join moment
    where b.scrape_status in ('active', 'analyzing')
      and b.scraped_at < moment.now
        - make_interval(days => ${settings.rescrapeCampaignAfterDays}::int, hours => -${sql.lit(CAMPAIGN_SLACK_HOURS)})
      and ${hasNoOpenScrape}
  ),
  others as (
    select b.id,
      b.update_value * extract(epoch from (select now from moment) - coalesce(b.scraped_at, b.created_at))
        / greatest(extract(epoch from b.update_due_at - coalesce(b.scraped_at, b.created_at)), 3600) as worth
    from blogs b
    where b.update_due_at <= (select now from moment)
      and b.scrape_status in ('active', 'analyzing', 'private', 'restricted', 'deleted', 'failed')
      and not exists (select from in_campaign c where c.id = b.id)
      and ${hasNoOpenScrape}
  )`

/**
 * Selects the creators for whom an update is worth most, best first, at most `limit` of them and at
 * most `left` requests in all. Campaigns come first, but one creator in five is one of the others,
 * who would never have their turn beside campaigns that take a whole budget every day. Requests are
 * estimated: one where the profile is probably as it was, since its creator had been silent before
 * the last scrape for longer than it is ago, or cannot be seen; else three, further pages of posts,
 * and the stories of the highlights that were never read and of one in five of the others. No
 * creator counts more than a day's budget, or it would never have its turn.
 */
export const choiceOfUpdates = (
  settings: UpdateSettings,
  { left, limit }: { left: number; limit: number },
) => sql<PlannedUpdate>`
  with ${due(settings)},
  turns as (
    select id, 0 as rank, row_number() over (order by worth desc, id) as turn
    from (select * from in_campaign order by worth desc, id limit ${limit}) best
    union all
    select id, 1, ${sql.lit(CAMPAIGN_TURNS)} * row_number() over (order by worth desc, id)
    from (select * from others order by worth desc, id limit ${limit}) best
  ),
  first as materialized (select * from turns order by turn, rank limit ${limit}),
  priced as (
    select b.id, row_number() over (order by first.turn, first.rank) as place,
      least(${settings.updateRequestsPerDay}::bigint, case
        when b.scrape_status in ('private', 'restricted', 'deleted') then 1
        when b.fully_scraped_at > moment.now - make_interval(days => ${FULL_SCRAPE_AFTER_DAYS}::int)
          and coalesce(
            b.scraped_at - greatest(b.last_post_at, b.latest_story_at) > moment.now - b.scraped_at, true
          ) and h.unread = 0 then 1
        else 2 + ceil(${settings.postsPerScrape}::numeric / ${POSTS_PER_REQUEST}) + ceil(least(
          h.unread + ceil(h.known::numeric / ${HIGHLIGHTS_PER_CHANGED}), ${settings.highlightsPerScrape}
        ) / ${STORIES_PER_REQUEST})
      end) as requests
    from first
    join blogs b on b.id = first.id
    cross join moment
    cross join lateral (
      select count(*) filter (where stories_read_at is null) as unread, count(stories_read_at) as known
      from blog_highlights where blog_id = b.id
    ) h
  ),
  running as (select *, sum(requests) over (order by place) as total from priced)
  select id as blog_id, requests::int as requests from running where total <= ${left} order by place`

/** Counts the creators that are due, and not being scraped. */
export async function countDue(db: Db, settings: UpdateSettings): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with ${due(settings)}
    select (select count(*) from in_campaign) + (select count(*) from others) as count`.execute(db)
  return rows[0]?.count ?? 0
}

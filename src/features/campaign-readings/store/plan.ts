import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { lockExclusive } from '../../../db/locks.ts'
import type { Config } from '../../declarations.ts'
import { AGES, FOLLOWED_DAYS, wantedCreators } from './wanted.ts'

/** Posts that one request reads. */
const POSTS_PER_REQUEST = 33
/** Maximum pages of posts of one reading. */
export const MAX_PAGES = 5
/** A plan may be a little early, or each reading would be one plan later than the one before. */
const SLACK_MINUTES = 10
/** The part of a day's budget that one hour may use, so that readings spread over the day. */
const SHARE_OF_HOUR = 1 / 12

export type ReadingSettings = Pick<Config, 'readingsPerDay' | 'readingRequestsPerDay'>

export type PlannedReading = { blog_id: string; list_id: string; requests: number }

/**
 * Locks the planning of readings until the transaction ends. Returns the requests that it may
 * spend now: what is left of the day's budget, and of this hour's share of it. Whole hours, so that
 * a plan may be a little early.
 */
export async function lockReadingBudget(tx: Tx, requestsPerDay: number): Promise<number> {
  await lockExclusive(tx, 'campaign_readings')
  const { rows } = await sql<{ day: number; hour: number }>`
    with this_hour as materialized (select date_trunc('hour', world_now()) as at)
    select coalesce(sum(requests), 0)::float8 as day,
      coalesce(sum(requests) filter (where hour = this_hour.at), 0)::float8 as hour
    from this_hour left join reading_spending on hour >= this_hour.at - interval '23 hours'`.execute(
    tx,
  )
  const { day = 0, hour = 0 } = rows[0] ?? {}
  const ofHour = Math.ceil(requestsPerDay * SHARE_OF_HOUR)
  return Math.max(Math.min(requestsPerDay - day, ofHour - hour), 0)
}

/** The requests of a reading: `who` has `posts`, `oldest_tied`, `live_stories` and the blog `b`. */
const profileRequests = sql`1`
const feedRequests = sql`case when who.posts then least(${sql.lit(MAX_PAGES)}, 1 + floor(
  coalesce(b.posts_per_week, 0) * extract(epoch from moment.now - coalesce(who.oldest_tied, moment.now))
    / 604800 / ${sql.lit(POSTS_PER_REQUEST)})) else 0 end`
const storyRequests = sql`case when s.live_stories = 0 then 0 else 1 end`

/** A condition on the id of a creator, which indexes of creators and results answer. */
type Selection = (id: RawBuilder<unknown>) => RawBuilder<SqlBool>

/**
 * The creators to read with what is known of them, one row each (`who`): whether posts are read,
 * the oldest followed post, whether a followed post has reached an age since the last reading
 * (`age_passed`) or reaches one within half an interval (`age_ahead`). The list that it is
 * charged to is chosen here: a join of two temporary results, whose sizes PostgreSQL does not
 * know, takes seconds. `isSelected` limits them to some.
 */
const creators = (settings: ReadingSettings, isSelected: Selection = () => sql`true`) => sql`
  moment as materialized (
    select world_now() as now, make_interval(secs => ${86_400 / settings.readingsPerDay}) as every
  ),
  wanted as materialized (
    select * from (${wantedCreators}) w where ${isSelected(sql.ref('w.blog_id'))}
  ),
  tied as materialized (
    select r.author_id as blog_id, min(r.taken_at) as oldest,
      array_agg(r.taken_at) as times
    from shared.campaign_results r cross join moment
    where r.kind = 'post' and r.gone_since is null and ${isSelected(sql.ref('r.author_id'))}
      and r.taken_at > moment.now - make_interval(days => ${sql.lit(FOLLOWED_DAYS)})
    group by r.author_id
  ),
  spent as materialized (
    select list_id, sum(requests) as requests from reading_spending
    where hour >= (select date_trunc('hour', now) - interval '23 hours' from moment)
    group by list_id
  ),
  charges as (
    select w.*, case when w.daily_requests is null then 1e12
      else w.daily_requests - coalesce(spent.requests, 0) end as list_left
    from wanted w left join spent on spent.list_id = w.list_id
  ),
  who as materialized (
    select w.blog_id, bool_or(w.posts) as posts, bool_or(w.is_running) as is_running, min(tied.oldest) as oldest_tied,
      min(tied.times) as times,
      (array_agg(w.list_id order by w.posts desc, w.list_left desc, w.list_id))[1] as list_id,
      (array_agg(w.list_left order by w.posts desc, w.list_left desc, w.list_id))[1] as list_left
    from charges w left join tied on tied.blog_id = w.blog_id
    group by w.blog_id
  )`

/** The creators that are due, with how overdue each is (`worth`); after `creators`. */
const due = sql`
  timed as (
    select who.blog_id, moment.now,
      case when who.is_running and b.scrape_status not in ('private', 'restricted', 'deleted') then moment.every
        else greatest(moment.every, interval '1 day') end as every,
      greatest(s.planned_at, s.read_at, case when who.posts then b.fully_scraped_at end) as last,
      (${profileRequests} + ${feedRequests} + ${storyRequests})::int as requests, who.times, who.list_id, who.list_left
    from who
    join shared.blogs b on b.id = who.blog_id
    cross join moment
    left join reading_schedule s on s.blog_id = who.blog_id
  ),
  aged as (
    select timed.*,
      exists (
        select from unnest(times) t (taken_at), unnest(array[${sql.join(AGES)}]::int[]) a (days)
        where taken_at + make_interval(days => days) > last
          and taken_at + make_interval(days => days) <= timed.now
      ) as age_passed,
      exists (
        select from unnest(times) t (taken_at), unnest(array[${sql.join(AGES)}]::int[]) a (days)
        where taken_at + make_interval(days => days) > timed.now
          and taken_at + make_interval(days => days) <= timed.now + every / 2
      ) as age_ahead
    from timed
    where last is null
      or last + every / 2 <= timed.now + make_interval(mins => ${sql.lit(SLACK_MINUTES)})
  ),
  due as (
    select blog_id, list_id, list_left, requests,
      case when last is null then 1e9 else extract(epoch from now - last) / extract(epoch from every) end
        + case when age_passed then 1 else 0 end as worth
    from aged
    where last is null or age_passed
      or (last + every <= now + make_interval(mins => ${sql.lit(SLACK_MINUTES)}) and not age_ahead)
  )`

/**
 * Selects the creators that are due, most overdue first, at most `limit` of them and at most
 * `left` requests in all, and of each list at most what its limit has left. A creator is due when
 * the interval since the last reading is over and no followed post reaches an age in the next
 * half, or when one has reached an age and half an interval is over. A whole scrape counts as a
 * reading of posts; a profile that cannot be seen, and one whose campaigns have ended, is read
 * once a day. A creator in several lists is charged to the one with the most left, a campaign
 * first.
 */
export const choiceOfReadings = (
  settings: ReadingSettings,
  { left, limit }: { left: number; limit: number },
) => sql<PlannedReading>`
  with ${creators(settings)},
  ${due},
  within_list as (
    select *, sum(requests) over (partition by list_id order by worth desc, blog_id) as list_total
    from due
  ),
  running as (
    select *, sum(requests) over (order by worth desc, blog_id) as total,
      row_number() over (order by worth desc, blog_id) as place
    from within_list where list_total <= list_left
  )
  select blog_id, list_id, requests from running
  where total <= ${left} and place <= ${limit} order by place`

export type ReadingsPlan = {
  creators: number
  /** A day's requests at the rate of the settings, before any limit. */
  profile: number
  posts: number
  stories: number
  daily_requests: number | null
  /** Requests that were planned for it within 24 hours. */
  spent: number
  /** Creators that another running campaign or list reads, too. */
  shared: number
}

/** Reads its own creators alone. Exported for a test of its plan. */
export function planQuery(listId: string, settings: ReadingSettings): RawBuilder<ReadingsPlan> {
  const isMember: Selection = (id) => sql`${id} = any(array(select blog_id from accounts))`
  return sql<ReadingsPlan>`
    with members as materialized (
      select m.blog_id, l.is_campaign
      from shared.lists l
      join shared.list_members m on m.list_id = l.id and (not l.is_campaign or m.status in ('agreed', 'published'))
      where l.id = ${listId}::uuid
    ),
    accounts as materialized (
      select blog_id, is_campaign from members
      union
      select account.id, is_campaign from members
      join shared.blogs member on member.id = members.blog_id
      join shared.blogs account on account.person_id = member.person_id
      where is_campaign
    ),
    ${creators(settings, isMember)},
    read as (
      select account.blog_id, coalesce(who.posts, account.is_campaign) as posts, who.oldest_tied,
        (select count(*) from wanted w where w.blog_id = account.blog_id and w.list_id <> ${listId}::uuid) as others
      from accounts account
      left join who on who.blog_id = account.blog_id
    ),
    each_reading as (
      select ${profileRequests} as profile, ${feedRequests} as posts, ${storyRequests} as stories, who.others
      from read who
      join shared.blogs b on b.id = who.blog_id
      cross join moment
      left join reading_schedule s on s.blog_id = who.blog_id
      where b.scrape_status <> 'deleted'
    )
    select count(*)::int as creators,
      coalesce(sum(profile), 0)::int * ${settings.readingsPerDay}::int as profile,
      coalesce(sum(posts), 0)::int * ${settings.readingsPerDay}::int as posts,
      coalesce(sum(stories), 0)::int * ${settings.readingsPerDay}::int as stories,
      (select daily_requests from shared.campaigns where list_id = ${listId}::uuid) as daily_requests,
      coalesce((select sum(requests) from reading_spending where list_id = ${listId}::uuid
        and hour >= (select date_trunc('hour', now) - interval '23 hours' from moment)), 0)::int as spent,
      (count(*) filter (where others > 0))::int as shared
    from each_reading`
}

/**
 * The requests that a list's creators would take in a day; of a campaign that has not begun, too.
 */
export async function planOfList(
  db: Db,
  listId: string,
  settings: ReadingSettings,
): Promise<ReadingsPlan> {
  const { rows } = await planQuery(listId, settings).execute(db)
  const [plan] = rows
  if (!plan) throw new Error('an aggregate has one row')
  return plan
}

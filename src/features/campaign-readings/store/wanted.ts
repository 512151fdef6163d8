import { sql } from 'kysely'

/** Ages in days at which results of campaigns are measured. */
export const AGES = [1, 3, 7, 30] as const
/** The days for which a post is followed: its last age, and a day for the readings around it. */
export const FOLLOWED_DAYS = 31

/**
 * The creators that readings are for, one row or more for each of their lists: agreed creators of
 * running campaigns with the other accounts of the same people, the authors of posts that are tied
 * to a campaign and followed, also after its end, and creators of lists that ask for stories.
 * `posts` is whether posts are read, `is_running` whether new ones are waited for, `since` when the
 * campaign began, `daily_requests` its limit.
 */
export const wantedCreators = sql`
  select account.id as blog_id, l.id as list_id, c.daily_requests, true as posts, true as is_running,
    c.starts_at as since
  from shared.lists l
  left join shared.campaigns c on c.list_id = l.id
  join shared.list_members m on m.list_id = l.id and m.status in ('agreed', 'published')
  join shared.blogs member on member.id = m.blog_id
  join shared.blogs account on account.person_id = member.person_id
  where l.is_campaign and coalesce(c.starts_at, '-infinity') <= (select world_now())
    and coalesce(l.ends_at, 'infinity') > (select world_now())
  union all
  select distinct r.author_id, r.list_id, c.daily_requests, true, false, c.starts_at
  from shared.campaign_results r
  join shared.campaigns c on c.list_id = r.list_id
  where r.kind = 'post' and r.gone_since is null
    and r.taken_at > (select world_now()) - make_interval(days => ${sql.lit(FOLLOWED_DAYS)})
  union all
  select m.blog_id, s.list_id, null, false, true, null
  from shared.story_lists s join shared.list_members m on m.list_id = s.list_id`

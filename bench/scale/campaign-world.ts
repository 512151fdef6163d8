import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'

export const CAMPAIGNS = 1_000
export const CREATORS = 50
/** Accounts of creators that the team has connected. */
const CONNECTED = 1_000
const NAME = 'measured campaign '

/**
 * Adds running campaigns of 50 creators each: the newest post of a creator is tied, with readings
 * of six days. `remove` leaves the database as it was.
 */
export async function addCampaigns(
  db: Db,
  creators: number,
): Promise<{ campaigns: string[]; authors: string[] }> {
  await removeCampaigns(db)
  await sql`
    insert into lists (name, is_campaign, ends_at)
    select ${NAME} || n, true, world_now() + interval '30 days' from generate_series(0, ${CAMPAIGNS - 1}) n`.execute(
    db,
  )
  await sql`
    insert into campaigns (list_id, handles, hashtags, starts_at)
    select id, '{botamkids}', '{botam}', world_now() - interval '3 years' from ${measured}`.execute(
    db,
  )
  await sql`
    insert into list_members (list_id, blog_id, status, price, currency)
    select list.id, bench.blog_id(1 + (list.n * ${CREATORS} + place) % ${creators}), 'published', 90000, 'KZT'
    from ${measured}, generate_series(0, ${CREATORS - 1}) place on conflict do nothing`.execute(db)
  await sql`
    insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, code, media_type, taken_at, caption,
      sign, quote, like_count, comment_count, play_count, view_count, last_read_at)
    select list.id, member.blog_id, member.blog_id, 'post', post.platform_id, 'C' || post.platform_id, 'video',
      world_now() - interval '8 days', post.caption_text, 'mention', '@botamkids', 900, 40, 20000, 21000, world_now()
    from ${measured} join list_members member on member.list_id = list.id
    cross join lateral (
      select platform_id, caption_text from blog_posts where blog_id = member.blog_id
      order by taken_at desc limit 1
    ) post on conflict do nothing`.execute(db)
  await sql`
    insert into post_readings (blog_id, platform_id, read_at, taken_at, like_count, comment_count,
      play_count, view_count)
    select distinct on (result.author_id, result.platform_id, day) result.author_id, result.platform_id,
      result.taken_at + day * interval '1 day', result.taken_at, 100 * day, 5 * day, 3000 * day, 3200 * day
    from ${measured} join campaign_results result on result.list_id = list.id, generate_series(1, 6) day`.execute(
    db,
  )
  await sql`
    insert into reading_schedule (blog_id, planned_at, read_at, live_stories)
    select distinct blog_id, world_now() - interval '9 hours', world_now() - interval '9 hours', 0
    from ${measured} join list_members member on member.list_id = list.id on conflict do nothing`.execute(
    db,
  )
  await sql`
    insert into own_media_sync (connection_id, username, next_list_at, next_insights_at)
    select uuidv7(), username, 'infinity', 'infinity' from blogs
    where id in (select bench.blog_id(n) from generate_series(1, ${CONNECTED}) n)`.execute(db)
  await sql`
    analyze lists, campaigns, list_members, campaign_results, post_readings, reading_schedule, own_media_sync`.execute(
    db,
  )
  const { rows: campaigns } = await sql<{ id: string }>`
    select id from ${measured} order by n`.execute(db)
  const { rows: authors } = await sql<{ id: string }>`
    select bench.blog_id(n) as id from generate_series(1, 500) n`.execute(db)
  return { campaigns: campaigns.map(({ id }) => id), authors: authors.map(({ id }) => id) }
}

const measured = sql`(
  select id, substr(name, ${NAME.length + 1})::integer as n from lists where starts_with(name, ${NAME})
) list`

export async function removeCampaigns(db: Db): Promise<void> {
  await sql`truncate post_readings, reading_schedule, own_media_sync cascade`.execute(db)
  await sql`delete from lists where starts_with(name, ${NAME})`.execute(db)
}

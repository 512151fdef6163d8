import { sql } from 'kysely'
import { encrypt } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/handles.ts'
import { ENCRYPTION_KEYS } from '../encryption-key.ts'
import type { Filling } from './index.ts'
import { storePictures } from './pictures.ts'

export const CAMPAIGN = '0198c1a5-0000-7000-8000-00000000ca01'
const EMPTY = '0198c1a5-0000-7000-8000-00000000ca02'
const CREATOR = '0198c1a5-0000-7000-8000-00000000cb01'
const UNLABELLED = '0198c1a5-0000-7000-8000-00000000cd01'
const WEBHOOK = '0198c1a5-0000-7000-8000-00000000cc01'

/** A campaign in which creators are late, unlabelled, gone and all well, and one without creators. */
async function fill(db: Db, text: string) {
  await sql`delete from lists where id in (${CAMPAIGN}, ${EMPTY})`.execute(db)
  await sql`delete from blogs where username like 'camp.%'`.execute(db)
  await sql`
    insert into lists (id, name, description, is_campaign, ends_at) values
      (${CAMPAIGN}, ${`C ${text}`.slice(0, 100)}, ${text}, true, world_now() + interval '11 days'),
      (${EMPTY}, 'Spring', null, true, null)`.execute(db)
  await sql`
    insert into campaigns (list_id, handles, hashtags, links, starts_at, time_zone, client, daily_requests) values
      (${CAMPAIGN}, '{botamkids}', '{botamқыс}', '{botam.example/qys}', world_now() - interval '10 days',
       'Asia/Almaty', ${text}, 240),
      (${EMPTY}, '{}', '{}', '{}', null, 'UTC', null, null)`.execute(db)
  await sql`
    with people as (insert into persons select from generate_series(1, 5) returning id),
    places as (select id, row_number() over () as n from people),
    members as (
      insert into blogs (id, person_id, username, full_name, source, follower_count, er, er_posts, scrape_status, scraped_at)
      select case n when 1 then ${CREATOR}::uuid else uuidv7() end, id, 'camp.' || n, ${text}, 'manual',
        n * 12000, n / 100.0, 12, 'active', world_now() - interval '2 hours'
      from places returning id, username
    ),
    kept as (
      insert into list_members (list_id, blog_id, status, price, currency)
      select ${CAMPAIGN}::uuid, id, 'agreed',
        case right(username, 1)::int when 5 then 350 else right(username, 1)::int * 45000 end,
        case right(username, 1) when '5' then 'USD' else 'KZT' end
      from members returning blog_id
    )
    insert into campaign_promises (list_id, blog_id, posts, reels, stories, due_at)
    select ${CAMPAIGN}::uuid, id, case when n % 2 = 0 then 1 else 0 end, case when n % 2 = 1 then 1 else 0 end,
      case when n = 3 then 2 else 0 end, world_now() + make_interval(days => n - 4)
    from members cross join lateral (select right(username, 1)::int as n) place`.execute(db)
  await sql`
    insert into campaign_results (id, list_id, blog_id, author_id, kind, platform_id, code, media_type, product_type,
      taken_at, caption, sign, quote, label, label_quote, like_count, comment_count, play_count, last_read_at,
      first_missed_at, last_missed_at, gone_since)
    select case n when 2 then ${UNLABELLED}::uuid else uuidv7() end, ${CAMPAIGN}::uuid, id, id, case n when 5 then 'story' else 'post' end, '77' || n, 'C8x2Yp1N0a' || n,
      case when n = 2 then 'album' else 'video' end, case when n = 2 then 'carousel_container' else 'clips' end,
      world_now() - interval '8 days' + make_interval(hours => n * 30), ${text},
      (array['mention', 'hashtag', 'mention', 'code', 'link'])[n], ${text},
      case n when 3 then 'platform' when 4 then 'words' end, case n when 4 then ${text} end,
      300 * n, 20 * n, case when n in (3, 4) then 9000 * n end, world_now() - interval '2 hours',
      case n when 4 then world_now() - interval '3 days' end,
      case n when 4 then world_now() - interval '2 days' end,
      case n when 4 then world_now() - interval '3 days' end
    from blogs cross join lateral (select right(username, 1)::int as n) place
    where username like 'camp.%' and n > 1`.execute(db)
  await fillPosts(db, text)
  await fillStory(db)
  await sql`insert into team_currency (currency) values ('KZT') on conflict do nothing`.execute(db)
  await sql`
    insert into team_rates (currency, base_currency, rate, entered_on)
    values ('USD', 'KZT', 520, current_date) on conflict do nothing`.execute(db)
  await fillOutgoing(db, text)
}

/** The story of the campaign, whose creator the team has connected, with Meta's numbers. */
async function fillStory(db: Db) {
  await sql`delete from own_media_sync where username = 'camp.5'`.execute(db)
  await sql`
    with sync as (
      insert into own_media_sync (connection_id, username, next_list_at, next_insights_at, ended_at)
      values (uuidv7(), 'camp.5', 'infinity', 'infinity', world_now()) returning connection_id
    )
    insert into own_stories (connection_id, platform_id, blog_id, story_id, taken_at, tried_at, read_at, metrics)
    select connection_id, '18177', author_id, platform_id, taken_at, taken_at + interval '23 hours',
      taken_at + interval '23 hours', '{"reach": 1840, "views": 2105, "replies": 12, "navigation": 1960}'
    from sync, campaign_results where list_id = ${CAMPAIGN} and kind = 'story'`.execute(db)
}

/** A weekly report, sent, tried again and failed, and a webhook that does not take its rows. */
async function fillOutgoing(db: Db, text: string) {
  await sql`
    insert into campaign_reports (list_id, weekday, hour, channels, language, next_at, planned_zone)
    values (${CAMPAIGN}, 1, 9, '{telegram}', 'ru', world_now() + interval '3 days', 'Asia/Almaty')`.execute(
    db,
  )
  await sql`
    insert into campaign_report_sends (list_id, channel, due_at, is_last, state, attempts, last_status, last_error)
    select ${CAMPAIGN}::uuid, channel, world_now() - days * interval '1 day', false, state, 1, status, error
    from (values ('telegram', 1, 'waiting', 503, ${text}), ('telegram', 8, 'failed', null, ${text}),
      ('webhook', 8, 'sent', 200, null)) as s (channel, days, state, status, error)`.execute(db)
  const target = { url: 'https://8.8.8.8/rows', secret: 'whsec_c2VjcmV0', authorization: null }
  const place = { table: 'outgoing_webhooks', row: WEBHOOK, column: 'settings' }
  const settings = encrypt(ENCRYPTION_KEYS, place, JSON.stringify(target))
  await sql`
    insert into outgoing_webhooks (id, list_id, name, rows, template, batch_size, host, settings, last_status, last_error)
    values (${WEBHOOK}, ${CAMPAIGN}, ${text.slice(0, 100)}, 'results', '{"a": "{{username}}"}', 100, 'hooks.example',
      ${settings}, 403, ${text})`.execute(db)
}

const TOPICS = ['motherhood', 'fashion', 'beauty', 'food', 'travel']

/** Further posts of the creators, readings of those of the campaign, and pictures of all. */
async function fillPosts(db: Db, text: string): Promise<void> {
  await sql`
    update blogs set languages = '{ru,kk}', city_id = 1526384, city = 'Almaty', city_source = 'tagged',
      city_posts = 9, er_percentile = 55 + right(username, 1)::int * 5, engagement_spread = 0.2,
      fully_scraped_at = scraped_at
    where username like 'camp.%'`.execute(db)
  await sql`
    insert into blog_posts (blog_id, platform_id, code, media_type, product_type, caption_text, like_count,
      comment_count, play_count, is_paid_partnership, taken_at)
    select blog.id, '78' || right(username, 1) || n, 'D8x2Yp' || right(username, 1) || n, 'video', 'clips',
      ${text}, 200 + n * 37 % 300, 12, 9000 + n * 411, n % 4 = 0, world_now() - n * interval '40 hours'
    from blogs blog, generate_series(1, 9) n where username like 'camp.%'`.execute(db)
  await sql`
    insert into post_readings (blog_id, platform_id, taken_at, read_at, like_count, comment_count, play_count)
    select author_id, platform_id, taken_at, taken_at + make_interval(hours => n * 12),
      (like_count * share)::int, (comment_count * share)::int, (play_count * share)::int
    from campaign_results, generate_series(1, 16) n, lateral (select 1 - power(0.72, n) as share) grown
    where list_id = ${CAMPAIGN} and kind = 'post'
      and taken_at + make_interval(hours => n * 12) < coalesce(gone_since, world_now())`.execute(db)
  const { rows } = await sql<{ id: string; username: string }>`
    select id, username from blogs where username like 'camp.%' order by username`.execute(db)
  for (const [at, { id, username }] of rows.entries()) {
    const n = username.slice(-1)
    const posts = [`77${n}`, ...Array.from({ length: 9 }, (_, each) => `78${n}${each + 1}`)]
    const topic = TOPICS[at] ?? 'motherhood'
    await storePictures(db, { blogId: id, posts: n === '1' ? [] : posts, topic })
  }
}

export const campaigns: Filling = {
  fill,
  paths: [
    `/campaigns/${CAMPAIGN}`,
    `/campaigns/${EMPTY}`,
    '/campaigns/new',
    '/campaigns/rates',
    `/campaigns/${CAMPAIGN}/edit`,
    `/campaigns/${CAMPAIGN}/delete`,
    `/campaigns/${CAMPAIGN}/tie`,
    `/campaigns/${CAMPAIGN}/ask?key=not_labelled:${UNLABELLED}`,
    `/campaigns/${CAMPAIGN}/report`,
    '/outgoing-webhooks',
    `/outgoing-webhooks/new?list=${CAMPAIGN}`,
    `/outgoing-webhooks/${WEBHOOK}/edit`,
    `/outgoing-webhooks/${WEBHOOK}/delete`,
    `/campaigns/${CAMPAIGN}/promises/${CREATOR}`,
  ],
}

import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'

const NAMES = [
  'Камила Ержан',
  'Томирис',
  'Әсел Нұрланова',
  'Нұргүл Сәрсен',
  'Наталья Вольф',
  'Дана Искакова',
  'Сәуле Бекова',
  'Инна Ли',
  'Гүлназ Омар',
  'Алина Харт',
  'Динара Әбілқасым',
  'Мадина Рахимова',
]

/** Creators `home.1` to `home.12`; the first four are unusual, the last three have something to do. */
export async function fillCreators(db: Db): Promise<void> {
  await sql`delete from blogs where username like 'home.%'`.execute(db)
  await sql`delete from lists where name in ('Botam winter', 'Mothers of Almaty')`.execute(db)
  await sql`
    with people as (insert into persons (full_name) select unnest(${NAMES}::text[]) returning id, full_name),
    numbered as (
      select people.*, array_position(${NAMES}::text[], full_name) as n from people)
    insert into blogs (person_id, username, full_name, source, scrape_status, follower_count, er, er_posts, er_percentile,
      posts_per_week, scraped_at, last_post_at)
    select id, 'home.' || n, full_name, 'discover', 'active', 4000 + n * 1900, 0.06 - n * 0.003, 12, 95 - n * 6, 4,
      world_now() - interval '1 hour',
      world_now() - case n when 4 then interval '17 days' else interval '1 day' end
    from numbered`.execute(db)
  await sql`
    insert into blog_posts (blog_id, platform_id, media_type, taken_at, play_count, like_count, comment_count, caption_text,
      advertising)
    select id, 'p' || back, 'video',
      last_post_at - back * interval '2 days' + case when username = 'home.4' then interval '0' else interval '2 hours' end,
      case when username = 'home.1' and back = 0 then 62000 else 4800 + back * 10 end,
      case when username = 'home.1' and back = 0 then 3100 else 240 + (back * 37) % 60 end, 12,
      case username when 'home.1' then 'Пять вещей, которые ребёнок делает сам' when 'home.3' then 'промокод ASEL15' end,
      case when username = 'home.3' and back = 0 then
        '{"signs": [{"kind": "code", "quote": "промокод ASEL15"}], "brands": [{"brand": "qamqor.baby", "by": "mention", "quote": "@qamqor.baby"}]}'::jsonb
      end
    from blogs, generate_series(0, 9) back where username like 'home.%'`.execute(db)
  await sql`
    insert into blog_snapshots (blog_id, scraped_at, follower_count)
    select id, world_now() - back * interval '4 days' - interval '1 hour',
      case when username = 'home.2' and back > 0 then 5000 + back * 20 else follower_count - back * 10 end
    from blogs, generate_series(0, 8) back where username like 'home.%'`.execute(db)
}

/** Two lists whose members the user of this login talks to. */
export async function fillWork(db: Db, login: string): Promise<void> {
  await sql`
    with campaign as (
      insert into lists (name, is_campaign, ends_at) values ('Botam winter', true, world_now() + interval '9 days')
      returning id),
    list as (insert into lists (name) values ('Mothers of Almaty') returning id),
    me as (select id from users where login = ${login})
    insert into list_members (list_id, blog_id, status, owner_id, due_on, price, currency)
    select case when n = 10 then list.id else campaign.id end, blog.id,
      case n when 10 then 'contacted' when 11 then 'agreed' when 12 then 'candidate' when 4 then 'contacted' else 'published' end,
      case when n >= 10 then me.id end,
      (case n when 10 then world_now() + interval '2 days' when 11 then world_now() - interval '3 days' when 12 then world_now() end
        at time zone 'Asia/Almaty')::date,
      case when n in (1, 2, 3) then 85000 end, case when n in (1, 2, 3) then 'KZT' end
    from campaign, list, me, blogs blog
    cross join lateral (select substring(blog.username from 6)::int as n) numbered
    where blog.username like 'home.%' and n in (1, 2, 3, 4, 10, 11, 12)`.execute(db)
}

/** A saved view of the user: creators with at least 5,900 followers. */
export async function fillView(db: Db, login: string): Promise<void> {
  await sql`
    insert into saved_views (user_id, page, name, query)
    select id, 'creators', 'Mothers in Almaty 5.9k+', 'username=home.&min_followers=5,9k' from users where login = ${login}`.execute(
    db,
  )
}

/** Ends the visit of everybody: the next use of a home begins another one. */
export async function endVisits(db: Db): Promise<void> {
  await sql`update visits set used_at = used_at - interval '3 days', begun_at = begun_at - interval '3 days'`.execute(
    db,
  )
  await sql`update view_visits set begun_at = begun_at - interval '3 days'`.execute(db)
}

import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

export const LIST = '0198c1a5-0000-7000-8000-00000000a001'
export const EMPTY_LIST = '0198c1a5-0000-7000-8000-00000000a002'
export const MEMBER = '0198c1a5-0000-7000-8000-00000000b001'

/** A campaign with a creator in every status, and an empty list. */
async function fill(db: Db, text: string) {
  await sql`delete from lists where id in (${LIST}, ${EMPTY_LIST})`.execute(db)
  await sql`delete from blogs where username like 'member.%'`.execute(db)
  await sql`
    insert into lists (id, name, description, is_campaign, ends_at) values
      (${LIST}, ${`A ${text}`.slice(0, 100)}, ${text}, true, world_now() + interval '30 days'),
      (${EMPTY_LIST}, 'Somebody', null, false, null)`.execute(db)
  await sql`
    with people as (insert into persons select from generate_series(1, 6) returning id),
    places as (select id, row_number() over () as n from people),
    members as (
      insert into blogs (id, person_id, username, full_name, source, follower_count, er, er_posts, er_percentile, scrape_status)
      select case n when 1 then ${MEMBER}::uuid else uuidv7() end, id, 'member.' || n, ${text}, 'manual',
        case when n < 6 then n * 11000 end, case when n < 5 then n / 100.0 end, 12, 70, 'active'
      from places returning id, username
    )
    insert into list_members (list_id, blog_id, status, price, currency, due_on, note)
    select ${LIST}::uuid, id, s.status, case when n < 5 then n * 75000.50 end, case when n < 4 then 'KZT' when n = 4 then 'USD' end,
      current_date + n - 3, ${text}
    from members
    cross join lateral (select right(username, 1)::int as n) place
    cross join lateral (select (array['candidate', 'contacted', 'agreed', 'published', 'rejected', 'candidate'])[n] as status) s`.execute(
    db,
  )
  await fillNews(db, text)
}

/** The rules of the list, and news of every kind. */
async function fillNews(db: Db, text: string) {
  await sql`
    insert into watches (list_id, rules, digest, next_digest_at, is_for_team) values (${LIST}, ${JSON.stringify(
      {
        growth_share: 0.05,
        risk_flags: true,
        renamed: true,
        private: true,
        gone: true,
        back: true,
        silent_days: 14,
        far_above_times: 5,
        brands: ['botam.kz'],
      },
    )}::jsonb, 'weekly', world_now() + interval '3 days', true)`.execute(db)
  await sql`
    insert into watch_news (list_id, blog_id, kind, happened_at, dedupe_key, details)
    select ${LIST}, ${MEMBER}, kind, world_now() - interval '1 day', kind, details::jsonb
    from (values
      ('growth', '{"before": 10000, "now": 12000, "days": 7, "share": 0.2, "usual": 0.01, "limit": 0.05, "readings": 9}'),
      ('fall', '{"before": 10000, "now": 7000, "days": 7, "share": -0.3, "usual": null, "limit": 0.2, "readings": 2}'),
      ('risk_flag', '{"flag": "follower_spike"}'),
      ('renamed', '{"before": "former", "now": "member.1"}'),
      ('private', '{}'),
      ('gone', '{"status": "deleted"}'),
      ('back', '{"status": "private"}'),
      ('silent', '{"days": 14, "last_post_at": "2026-11-01T10:00:00Z"}'),
      ('far_above', '{"post": "p1", "code": "abc", "now": 9000, "usual": 1000, "compared": 20, "is_plays": true}')
    ) as n (kind, details)`.execute(db)
  await sql`
    insert into watch_news (list_id, blog_id, kind, happened_at, dedupe_key, details)
    values (${LIST}, ${MEMBER}, 'advertises', world_now(), 'advertises',
      jsonb_build_object('post', 'p1', 'code', 'abc', 'brand', 'botam.kz', 'by', 'words', 'quote', ${text}::text))`.execute(
    db,
  )
}

export const lists: Filling = {
  fill,
  paths: [
    '/lists',
    '/lists/new',
    `/lists/${LIST}`,
    `/lists/${LIST}?status=agreed`,
    `/lists/${LIST}?view=board`,
    `/lists/${LIST}/edit`,
    `/lists/${LIST}/delete`,
    `/lists/${LIST}/add`,
    `/lists/${LIST}/members/${MEMBER}`,
    `/lists/${EMPTY_LIST}`,
    '/watches',
    `/watches/${LIST}`,
    `/watches/${LIST}?unread=true&kind=growth`,
    `/watches/${LIST}/edit`,
    `/watches/${EMPTY_LIST}`,
    `/watches/${EMPTY_LIST}/edit`,
  ],
}

import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

export const LIST = '0198c1a5-0000-7000-8000-00000000a001'
const EMPTY_LIST = '0198c1a5-0000-7000-8000-00000000a002'
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
  ],
}

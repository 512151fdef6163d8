import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'

/** Captions of posts by their place: yesterday, failed, next, tomorrow twice, to confirm. */
export const CAPTIONS = [
  'Завтрак до полудня — теперь каждый день',
  'Cake for breakfast, yes or no?',
  'Түскі ас: лағман, салат және нан',
  'Жұма күнгі торт: жидек пен қаймақ',
  'One dough, forty metres',
  'Winter is on the menu',
] as const

/**
 * Posts of three days as clocks in UTC have them, on two accounts, one of which is connected and has
 * earlier posts to compare with; one post failed on one account, one waits to be confirmed.
 */
export async function fillAgenda(db: Db, owner: string | null = null): Promise<void> {
  await sql`delete from posts where caption = any (${[...CAPTIONS]}::text[])`.execute(db)
  await sql`delete from connections where username = 'aspan.coffee'`.execute(db)
  await sql`delete from instagram_accounts where username = 'aspan.istanbul'`.execute(db)
  await sql`delete from groups where name = 'Cafés'`.execute(db)
  await sql`
    with connected as (
      insert into connections (owner_id, platform_id, username, login, rights_granted)
      values (${owner}::uuid, 'aspan', 'aspan.coffee', 'instagram', '{instagram_business_basic,instagram_business_content_publish}')
      returning id),
    sync as (insert into own_media_sync (connection_id, owner_id, username) select id, ${owner}::uuid, 'aspan.coffee' from connected),
    pool as (
      insert into instagram_accounts (username, state, purpose, device_seed, secrets)
      values ('aspan.istanbul', 'active', 'publish', 'aspan', 'x') returning id),
    accounts as (
      insert into publishing_accounts (connection_id, account_id)
      select id, null from connected union all select null, id from pool returning id),
    its_group as (insert into groups (name) values ('Cafés') returning id)
    insert into group_members (group_id, publishing_account_id) select its_group.id, accounts.id from its_group, accounts`.execute(
    db,
  )
  await sql`
    with day as (select date_trunc('day', world_now() at time zone 'UTC') at time zone 'UTC' as start),
    made as (
      insert into posts (type, caption, language, status, scheduled_at, time_zone, begun_at, completed_at)
      select 'photo', p.caption, p.language, p.status, day.start + p.at::interval, 'UTC',
        case when p.status in ('completed', 'partly_failed') then day.start + p.at::interval end,
        case when p.status in ('completed', 'partly_failed') then day.start + p.at::interval end
      from day cross join (values
        (${CAPTIONS[0]}, 'ru', 'completed', '-14 hours'), (${CAPTIONS[1]}, 'en', 'partly_failed', '1 second'),
        (${CAPTIONS[2]}, 'kk', 'pending', '23:59:59'), (${CAPTIONS[3]}, 'kk', 'pending', '33 hours'),
        (${CAPTIONS[4]}, 'en', 'pending', '43 hours'), (${CAPTIONS[5]}, 'en', 'review', null)
      ) p (caption, language, status, at)
      returning id, caption, status, begun_at),
    targets as (
      insert into post_targets (post_id, group_id) select made.id, g.id from made, groups g where g.name = 'Cafés')
    insert into executions (post_id, publishing_account_id, username, route, caption, status, media_id, posted_at, ended_at, error_class)
    select made.id, p.id, coalesce(c.username, a.username), case when c.id is null then 'private' else 'official' end, made.caption,
      outcome.status, case when c.id is not null then 'media-' || made.caption end,
      case when outcome.status = 'success' then made.begun_at end, made.begun_at,
      case when outcome.status = 'failed' then 'session_ended' end
    from made
    join group_members m on m.group_id = (select id from groups where name = 'Cafés')
    join publishing_accounts p on p.id = m.publishing_account_id
    left join connections c on c.id = p.connection_id
    left join instagram_accounts a on a.id = p.account_id
    cross join lateral (
      select case when made.status = 'partly_failed' and c.id is null then 'failed' else 'success' end as status
    ) outcome
    where made.status in ('completed', 'partly_failed')`.execute(db)
  await fillReels(db)
}

/** The Reels of the connected account: four earlier ones, and that of yesterday. */
async function fillReels(db: Db): Promise<void> {
  await sql`
    insert into own_media (connection_id, owner_id, platform_id, type, caption, published_at, last_synced_at)
    select c.id, c.owner_id, case n when 0 then 'media-' || ${CAPTIONS[0]} else 'earlier-' || n end, 'REEL',
      case n when 0 then ${CAPTIONS[0]} else 'Earlier ' || n end,
      (date_trunc('day', world_now() at time zone 'UTC') at time zone 'UTC') - interval '14 hours' - n * interval '3 days',
      world_now()
    from connections c, generate_series(0, 4) n where c.username = 'aspan.coffee'`.execute(db)
  await sql`
    insert into media_insights (media_id, collected_at, metrics)
    select m.id, m.published_at + age * interval '1 hour',
      jsonb_build_object('views', case when m.caption like 'Earlier%' then 300 else 412 end * age, 'reach', 100 * age)
    from own_media m join connections c on c.id = m.connection_id and c.username = 'aspan.coffee'
    cross join unnest(array[5, 10, 15]) age
    where m.caption like 'Earlier%' or age = 10`.execute(db)
}

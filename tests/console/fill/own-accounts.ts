import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

const id = (tail: string): string => `0198c1a5-0000-7000-8000-00000000${tail}`

/** Works, and its owner refused a right. */
export const BRAND = id('d001')
/** Has to be authorized again. */
export const SHOP = id('d002')
export const POSTS = ['1', '2', '3', '4'].map((n) => id(`d10${n}`))
const [MEASURED, LIMITED, REFUSED, NEW] = POSTS

/** Two connected accounts; posts that are measured, limited, refused and new. */
async function fill(db: Db, text: string) {
  const words = text.slice(0, 200)
  await sql`delete from own_media_sync where connection_id in (${BRAND}, ${SHOP})`.execute(db)
  await sql`delete from connections where id in (${BRAND}, ${SHOP})`.execute(db)
  await sql`
    insert into connections (
      id, platform_id, username, name, kind, login, page_id, page_name, rights_granted, rights_missing,
      data_access_expires_at, token_expires_at, state, state_reason, state_text
    ) values
      (${BRAND}, '17841400000000001', 'our.brand', ${words}, 'business', 'facebook', '1001', ${words},
        '{instagram_basic,pages_show_list}', '{instagram_manage_insights}',
        world_now() + interval '80 days', null, 'active', null, null),
      (${SHOP}, '17841400000000002', 'our.shop', null, 'creator', 'instagram', null, null,
        '{instagram_business_basic}', '{}', null, world_now() - interval '1 day', 'auth_error', 'token_expired', ${words})`.execute(
    db,
  )
  await sql`
    insert into own_media_sync (connection_id, username) values (${BRAND}, 'our.brand'), (${SHOP}, 'our.shop')`.execute(
    db,
  )
  await sql`
    insert into own_media (
      id, connection_id, platform_id, permalink, shortcode, type, caption, published_at, last_synced_at, next_sync_at,
      sync_status, sync_error, duration_ms
    )
    select post.id, ${BRAND}, '9' || n, 'https://www.instagram.com/reel/BRAND' || n || '/', 'BRAND' || n, 'REEL', ${text},
      world_now() - make_interval(days => n), world_now() - interval '5 minutes', world_now() + interval '40 minutes',
      status, case when status in ('error', 'rate_limited') then ${text} end, case n when 2 then 20000 end
    from (values
      (${MEASURED}::uuid, 2, 'ok'), (${LIMITED}::uuid, 3, 'rate_limited'), (${REFUSED}::uuid, 4, 'error'), (${NEW}::uuid, 1, 'idle')
    ) as post (id, n, status)`.execute(db)
  await sql`
    insert into media_insights (media_id, collected_at, metrics, gaps, raw)
    select ${MEASURED}::uuid, published_at + make_interval(hours => age),
      jsonb_build_object('views', 100 * age, 'reach', 80 * age, 'likes', age, 'comments', 2, 'saved', 3,
        'ig_reels_avg_watch_time', 7000),
      '{"follows": "right_missing", "shares": "not_yet_counted", "profile_visits": "not_for_this_type"}',
      jsonb_build_object('data', ${text}::text)
    from own_media cross join unnest(array[1, 6, 20, 40]) age where id = ${MEASURED}`.execute(db)
  await sql`
    insert into account_insights (connection_id, day, metrics, demographics)
    select ${BRAND}::uuid, (world_now() - make_interval(days => ago))::date,
      jsonb_build_object('followers_count', 1000 - ago, 'reach', 500 + ago, 'views', 900 + ago),
      case when ago = 1 then jsonb_build_object('city', jsonb_build_object(${words}::text, 40, 'Almaty', 60)) end
    from unnest(array[1, 2, 3]) ago
    on conflict (connection_id, day) do update set demographics = excluded.demographics`.execute(db)
  await sql`
    insert into graph_usage (scope, key, percent) values ('account', ${SHOP}, 62)
    on conflict (scope, key) do update set percent = excluded.percent, reported_at = excluded.reported_at`.execute(
    db,
  )
}

export const ownAccounts: Filling = {
  fill,
  paths: [
    '/home/creator',
    '/own-accounts',
    '/own-accounts?state=revoked',
    '/own-accounts?problem=personal_account',
    `/own-accounts/${BRAND}`,
    `/own-accounts/${SHOP}`,
    `/own-accounts/${BRAND}/disconnect`,
    '/reels',
    `/reels?account=${BRAND}&type=posts&since=2020-01-01`,
    '/reels?link=nowhere',
    `/reels?account=${SHOP}`,
    `/reels/${MEASURED}`,
    `/reels/${LIMITED}`,
    `/reels/${MEASURED}/raw`,
    `/reels/${MEASURED}/bind`,
    `/reels/${MEASURED}/bind?project=0198c1a5-0000-7000-8000-00000000c001`,
  ],
}

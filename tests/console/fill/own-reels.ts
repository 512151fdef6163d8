import { sql } from 'kysely'
import { jsonb } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

/** An account with as many Reels as say what is usual, and when to post. */
export const CREATOR = '0198c1a5-0000-7000-8000-00000000d003'
const REELS = 24
export const creatorReel = (n: number): string =>
  `0198c1a5-0000-7000-8000-00000000d2${String(n).padStart(2, '0')}`

const DEMOGRAPHICS = {
  age: { '13-17': 470, '18-24': 3_120, '25-34': 5_980, '35-44': 3_310, '45-54': 1_240, '65+': 130 },
  gender: { F: 10_380, M: 4_300, U: 380 },
  city: { Almaty: 5_910, Astana: 2_240, Shymkent: 1_480, Karaganda: 890, Bishkek: 540 },
  country: { KZ: 15_200, KG: 1_900, RU: 800 },
}

async function fill(db: Db, text: string): Promise<void> {
  await sql`delete from own_media_sync where connection_id = ${CREATOR}`.execute(db)
  await sql`delete from connections where id = ${CREATOR}`.execute(db)
  await sql`
    insert into connections (id, platform_id, username, name, kind, login, rights_granted, rights_missing, state)
    values (${CREATOR}, '17841400000000003', 'dala.kitchen', ${text.slice(0, 200)}, 'creator', 'instagram',
      '{instagram_business_basic,instagram_business_manage_insights}', '{}', 'active')`.execute(db)
  await sql`
    insert into own_media_sync (connection_id, username) values (${CREATOR}, 'dala.kitchen')`.execute(
    db,
  )
  await sql`
    insert into own_media (id, connection_id, platform_id, type, caption, published_at, last_synced_at, sync_status)
    select ('0198c1a5-0000-7000-8000-00000000d2' || lpad(n::text, 2, '0'))::uuid, ${CREATOR}::uuid, '83' || n, 'REEL',
      ${text}, world_now() - interval '26 hours' - (n - 1) * interval '42 hours', world_now(), 'ok'
    from generate_series(1, ${REELS}) n`.execute(db)
  // Views grow ever more slowly; some Reels do better than others.
  await sql`
    insert into media_insights (media_id, collected_at, metrics)
    select m.id, m.published_at + age * interval '1 hour', jsonb_build_object(
      'views', round(n.factor * 4000 * ln(1 + age)), 'reach', round(n.factor * 3200 * ln(1 + age)),
      'saved', round(n.factor * 120 * ln(1 + age)), 'shares', round(n.factor * 60 * ln(1 + age)),
      'likes', round(n.factor * 300 * ln(1 + age)), 'comments', round(n.factor * 12 * ln(1 + age)),
      'ig_reels_avg_watch_time', 5000 + 100 * age)
    from own_media m
    cross join lateral (select right(m.id::text, 2)::int as place) p
    cross join lateral (select case when place = 1 then 1.3 else 0.6 + 0.7 * ((place * 7) % 10) / 10.0 end as factor) n
    cross join unnest(array[0.5, 1, 3, 6, 10, 14, 20, 26, 32, 40, 50]) age
    where m.connection_id = ${CREATOR} and m.published_at + age * interval '1 hour' <= world_now()`.execute(
    db,
  )
  await sql`
    insert into account_insights (connection_id, day, metrics, demographics)
    select ${CREATOR}::uuid, (world_now() - make_interval(days => ago))::date,
      jsonb_build_object('followers_count', 18420 - 10 * ago, 'reach', 900 + ago, 'views', 1900 + ago),
      case when ago = 1 then ${jsonb(DEMOGRAPHICS)} end
    from generate_series(1, 20) ago`.execute(db)
}

export const ownReels: Filling = {
  fill,
  paths: [`/own-accounts/${CREATOR}`, `/reels/${creatorReel(1)}`],
}

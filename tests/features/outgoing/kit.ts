import { sql } from 'kysely'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { operations as campaigns } from '../../../src/features/campaigns/operations/index.ts'
import { operations as lists } from '../../../src/features/lists/operations/index.ts'
import { operations } from '../../../src/features/outgoing/operations/index.ts'
import { operations as shares } from '../../../src/features/shares/operations/index.ts'
import { createPasswords } from '../../../src/features/users/index.ts'
import type { Db } from '../../../src/db/handles.ts'
import { anApi } from '../../http/kit.ts'
import { runNext, stoppedTime, testServices } from '../gramd-world.ts'

export const CAMPAIGN = '0198c1a5-0000-7000-8000-00000000e001'

/** World time in it begins on Saturday, 21 November 2026, 09:00 UTC, and stands still. */
export async function aWorld(db: Db, settings: Record<string, string> = {}) {
  const { clock, advance } = await stoppedTime(db)
  const services = testServices(db, clock, null, {
    settings: { GRAMD_PUBLIC_URL: 'https://gramd.example', ...settings },
  })
  const api = anApi(db, [
    mountOperations(services, operations),
    mountOperations(services, campaigns),
    mountOperations(services, lists),
    mountOperations({ ...services, passwords: createPasswords() }, shares),
  ])
  return { services, api, advance, run: async (type: string) => await runNext(services, type) }
}

/** A campaign in Almaty that ends with 4 December, with a reel and a creator who published none. */
export async function fillCampaign(db: Db): Promise<void> {
  await sql`
    insert into lists (id, name, is_campaign, ends_at)
    values (${CAMPAIGN}, 'Winter', true, '2026-12-04T19:00:00Z')`.execute(db)
  await sql`
    insert into campaigns (list_id, handles, starts_at, time_zone)
    values (${CAMPAIGN}, '{botamkids}', '2026-11-14T19:00:00Z', 'Asia/Almaty')`.execute(db)
  await sql`
    with people as (insert into persons select from generate_series(1, 2) returning id),
    places as (select id, row_number() over () as n from people),
    members as (
      insert into blogs (person_id, username, source, follower_count, er, er_posts, scrape_status, scraped_at)
      select id, (array['aida', 'dina'])[n], 'manual', 12000, 0.0342, 12, 'active', world_now() from places
      returning id, username
    )
    insert into list_members (list_id, blog_id, status, price, currency)
    select ${CAMPAIGN}::uuid, id, 'agreed', 85000, 'KZT' from members`.execute(db)
  await sql`
    insert into campaign_promises (list_id, blog_id, reels)
    select ${CAMPAIGN}::uuid, id, 1 from blogs where username in ('aida', 'dina')`.execute(db)
  await sql`
    insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, code, media_type, product_type,
      taken_at, sign, quote, label, like_count, comment_count, play_count, last_read_at)
    select ${CAMPAIGN}::uuid, id, id, 'post', '77', 'C8x2Yp1N0aB', 'video', 'clips', world_now() - interval '3 days',
      'mention', '@botamkids', 'platform', 468, 41, 17300, world_now() - interval '1 hour'
    from blogs where username = 'aida'`.execute(db)
}

import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { loadConfig } from '../../../src/config.ts'
import { choiceOfReadings, planQuery } from '../../../src/features/campaign-readings/store/plan.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'

/** 1,000 running campaigns with 50 creators each; every second creator has a post that is tied. */
async function fill(db: Db): Promise<void> {
  await sql`
    with people as (insert into persons (full_name) select 'p' from generate_series(1, 50000) returning id),
    numbered as (select id, row_number() over () as n from people)
    insert into blogs (person_id, username, source, scrape_status, scraped_at, fully_scraped_at, posts_per_week)
    select id, 'creator_' || n, 'discover', 'active', world_now() - interval '2 days', world_now() - interval '2 days', 3
    from numbered`.execute(db)
  await sql`
    insert into lists (name, is_campaign) select 'campaign ' || n, true from generate_series(0, 999) n`.execute(
    db,
  )
  await sql`
    insert into campaigns (list_id, daily_requests)
    select id, case when name like '%7' then 100 end from lists`.execute(db)
  await sql`
    insert into list_members (list_id, blog_id, status)
    select l.id, b.id, 'agreed' from (select id, row_number() over (order by id) as n from blogs) b
    join (select id, row_number() over (order by id) as n from lists) l on l.n = 1 + b.n % 1000`.execute(
    db,
  )
  await sql`
    insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, media_type, taken_at, sign)
    select list_id, blog_id, blog_id, 'post', n, 'photo', world_now() - random() * interval '40 days', 'hand'
    from (select *, row_number() over () as n from list_members) m where n % 2 = 0`.execute(db)
  await sql`
    insert into reading_schedule (blog_id, planned_at, read_at, live_stories)
    select id, world_now() - random() * interval '12 hours', world_now() - random() * interval '12 hours', 0
    from blogs`.execute(db)
  await sql`
    insert into reading_spending (hour, list_id, creators, requests)
    select date_trunc('hour', world_now()) - h * interval '1 hour', id, 1, 3 from lists, generate_series(0, 23) h`.execute(
    db,
  )
  await sql`vacuum analyze`.execute(db)
}

const Plan = z.tuple([
  z.object({
    'QUERY PLAN': z.tuple([
      z.looseObject({
        Plan: z.looseObject({ 'Shared Hit Blocks': z.number(), 'Shared Read Blocks': z.number() }),
      }),
    ]),
  }),
])

/** The buffers that a statement reads. */
async function buffersOf(db: Db, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql`explain (analyze, buffers, format json) ${query}`.execute(db)
  const { Plan: plan } = Plan.parse(rows)[0]['QUERY PLAN'][0]
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
}

test('a plan of 50,000 creators of campaigns takes less than two seconds', async ({ db }) => {
  await fill(db)
  const config = loadConfig({
    SCRAPER_API_KEY: 'a-key-of-many-letters',
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
    GRAMD_READING_REQUESTS_PER_DAY: '400000',
  })
  const times: number[] = []
  let chosen = 0
  for (let round = 0; round < 5; round += 1) {
    const begin = performance.now()
    const { rows } = await choiceOfReadings(config, { left: 33_000, limit: 50_000 }).execute(db)
    times.push(performance.now() - begin)
    chosen = rows.length
  }
  expect(chosen).toBeGreaterThan(5_000)
  expect(Math.min(...times)).toBeLessThan(2_000)
  const list = await db.selectFrom('lists').select('id').executeTakeFirstOrThrow()
  // With those of all campaigns they are 150,000.
  expect(await buffersOf(db, planQuery(list.id, config))).toBeLessThan(5_000)
}, 240_000)

import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { expect } from 'vitest'
import type { Db } from '../../../src/db/handles.ts'
import {
  creatorQuery,
  postsQuery,
  readingsQuery,
} from '../../../src/features/watches/store/facts.ts'
import { lastChangesQuery } from '../../../src/features/watches/store/news.ts'
import { watchesQuery } from '../../../src/features/watches/store/watches.ts'
import { test } from '../../fixtures/test.ts'

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

const LIST = '0198c1a5-0000-7000-8000-00000000f101'
const MEMBERS = 100_000

test(
  'what a scrape costs more does not grow with the watched list',
  { timeout: 120_000 },
  async ({ db }) => {
    await sql`insert into lists (id, name) values (${LIST}, 'Large')`.execute(db)
    await sql`insert into watches (list_id, rules) values (${LIST}, '{}')`.execute(db)
    const { rows } = await sql<{ id: string }>`
    with person as (insert into persons default values returning id)
    insert into blogs (person_id, username, source) select id, 'aru', 'manual' from person returning id`.execute(
      db,
    )
    const blogId = rows[0]?.id ?? ''
    await sql`
    insert into blog_snapshots (blog_id, scraped_at, follower_count)
    select ${blogId}::uuid, world_now() - n * interval '1 day', 1000 + n from generate_series(1, 400) n`.execute(
      db,
    )
    await sql`
    insert into blog_posts (blog_id, platform_id, media_type, taken_at, play_count, caption_text)
    select ${blogId}::uuid, 'p' || n, 'video', world_now() - n * interval '1 day', 1000, repeat('word ', 300)
    from generate_series(1, 400) n`.execute(db)
    // Members and news without their creators: those are not read.
    await db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`
      insert into list_members (list_id, blog_id)
      select ${LIST}::uuid, gen_random_uuid() from generate_series(2, ${MEMBERS}::int)
      union all select ${LIST}::uuid, ${blogId}::uuid`.execute(tx)
      await sql`
      insert into watch_news (list_id, blog_id, kind, happened_at, dedupe_key)
      select list_id, blog_id, 'growth', world_now(), 'growth' from list_members limit 20000`.execute(
        tx,
      )
    })
    await sql`analyze`.execute(db)

    const costs = {
      watches: await buffersOf(db, watchesQuery(blogId)),
      creator: await buffersOf(db, creatorQuery(blogId)),
      readings: await buffersOf(db, readingsQuery(blogId)),
      last: await buffersOf(db, lastChangesQuery(blogId)),
      posts: await buffersOf(db, postsQuery(blogId)),
    }
    const all = Object.values(costs).reduce((sum, each) => sum + each, 0)
    expect(all, JSON.stringify(costs)).toBeLessThan(250)
  },
)

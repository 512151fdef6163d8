import { sql, type RawBuilder } from 'kysely'
import { olderRows } from '../../../src/db/delete-in-steps.ts'
import type { Db } from '../../../src/db/database.ts'
import { mediaQuery } from '../../../src/features/own-media/media-list.ts'
import { dueMediaQuery } from '../../../src/features/own-media/media-store.ts'
import { oldMediaAnswers } from '../../../src/features/own-media/retention.ts'
import { snapshotsQuery } from '../../../src/features/own-media/snapshots.ts'
import { expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { DAY, HOUR } from './kit.ts'

const ACCOUNTS = 200
const POSTS = 500
const SNAPSHOTS = 10

/** 100,000 posts of 200 accounts with ten snapshots each; one post in a hundred is due. */
async function manyPosts(db: Db): Promise<void> {
  await sql`
    insert into own_media_sync (connection_id, username)
    select uuidv7(), 'brand.' || n from generate_series(1, ${sql.lit(ACCOUNTS)}) n`.execute(db)
  await sql`
    insert into own_media (connection_id, platform_id, shortcode, type, published_at, next_sync_at)
    select connection_id, n, 'Code' || n, case when n % 3 = 0 then 'REEL' else 'IMAGE' end,
      world_now() - n * interval '2 hours',
      case when n % 100 = 0 then world_now() - interval '1 minute' when n < 360 then world_now() + n * interval '1 minute' end
    from own_media_sync, generate_series(1, ${sql.lit(POSTS)}) n`.execute(db)
  await db.transaction().execute(async (tx) => {
    // Five million checks of a reference take minutes.
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`
      insert into media_insights (media_id, collected_at, metrics, raw)
      select id, world_now() - n * interval '20 days', '{"views": 1}', case when n = 1 then '{}'::jsonb end
      from own_media, generate_series(1, ${sql.lit(SNAPSHOTS)}) n`.execute(tx)
  })
  await sql`vacuum analyze own_media, own_media_sync, media_insights`.execute(db)
}

const test = testOnDatabaseOf(manyPosts)

async function explain(db: Db, query: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test('every statement over posts and snapshots is a walk along an index', async ({ db }) => {
  const { rows } = await sql<{ id: string; connection_id: string; published_at: Date }>`
    select id, connection_id, published_at from own_media order by id limit 1`.execute(db)
  const [post] = rows
  if (!post) throw new Error('no posts')
  const settings = {
    ownMediaSyncMs: 45 * 60_000,
    ownMediaYoungMs: 2 * DAY,
    ownMediaOldMs: 30 * DAY,
    ownMediaListMs: HOUR / 2,
  }
  const after = { at: post.published_at, id: post.id }
  for (const [index, query] of [
    ['own_media_published_idx', mediaQuery(post.connection_id, { limit: 51 })],
    [
      'own_media_published_idx',
      mediaQuery(post.connection_id, { limit: 51, after, types: ['REEL'] }),
    ],
    ['own_media_due_idx', dueMediaQuery(settings)],
    ['media_insights_pkey', snapshotsQuery(post.id, { limit: 51, before: post.published_at })],
    ['media_insights_raw_idx', oldMediaAnswers(25 * DAY)],
    [
      'media_insights_collected_idx',
      olderRows({ table: 'media_insights', column: 'collected_at' }, 990 * DAY),
    ],
  ] as const) {
    const plan = await explain(db, query)
    expect(plan, plan).toContain(index)
    expect(plan, plan).not.toMatch(/Seq Scan on (own_media|media_insights)( |$)/m)
  }
})

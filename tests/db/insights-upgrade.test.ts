import { sql } from 'kysely'
import { migrate } from '../../src/db/migrate.ts'
import { expect, test } from '../fixtures/test.ts'
import { anOldDatabase } from './old-database.ts'

test('insights of before become version 1, with the model that gave them as far as it is known', async () => {
  const db = await anOldDatabase('0021_insights.sql')
  await sql`
    with people as (insert into persons (full_name) select 'p' from generate_series(1, 3) returning id),
    numbered as (select id, row_number() over () as n from people)
    insert into blogs (person_id, username, source, ai_insights, ai_confidence, ai_analyzed_at)
    select id, 'c' || n, 'manual', insights, case when insights is not null then 0.5 end,
      case when insights is not null then timestamptz '2026-01-01' end
    from numbered, lateral (select case when n < 3 then '{"notes": "old"}'::jsonb end as insights) i`.execute(
    db,
  )
  await sql`
    insert into ended_tasks (id, created_at, task_type, priority, status, payload, blog_id)
    select n, world_now(), 'ai_analysis', 3, 'done', '{}', (select id from blogs where username = 'c1')
    from generate_series(1, 3) n`.execute(db)
  await sql`
    with made as (
      insert into ai_batches (model, request_count, status, remote_id, ingested_at)
      select model, 1, 'completed', model, ingested_at
      from (values ('older', timestamptz '2025-11-01'), ('newer', '2025-12-01'), ('failed', '2026-01-01')) b (model, ingested_at)
      returning id, model
    )
    insert into ai_batch_rows (batch_id, task_id, outcome)
    select id, case model when 'older' then 1 when 'newer' then 2 else 3 end,
      case model when 'failed' then 'invalid' else 'success' end
    from made`.execute(db)

  await migrate(db)

  const versions = await db
    .selectFrom('ai_insights')
    .innerJoin('blogs', 'blogs.id', 'blog_id')
    .select(['username', 'version', 'insights', 'confidence', 'model', 'prompt_version'])
    .select(['ai_version', 'ai_model', 'ai_prompt_version', 'ai_insights.created_at'])
    .orderBy('username')
    .execute()
  const both = {
    version: 1,
    insights: { notes: 'old' },
    confidence: 0.5,
    prompt_version: '1',
    ai_version: 1,
    ai_prompt_version: '1',
    created_at: new Date('2026-01-01'),
  }
  expect(versions).toEqual([
    { ...both, username: 'c1', model: 'newer', ai_model: 'newer' },
    { ...both, username: 'c2', model: 'unknown', ai_model: 'unknown' },
  ])
  const batches = await db.selectFrom('ai_batches').select(['kind', 'asked']).execute()
  expect(batches).toEqual(
    Array.from({ length: 3 }, () => ({
      kind: 'creator_insights',
      asked: expect.objectContaining({ prompt_version: '1' }),
    })),
  )
})

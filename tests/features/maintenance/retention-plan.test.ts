import { sql } from 'kysely'
import { oldBatchesQuery } from '../../../src/ai/batches/store/ai-batches/batches.ts'
import { olderRows } from '../../../src/db/delete-in-steps.ts'
import { oldInsightsQuery } from '../../../src/features/analyze/store/insights.ts'
import { oldChecks } from '../../../src/features/checks/index.ts'
import { goneQuery } from '../../../src/features/erase/store/gone-creators.ts'
import { oldPostsQuery } from '../../../src/features/scrape/store/posts.ts'
import { oldSnapshotsQuery } from '../../../src/features/scrape/store/snapshots.ts'
import { expect, test } from '../../fixtures/test.ts'

test('what is too old is found by an index', async ({ db }) => {
  await sql`
    with people as (insert into persons (full_name) select 'p' from generate_series(1, 5000) returning id)
    insert into blogs (person_id, username, source) select id, 'c' || row_number() over (), 'manual' from people`.execute(
    db,
  )
  await sql`
    insert into blog_posts (blog_id, platform_id, media_type, taken_at)
    select id, n, 'photo', world_now() - n * interval '30 days' from blogs, generate_series(1, 3) n`.execute(
    db,
  )
  await sql`
    insert into blog_snapshots (blog_id, scraped_at)
    select id, world_now() - n * interval '30 days' from blogs, generate_series(1, 3) n`.execute(db)
  await sql`
    insert into rejected_creators (platform_id, username, rejected_at)
    select n, 'u' || n, world_now() - n * interval '1 minute' from generate_series(1, 5000) n`.execute(
    db,
  )
  await sql`
    insert into update_runs (task_id, creators, requests, ran_at)
    select n, n, 0, world_now() - n * interval '1 minute' from generate_series(1, 5000) n`.execute(
    db,
  )
  await sql`
    insert into ai_batches (kind, model, request_count, remote_id, status, ingested_at, files_deleted_at)
    select 'creator_insights', 'm', 1, n, 'completed', world_now() - n * interval '1 minute', world_now() from generate_series(1, 5000) n`.execute(
    db,
  )
  await sql`
    insert into relation_checks (blog_id, kinds, created_at)
    select id, '{followers}', world_now() - row_number() over () * interval '1 minute' from blogs`.execute(
    db,
  )
  await sql`
    insert into ai_insights (blog_id, version, insights, confidence, model, prompt_version, created_at)
    select id, n, '{}', 1, 'm', '2', world_now() - row_number() over () * interval '1 minute'
    from blogs, generate_series(1, 3) n`.execute(db)
  await sql`
    vacuum analyze blogs, blog_posts, blog_snapshots, rejected_creators, update_runs, ai_batches, relation_checks, ai_insights`.execute(
    db,
  )
  const { rows: blogs } = await sql<{ id: string }>`select id from blogs limit 500`.execute(db)
  const ids = blogs.map(({ id }) => id)
  const keepMs = 10 * 24 * 3_600_000
  for (const [index, query] of [
    ['blog_posts_taken_idx', oldPostsQuery(ids, keepMs)],
    ['blog_snapshots_blog_idx', oldSnapshotsQuery(ids, keepMs)],
    [
      'rejected_creators_rejected_at_idx',
      olderRows({ table: 'rejected_creators', column: 'rejected_at' }, keepMs),
    ],
    ['update_runs_ran_idx', olderRows({ table: 'update_runs', column: 'ran_at' }, keepMs)],
    ['ai_batches_ended_idx', oldBatchesQuery(keepMs)],
    ['ai_insights_created_idx', oldInsightsQuery(keepMs)],
    ['relation_checks_created_idx', oldChecks('relation_checks', keepMs, 1)],
    ['blogs_status_idx', goneQuery(keepMs, null)],
  ] as const) {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain(index)
    expect(plan, plan).not.toMatch(/Seq Scan on (?!list_members|scrape_tasks_open)/)
  }
})

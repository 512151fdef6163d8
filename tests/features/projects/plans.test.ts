import { sql } from 'kysely'
import { curvesQuery } from '../../../src/features/projects/store/curves.ts'
import { postsQuery, readingsQuery } from '../../../src/features/projects/store/performance.ts'
import { expect, test } from '../../fixtures/test.ts'

test('posts with their newest numbers and their curves are found by indexes', async ({ db }) => {
  await sql`
    insert into own_media_sync (connection_id, username) select uuidv7(), 'a' || n from generate_series(1, 20) n`.execute(
    db,
  )
  await sql`
    insert into own_media (connection_id, platform_id, type, published_at)
    select connection_id, n, 'REEL', world_now() - n * interval '1 hour'
    from own_media_sync, generate_series(1, 500) n`.execute(db)
  await sql`
    insert into media_insights (media_id, collected_at, metrics)
    select id, published_at + n * interval '1 hour', '{"views": 1}' from own_media, generate_series(1, 30) n`.execute(
    db,
  )
  await sql`insert into projects (name) select 'p' from generate_series(1, 1000)`.execute(db)
  await sql`
    insert into project_versions (project_id, number) select id, n from projects, generate_series(1, 5) n`.execute(
    db,
  )
  await sql`
    insert into bindings (version_id, media_id, kind)
    select v.id, m.id, 'manual' from (select id, row_number() over () as n from project_versions) v
    join (select id, row_number() over () as n from own_media) m using (n)`.execute(db)
  await sql`vacuum analyze own_media, media_insights, projects, project_versions, bindings`.execute(
    db,
  )
  const { rows } = await sql<{ version_id: string; media_id: string }>`
    select version_id, media_id from bindings limit 20`.execute(db)
  const queries = [
    postsQuery(rows.map(({ version_id }) => version_id)),
    readingsQuery(rows.map(({ media_id }) => ({ media_id, hours: 48 }))),
    curvesQuery(rows.map(({ media_id }) => media_id)),
  ]
  for (const query of queries) {
    const plan = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toContain('media_insights_pkey')
    expect(text, text).not.toMatch(/Seq Scan/)
  }
})

import { sql } from 'kysely'
import { migrate } from '../../src/db/migrate.ts'
import { expect, test } from '../fixtures/test.ts'
import { anOldDatabase } from './old-database.ts'

test('what was stored as er_trend is found as engagement_trend, now and in the history', async () => {
  const db = await anOldDatabase('0036_engagement_trend.sql')
  await sql`
    with person as (insert into persons (full_name) values ('p') returning id),
    blog as (
      insert into blogs (person_id, username, source, er_trend, er_trend_per_30_days)
      select id, 'mila', 'manual', 'growing', 0.2 from person returning id
    )
    insert into blog_snapshots (blog_id, scraped_at, er_trend, er_trend_per_30_days)
    select id, world_now(), 'declining', -0.3 from blog`.execute(db)

  await migrate(db)

  const now = await db
    .selectFrom('blogs')
    .select(['engagement_trend', 'engagement_trend_per_30_days'])
    .execute()
  expect(now).toEqual([{ engagement_trend: 'growing', engagement_trend_per_30_days: 0.2 }])
  const { rows } = await sql`
    select engagement_trend, engagement_trend_per_30_days from derived.blog_history`.execute(db)
  expect(rows).toEqual([{ engagement_trend: 'declining', engagement_trend_per_30_days: -0.3 }])
})

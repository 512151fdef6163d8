import { sql } from 'kysely'
import { analyze } from '../../../src/features/analyze/feature.ts'
import { namingStatement } from '../../../src/features/erase/store/execute.ts'
import { scraping } from '../../../src/features/scrape/feature.ts'
import { expect, test } from '../../fixtures/test.ts'

test('who names a creator is found by an index, however many posts there are', async ({ db }) => {
  await sql`
    with people as (insert into persons (full_name) select 'p' from generate_series(1, 3000) returning id),
    numbered as (select id, row_number() over () as n from people)
    insert into blogs (person_id, username, source, biography)
    select id, 'c' || n, 'manual', 'friend of @c' || n + 1 from numbered`.execute(db)
  await sql`
    insert into blog_posts (blog_id, platform_id, media_type, taken_at, mentions, caption_text)
    select id, n, 'photo', world_now(), array['c' || n], '@c' || n
    from blogs, generate_series(1, 5) n`.execute(db)
  await sql`
    insert into blog_highlights (blog_id, platform_id, title, story_mentions)
    select id, 'h', 'me', array['c' || right(username, 3)] from blogs`.execute(db)
  await sql`
    insert into ai_insights (blog_id, version, insights, confidence, model, prompt_version)
    select id, 1, jsonb_build_object('notes', biography), 1, 'm', '2' from blogs`.execute(db)
  await sql`vacuum analyze blogs, blog_posts, blog_highlights, ai_insights`.execute(db)
  const names = ['c2999']
  const naming = [scraping, analyze].flatMap(({ erasure = [] }) =>
    erasure.filter((rule) => 'names' in rule),
  )
  for (const [table, index] of [
    ['blog_posts', 'blog_posts_mentions_idx'],
    ['blog_posts', 'blog_posts_sponsors_idx'],
    ['blog_posts', 'blog_posts_artist_idx'],
    ['blog_highlights', 'blog_highlights_names_idx'],
    ['blog_highlights', 'blog_highlights_mentions_idx'],
    ['blogs', 'blogs_names_idx'],
    ['blogs', 'ai_insights_names_idx'],
    ['ai_insights', 'ai_insights_names_idx'],
  ] as const) {
    const rule = naming.find((each) => each.table === table)
    const query = rule && namingStatement(rule, names)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain(index)
    expect(plan, plan).not.toContain('Seq Scan on')
  }
})

import { sql } from 'kysely'
import type { Db } from '../../../src/db/database.ts'
import { BLOG_SORT_COLUMNS, type BlogSortColumn } from '../../../src/blog-fields.ts'
import {
  valuedQuery,
  valuelessQuery,
  type ColumnQuery,
} from '../../../src/features/blogs/blog-list.ts'
import { expect, test } from '../../fixtures/test.ts'

/** The sort indexes, which are named after what people call the column. */
const INDEX: Record<BlogSortColumn, string> = {
  created_at: 'blogs_created_idx',
  scraped_at: 'blogs_scraped_idx',
  last_post_at: 'blogs_last_post_idx',
  follower_count: 'blogs_followers_idx',
  following_count: 'blogs_following_idx',
  media_count: 'blogs_media_idx',
  clips_count: 'blogs_clips_idx',
  er: 'blogs_er_idx',
  er_reels: 'blogs_er_reels_idx',
  er_reels_by_views: 'blogs_er_reels_by_views_idx',
  view_rate_by_followers: 'blogs_view_rate_idx',
  comments_per_like: 'blogs_comments_per_like_idx',
  posts_per_week: 'blogs_posts_per_week_idx',
  posts_last_28_days: 'blogs_posts_last_28_days_idx',
  engagement_spread: 'blogs_engagement_spread_idx',
  paid_post_share: 'blogs_paid_post_share_idx',
  er_trend_per_30_days: 'blogs_er_trend_idx',
  er_percentile: 'blogs_er_percentile_idx',
  follower_growth_7_days: 'blogs_growth_7_days_idx',
  follower_growth_30_days: 'blogs_growth_30_days_idx',
  ai_confidence: 'blogs_ai_confidence_idx',
}

/** Twenty thousand creators; a tenth of them lacks each value. */
async function manyBlogs(db: Db): Promise<void> {
  await sql`
    with people as (insert into persons (full_name) select 'p' from generate_series(1, 20000) returning id),
    numbered as (select id, row_number() over () as n from people)
    insert into blogs (person_id, username, source, follower_count, er, posts_per_week, scraped_at)
    select id, 'creator_' || n, 'discover',
           case when n % 10 <> 1 then n * 7919 % 1000000 end, case when n % 10 <> 2 then n * 7919 % 9973 / 9973.0 end,
           case when n % 10 <> 3 then n * 7919 % 9949 / 1421.0 end,
           case when n % 10 <> 4 then timestamptz '2026-01-01' + n * 7919 % 7776000 * interval '1 second' end
    from numbered`.execute(db)
  await sql`vacuum analyze blogs`.execute(db)
}

/** The plan is a limit right over a scan of an index: no sort, and nothing is read that is not wanted. */
const WALK =
  /^\[\{"QUERY PLAN":\[\{"Plan":\{"Node Type":"Limit",[^[]*"Plans":\[\{"Node Type":"Index Scan"/

test('every page of every sort is a walk along its index, however deep', async ({ db }) => {
  await manyBlogs(db)
  const { id } = await db
    .selectFrom('blogs')
    .select('id')
    .orderBy('id')
    .offset(10_000)
    .limit(1)
    .executeTakeFirstOrThrow()

  for (const sort of BLOG_SORT_COLUMNS) {
    for (const order of ['asc', 'desc'] as const) {
      const key = sort.endsWith('_at') ? '1772442000000000' : '0.5'
      const query: ColumnQuery = { filter: {}, sort, order, limit: 51 }
      const after = { key: sort === 'follower_count' ? '500000' : key, id }
      const plans = [
        await valuedQuery(db, query).explain('json'),
        await valuedQuery(db, { ...query, after }).explain('json'),
        await valuelessQuery(db, { ...query, after: { key: null, id } }).explain('json'),
      ].map((plan) => JSON.stringify(plan))

      for (const plan of sort === 'created_at' ? plans.slice(0, 2) : plans) {
        expect(plan, `${sort} ${order}`).toContain(INDEX[sort])
        expect(plan, `${sort} ${order}`).toMatch(WALK)
      }
      // The cursor is where the index is entered, not a filter over everything before it.
      expect(plans[1], `${sort} ${order}`).toMatch(/"Index Cond":"\(?[^"]*ROW\(/)
    }
  }
})

test('a filter by language or category uses its index', async ({ db }) => {
  await manyBlogs(db)
  await sql`
    update blogs set ai_confidence = 1, ai_analyzed_at = now(), ai_insights = jsonb_build_object('content',
      jsonb_build_object('content_language', case when hashtext(username) % 100 = 0 then '["kk"]'::jsonb else '["ru"]'::jsonb end))`.execute(
    db,
  )
  await sql`with made as (insert into categories (name) select 'c' || n from generate_series(1, 200) n returning id)
    insert into blog_categories (blog_id, category_id, is_primary)
    select b.id, made.id, true from (select id, abs(hashtext(username)) % 200 as n from blogs) b
    join (select id, row_number() over () - 1 as n from made) made using (n)`.execute(db)
  await sql`vacuum analyze`.execute(db)
  const plan = async (filter: ColumnQuery['filter']): Promise<string> =>
    JSON.stringify(
      await valuedQuery(db, { filter, sort: 'er', order: 'desc', limit: 51 }).explain('json'),
    )

  expect(await plan({ language: ['kk'] })).toContain('blogs_content_language_idx')
  expect(await plan({ category: 'C7' })).toContain('blog_categories')
})

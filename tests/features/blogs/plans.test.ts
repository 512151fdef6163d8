import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import {
  BLOG_MEASURES,
  BLOG_SORT_COLUMNS,
  type BlogMeasure,
  type BlogSortColumn,
} from '../../../src/creators/fields.ts'
import { inAnyOrder } from '../../../src/features/blogs/store/blog-filter.ts'
import { resolveFilter } from '../../../src/features/blogs/store/resolve-filter.ts'
import type { BlogFilter } from '../../../src/features/blogs/blog-search.ts'
import { valuedQuery, valuelessQuery } from '../../../src/features/blogs/store/blog-list.ts'
import type { ColumnQuery } from '../../../src/features/blogs/store/blog-query.ts'
import { postsQuery } from '../../../src/features/blogs/store/blogs.ts'
import { reasonsQuery } from '../../../src/features/blogs/store/reasons.ts'
import { unusualQuery } from '../../../src/features/blogs/store/unusual.ts'
import { expect, testOnDatabaseOf } from '../../fixtures/test.ts'

/** The sort indexes, which are named after what people call the column. */
const INDEX: Record<BlogSortColumn, string> = {
  created_at: 'blogs_created_idx',
  scraped_at: 'blogs_scraped_idx',
  last_post_at: 'blogs_last_post_idx',
  follower_count: 'blogs_followers_idx',
  following_count: 'blogs_following_idx',
  media_count: 'blogs_media_idx',
  er: 'blogs_er_idx',
  er_reels: 'blogs_er_reels_idx',
  er_reels_by_views: 'blogs_er_reels_by_views_idx',
  view_rate_by_followers: 'blogs_view_rate_idx',
  comments_per_like: 'blogs_comments_per_like_idx',
  posts_per_week: 'blogs_posts_per_week_idx',
  posts_last_28_days: 'blogs_posts_last_28_days_idx',
  engagement_spread: 'blogs_engagement_spread_idx',
  paid_post_share: 'blogs_paid_post_share_idx',
  engagement_trend_per_30_days: 'blogs_engagement_trend_idx',
  er_percentile: 'blogs_er_percentile_idx',
  follower_growth_7_days: 'blogs_growth_7_days_idx',
  follower_growth_30_days: 'blogs_growth_30_days_idx',
  ai_confidence: 'blogs_ai_confidence_idx',
}

/** The columns of a sort in the world below, each null in a tenth of its creators. */
const SORTED = BLOG_SORT_COLUMNS.filter((column) => !/^(created_at|ai_confidence)$/.test(column))
const valueOf = (column: BlogSortColumn, place: number): string => {
  const spread = `(n * 7919 + ${place}) % 9973`
  const value = column.endsWith('_at')
    ? `timestamptz '2026-01-01' + ${spread} * interval '13 minutes'`
    : { 'double precision': `${spread} / 9973.0`, smallint: `${spread} % 101`, integer: spread }[
        typeOf(column)
      ]
  return `case when n % 10 <> ${place % 10} then ${value} end`
}
const typeOf = (column: BlogSortColumn): BlogMeasure['type'] =>
  Object.entries(BLOG_MEASURES).find(([name]) => name === column)?.[1].type ?? 'integer'

/** Five thousand creators with three posts each; one in a hundred is what the rare questions are about. */
async function manyBlogs(db: Db): Promise<void> {
  await sql`
    with person as (insert into persons default values returning id)
    insert into blogs (person_id, city_id, city, city_source, username, full_name, business_category, languages, risk_flags, source, search,
      ai_insights, ai_confidence, ai_analyzed_at, ${sql.raw(SORTED.join(', '))})
    select person.id, n % 200, 'City', 'written', 'creator_' || n || case when n % 100 = 0 then 'almaty' else '' end, 'Name ' || md5(n::text),
      'Category ' || n % 200, array[case when n % 100 = 0 then 'kk' else 'ru' end],
      case when n % 100 = 0 then array['follows_many'] else '{}' end, 'discover',
      derived.creator_document('creator_' || n, null, 'word' || n % 200, null),
      jsonb_build_object(
        'content', jsonb_build_object('content_language', jsonb_build_array(case when n % 100 = 0 then 'kk' else 'ru' end)),
        'life_situation', jsonb_build_object('has_children', n % 100 = 0),
        'audience_inference', jsonb_build_object(
          'estimated_audience_gender', case when n % 100 = 0 then 'mostly_male' else 'mixed' end,
          'estimated_audience_age', case when n % 100 = 0 then '35-44' else 'mixed' end,
          'estimated_audience_geo', case when n % 100 = 0 then 'uz' else 'kz' end
        )
      ),
      n % 997 / 997.0, now(), ${sql.raw(SORTED.map(valueOf).join(', '))}
    from person, generate_series(1, 5000) n`.execute(db)
  await sql`insert into blog_posts (blog_id, platform_id, media_type, taken_at, hashtags, mentions, location_name)
    select id, post::text, 'photo', now() - post * interval '1 day', array['tag' || abs(hashtext(username || post)) % 500],
      array['brand' || abs(hashtext(username || post)) % 500], 'City ' || abs(hashtext(username || post)) % 500
    from blogs, generate_series(1, 3) post`.execute(db)
  await sql`
    with picture as (
      insert into media (sha256, bytes, width, height) values (decode(repeat('ab', 32), 'hex'), 'x', 1, 1)
      returning sha256
    )
    insert into media_uses (owner, name, sha256, position)
    select 'blog:' || blog_id, 'post ' || platform_id, sha256, 0 from blog_posts, picture`.execute(
    db,
  )
  await sql`insert into blog_highlights (blog_id, platform_id) select id, '1' from blogs`.execute(
    db,
  )
  await sql`with made as (insert into categories (name) select 'c' || n from generate_series(1, 200) n returning id)
    insert into blog_categories (blog_id, category_id, is_primary)
    select b.id, made.id, true from (select id, abs(hashtext(username)) % 200 as n from blogs) b
    join (select id, row_number() over () - 1 as n from made) made using (n)`.execute(db)
  await sql`with made as (insert into lists (name) values ('spring') returning id)
    insert into list_members (list_id, blog_id) select made.id, blogs.id from made, blogs limit 40`.execute(
    db,
  )
  await sql`vacuum analyze`.execute(db)
}

const test = testOnDatabaseOf(manyBlogs)

/** The plan is a limit right over a scan of an index: no sort, and nothing is read that is not wanted. */
const WALK =
  /^\[\{"QUERY PLAN":\[\{"Plan":\{"Node Type":"Limit",[^[]*"Plans":\[\{"Node Type":"Index Scan"/

/** The key of a value in the middle. */
const MIDDLE: Record<BlogMeasure['type'], string> = {
  'double precision': '0.5',
  smallint: '50',
  integer: '5000',
}

test('every page of every sort is a walk along its index, however deep', async ({ db }) => {
  const { id } = await db
    .selectFrom('blogs')
    .select('id')
    .orderBy('id')
    .offset(2_500)
    .limit(1)
    .executeTakeFirstOrThrow()

  for (const sort of BLOG_SORT_COLUMNS) {
    for (const order of ['asc', 'desc'] as const) {
      const query: ColumnQuery = { filter: {}, sort, order, limit: 51 }
      const key = sort.endsWith('_at') ? '1769000000000000' : MIDDLE[typeOf(sort)]
      const plans = [
        await valuedQuery(db, query).explain('json'),
        await valuedQuery(db, { ...query, after: { key, id } }).explain('json'),
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

test('a page of posts is a walk from its cursor along the index of their creator', async ({
  db,
}) => {
  const { blog_id: id, ...last } = await db
    .selectFrom('blog_posts')
    .select(['blog_id', 'taken_at', 'platform_id'])
    .limit(1)
    .executeTakeFirstOrThrow()
  const before = { takenAt: last.taken_at, platformId: last.platform_id }

  const plan = JSON.stringify(await postsQuery(db, id, { limit: 25, before }).explain('json'))

  expect(plan).toContain('blog_posts_taken_idx')
  expect(plan).toMatch(/"Index Cond":"\(\(blog_id = [^"]*taken_at <= /)
})

test('reasons for several creators probe indexes for each', async ({ db }) => {
  const blogs = await db.selectFrom('blogs').select('id').limit(3).execute()
  const ids = blogs.map(({ id }) => id)

  const { rows } = await sql`explain (format json) ${reasonsQuery(ids)}`.execute(db)

  const plan = JSON.stringify(rows)
  expect(plan).toContain('blog_posts_taken_idx')
  expect(plan).not.toMatch(
    /"Node Type":"Seq Scan"[^{}]*"Relation Name":"(?:blogs|blog_posts|media_uses)"/,
  )
})

const RARE: readonly (readonly [index: string, filter: BlogFilter])[] = [
  ['blogs_search_idx', { q: 'word7' }],
  ['blogs_username_part_idx', { username: 'almaty' }],
  ['blogs_name_part_idx', { name: 'a1b2' }],
  ['blogs_content_language_idx', { language: ['kk'] }],
  ['blogs_city_idx', { city: [7] }],
  ['blogs_languages_idx', { caption_language: ['kk'] }],
  ['blogs_has_children_idx', { has_children: true }],
  ['blogs_audience_gender_idx', { audience_gender: ['mostly_male'] }],
  ['blogs_audience_age_idx', { audience_age: ['35-44'] }],
  ['blogs_audience_region_idx', { audience_region: ['uz'] }],
  ['blogs_risk_flags_idx', { risk_flag: ['follows_many'] }],
  ['blogs_business_category_idx', { business_category: 'category 7' }],
  ['blog_categories_category_idx', { category: 'C7' }],
  ['blogs_followers_idx', { tier: ['under_1k'], min_followers: 950 }],
  ['blog_posts_hashtags_idx', { hashtag: 'tag7' }],
  ['blog_posts_mentions_idx', { mentions: 'brand7' }],
  ['blog_posts_sponsors_idx', { mentions: 'brand7' }],
  ['blog_highlights_mentions_idx', { mentions: 'brand7' }],
  ['blog_posts_location_name_idx', { location: 'City 77' }],
  ['blogs_pkey', { list: 'spring' }],
]

test('a filter that few creators pass is answered from its index', async ({ db }) => {
  for (const [index, filter] of RARE) {
    const resolved = await resolveFilter(db, filter)
    const query: ColumnQuery = { filter: resolved, sort: 'er', order: 'desc', limit: 51 }
    const plan = JSON.stringify(await valuedQuery(db, query).explain('json'))

    expect(plan, JSON.stringify(filter)).toContain(`"${index}"`)
    expect(plan, JSON.stringify(filter)).not.toMatch(
      /"Node Type":"Seq Scan"[^{}]*"Relation Name":"blog(s|_posts|_highlights)"/,
    )
  }
})

test('of who use a rare word, those of other cities are not read', async ({ db }) => {
  const rowsOf = async (city: number): Promise<number> => {
    const resolved = await resolveFilter(db, { q: 'word7', city: [city] })
    const { rows: creators, condition } = inAnyOrder(resolved)
    const { rows } = await sql`
      explain (analyze, format json) select from ${creators} blog where ${condition}`.execute(db)
    const scanned = JSON.stringify(rows).matchAll(
      /"Relation Name":"blogs"[^{}]*"Actual Rows":([\d.]+)/g,
    )
    return Math.max(...[...scanned].map(([, count]) => Number(count)))
  }

  expect([await rowsOf(7), await rowsOf(8)]).toEqual([25, 0])
})

test('unusual creators are found by the indexes of the posts and readings of listed ones', async ({
  db,
}) => {
  await sql`
    insert into blog_snapshots (blog_id, scraped_at, follower_count)
    select id, now() - day * interval '1 day', 1000 from blogs, generate_series(1, 4) day`.execute(
    db,
  )
  await sql`analyze blog_snapshots`.execute(db)
  const since = new Date(Date.now() - 7 * 86_400_000)
  const { rows } = await sql`explain (format json) ${unusualQuery(since)}`.execute(db)
  const plan = JSON.stringify(rows)

  for (const table of ['blog_posts', 'blog_snapshots', 'blogs']) {
    expect(plan, table).toContain(`"Relation Name":"${table}"`)
    expect(plan, table).not.toMatch(
      new RegExp(`"Node Type":"Seq Scan"[^{}]*"Relation Name":"${table}"`),
    )
  }
})

import { type Insertable, sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { BlogSnapshots } from '../../../src/db/schema.ts'
import { setWorldTime } from '../../../src/db/world-clock.ts'
import { growthOf, historyOf, rhythmOf } from '../../../src/features/blogs/store/history.ts'
import { readHistory } from '../../../src/features/scrape/store/history.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aBlog } from './a-blog.ts'

const day = (date: string): Date => new Date(`${date}T12:00:00Z`)

async function scraped(
  db: Db,
  blogId: string,
  date: string,
  columns: Partial<Insertable<BlogSnapshots>> = {},
): Promise<void> {
  await db
    .insertInto('blog_snapshots')
    .values({ blog_id: blogId, scraped_at: day(date), ...columns })
    .execute()
}

async function posted(
  db: Db,
  blogId: string,
  at: string,
  counts: { like_count?: number | null; comment_count?: number | null } = {},
): Promise<void> {
  await db
    .insertInto('blog_posts')
    .values({ blog_id: blogId, platform_id: at, media_type: 'photo', taken_at: at, ...counts })
    .execute()
}

describe('the history that metrics read', () => {
  test('is that of the year before, newest first, of the creator alone', async ({ db }) => {
    const blogId = await aBlog(db, 'ada')
    await scraped(db, await aBlog(db, 'eve'), '2026-05-01', { follower_count: 1 })
    await scraped(db, blogId, '2025-05-31', { follower_count: 1 })
    await scraped(db, blogId, '2025-06-02', { follower_count: 2, er: 0.5 })
    await scraped(db, blogId, '2026-05-01', { follower_count: null, er: null })
    await scraped(db, blogId, '2026-05-02', { follower_count: 3, er: 0.5, is_full: false })
    await scraped(db, blogId, '2026-06-01', { follower_count: 4 })

    expect(await readHistory(db, blogId, day('2026-06-01'))).toEqual([
      { scrapedAt: day('2026-05-02'), followerCount: 3, er: null },
      { scrapedAt: day('2026-05-01'), followerCount: null, er: null },
      { scrapedAt: day('2025-06-02'), followerCount: 2, er: 0.5 },
    ])
  })
})

describe('history for charts', () => {
  test('has every scrape with the change against the one before', async ({ db }) => {
    const blogId = await aBlog(db, 'ada')
    await scraped(db, await aBlog(db, 'eve'), '2026-01-02', { follower_count: 7 })
    await scraped(db, blogId, '2026-01-01', { follower_count: 1_000, er: 0.02, er_posts: 12 })
    await scraped(db, blogId, '2026-01-04', { follower_count: 1_100, is_full: false })
    await scraped(db, blogId, '2026-01-05', { follower_count: null })

    const points = await historyOf(db, blogId, { interval: 'scrape', limit: 10 })

    expect(points).toMatchObject([
      { at: day('2026-01-05'), follower_count: null, follower_change: null, days_before: 1 },
      {
        at: day('2026-01-04'),
        scraped_at: day('2026-01-04'),
        scrapes: 1,
        posts: null,
        is_full: false,
        follower_change: 100,
        follower_growth: expect.closeTo(0.1, 12),
        days_before: 3,
      },
      { er: 0.02, er_posts: 12, follower_change: null, follower_growth: null, days_before: null },
    ])
  })

  test('goes back page by page without losing the change at its edge', async ({ db }) => {
    const blogId = await aBlog(db, 'ada')
    for (const n of [1, 2, 3, 4, 5])
      await scraped(db, blogId, `2026-01-0${n}`, { follower_count: n })
    const all = await historyOf(db, blogId, { interval: 'scrape', limit: 10 })
    const first = await historyOf(db, blogId, { interval: 'scrape', limit: 2 })
    const before = first.at(-1)?.at ?? null
    const rest = await historyOf(db, blogId, { interval: 'scrape', limit: 10, before })
    expect([...first, ...rest]).toEqual(all)
    expect(first.at(-1)?.follower_change).toBe(1)
  })

  test('has the last scrape of each week from Monday on, and the posts taken in it', async ({
    db,
  }) => {
    await setWorldTime(db, { worldAt: Date.UTC(2026, 1, 1), realAt: Date.now(), speed: 0 })
    const blogId = await aBlog(db, 'ada')
    // 2026-01-05 is a Monday.
    await scraped(db, blogId, '2026-01-04', { follower_count: 1_000 })
    await scraped(db, blogId, '2026-01-05', { follower_count: 1_050 })
    await scraped(db, blogId, '2026-01-11', { follower_count: 1_200, er: 0.03 })
    await scraped(db, blogId, '2026-01-26', { follower_count: 1_500 })
    await posted(db, blogId, '2026-01-04T23:59:59Z')
    await posted(db, blogId, '2026-01-05T00:00:00Z')
    await posted(db, blogId, '2026-01-11T23:59:59Z')
    await posted(db, blogId, '2026-01-12T00:00:00Z')

    const points = await historyOf(db, blogId, { interval: 'week', limit: 10 })

    expect(points).toMatchObject([
      { at: new Date('2026-01-26'), follower_growth: 0.25, days_before: 21, posts: 0, scrapes: 1 },
      {
        at: new Date('2026-01-05'),
        scraped_at: day('2026-01-11'),
        scrapes: 2,
        posts: 2,
        er: 0.03,
        follower_count: 1_200,
        follower_change: 200,
        follower_growth: expect.closeTo(0.2, 12),
        days_before: 7,
      },
      { at: new Date('2025-12-29'), follower_growth: null, posts: 1 },
    ])
    const { rows } = await sql`
      select week, follower_count, posts from derived.blog_weekly where blog_id = ${blogId} order by week desc`.execute(
      db,
    )
    expect(rows).toEqual(
      points.map((point) => ({
        week: point.at,
        follower_count: point.follower_count,
        posts: point.posts,
      })),
    )
  })

  test('has months, whatever the time zone of the connection', async ({ db }) => {
    await setWorldTime(db, { worldAt: Date.UTC(2026, 3, 20), realAt: Date.now(), speed: 0 })
    const blogId = await aBlog(db, 'ada')
    await posted(db, blogId, '2026-04-21T00:00:00Z')
    await scraped(db, blogId, '2026-03-31', { follower_count: 100 })
    await scraped(db, blogId, '2026-04-01', { follower_count: 150 })
    await posted(db, blogId, '2026-03-31T23:30:00Z')
    await posted(db, blogId, '2026-03-01T00:30:00Z')

    const points = await db.transaction().execute(async (tx) => {
      await sql`set local time zone 'America/New_York'`.execute(tx)
      return await historyOf(tx, blogId, { interval: 'month', limit: 10 })
    })

    expect(points).toMatchObject([
      { at: new Date('2026-04-01'), follower_growth: 0.5, posts: 0, days_before: 31 },
      { at: new Date('2026-03-01'), follower_growth: null, posts: 2 },
    ])
  })

  test('is empty for a creator that was never scraped', async ({ db }) => {
    const blogId = await aBlog(db, 'ada')
    for (const interval of ['scrape', 'week', 'month'] as const)
      expect(await historyOf(db, blogId, { interval, limit: 10 })).toEqual([])
    expect(await growthOf(db, blogId)).toEqual([])
    expect(await rhythmOf(db, blogId)).toEqual([])
  })

  test('reads one creator, not everybody', async ({ db }) => {
    await sql`
      with people as (insert into persons select from generate_series(1, 2000) returning id),
      blogs as (insert into blogs (person_id, username, source) select id, id::text, 'manual' from people returning id)
      insert into blog_snapshots (blog_id, scraped_at, follower_count)
      select id, timestamptz '2026-01-01' + n * interval '7 days', n from blogs, generate_series(1, 10) n`.execute(
      db,
    )
    await sql`
      insert into blog_posts (blog_id, platform_id, media_type, taken_at)
      select id, n, 'photo', timestamptz '2026-01-01' + n * interval '1 day' from blogs, generate_series(1, 10) n`.execute(
      db,
    )
    await sql`analyze`.execute(db)
    const { id } = await db.selectFrom('blogs').select('id').limit(1).executeTakeFirstOrThrow()
    for (const query of [
      sql`select * from derived.blog_history where blog_id = ${id}`,
      sql`select * from derived.blog_periods where blog_id = ${id} and unit = 'week'`,
      sql`select * from derived.blog_weekly where blog_id = ${id}`,
      sql`select * from derived.blog_rhythm where blog_id = ${id}`,
    ]) {
      const { rows } = await sql<{ 'QUERY PLAN': unknown }>`explain (format json) ${query}`.execute(
        db,
      )
      const plan = JSON.stringify(rows)
      expect(plan).toMatch(/blog_snapshots_blog_idx|blog_posts_\w+/)
      expect(plan).not.toMatch(/Seq Scan[^{}]*"Relation Name":"blog_/)
    }
  })
})

test('growth is told per week, month, quarter and year, where there is a scrape to compare with', async ({
  db,
}) => {
  const blogId = await aBlog(db, 'ada')
  await scraped(db, blogId, '2025-06-01', { follower_count: 500 })
  await scraped(db, blogId, '2026-05-02', { follower_count: 800 })
  await scraped(db, blogId, '2026-06-01', { follower_count: 1_000 })
  await scraped(db, blogId, '2026-06-02', { follower_count: null })

  expect(await growthOf(db, blogId)).toEqual([
    {
      days: 30,
      follower_count: 1_000,
      follower_growth: 0.25,
      since: day('2026-05-02'),
      follower_count_then: 800,
    },
    {
      days: 365,
      follower_count: 1_000,
      follower_growth: 1,
      since: day('2025-06-01'),
      follower_count_then: 500,
    },
  ])
})

test('the rhythm is posts and their median engagement by weekday and hour, UTC, without the future', async ({
  db,
}) => {
  await setWorldTime(db, { worldAt: Date.UTC(2026, 1, 1), realAt: Date.now(), speed: 0 })
  const blogId = await aBlog(db, 'ada')
  await posted(db, await aBlog(db, 'eve'), '2026-01-05T09:00:00Z', { like_count: 1 })
  await posted(db, blogId, '2026-01-05T09:00:00Z', { like_count: 10, comment_count: 2 })
  await posted(db, blogId, '2026-01-12T09:59:59Z', { like_count: 20, comment_count: 4 })
  await posted(db, blogId, '2026-01-19T09:30:00Z', { like_count: null, comment_count: 4 })
  await posted(db, blogId, '2026-01-11T23:00:00Z')
  // Two days old: it has got only a part of what the others have.
  await posted(db, blogId, '2026-01-30T09:30:00Z', { like_count: 1, comment_count: 0 })
  await posted(db, blogId, '2027-01-11T23:00:00Z')

  expect(await rhythmOf(db, blogId)).toEqual([
    { weekday: 1, hour: 9, posts: 3, median_engagement: 18 },
    { weekday: 5, hour: 9, posts: 1, median_engagement: null },
    { weekday: 7, hour: 23, posts: 1, median_engagement: null },
  ])
})

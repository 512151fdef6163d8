import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { encodeCursor } from '../../../src/http/pagination.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, problemIn, type TestApi } from '../../http/kit.ts'
import { aBlog } from './a-blog.ts'

const api = (db: Db): TestApi => anApi(db, [mountOperations({ db }, blogOperations)])

const History = z.object({
  data: z.array(z.looseObject({ at: z.string(), follower_count: z.number().nullable() })),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
  growth: z.array(z.looseObject({ days: z.number(), follower_growth: z.number() })),
  rhythm: z.array(z.looseObject({ weekday: z.number(), hour: z.number(), posts: z.number() })),
})

async function historyOf(db: Db, search: string): Promise<z.output<typeof History>> {
  const response = await api(db).send('GET', `/api/blogs/natgeo/history${search}`)
  return History.parse(await response.json())
}

/** Ten scrapes, a week apart, each with a hundred followers more; the last one is on a Monday. */
async function tenScrapes(db: Db): Promise<void> {
  const id = await aBlog(db, 'natgeo')
  await sql`insert into blog_snapshots (blog_id, follower_count, er, scraped_at)
    select ${id}, 1000 + 100 * n, 0.02, timestamptz '2026-03-02 12:00Z' + (n - 9) * interval '7 days'
    from generate_series(0, 9) n`.execute(db)
  await sql`insert into blog_posts (blog_id, platform_id, media_type, taken_at, like_count, comment_count)
    select ${id}, n::text, 'photo', timestamptz '2026-03-01 18:30Z' - n * interval '7 days', 10, 1
    from generate_series(1, 4) n`.execute(db)
}

describe('GET /api/blogs/{id}/history', () => {
  test('tells every scrape, page by page, newest first, and how followers grow', async ({ db }) => {
    await tenScrapes(db)

    const first = await historyOf(db, '?limit=6')
    const second = await historyOf(db, `?limit=6&cursor=${first.next_cursor}`)

    const followers = [...first.data, ...second.data].map((point) => point.follower_count)
    expect(followers).toEqual([1900, 1800, 1700, 1600, 1500, 1400, 1300, 1200, 1100, 1000])
    expect(first.data[0]).toMatchObject({ at: '2026-03-02T12:00:00.000Z', follower_change: 100 })
    expect(second.next_cursor).toBeNull()
    expect(first.growth[0]).toMatchObject({ days: 7, follower_growth: expect.closeTo(1 / 18, 6) })
    expect(first.rhythm).toEqual([{ weekday: 7, hour: 18, posts: 4, median_engagement: 11 }])
  })

  test('tells the last scrape of every month and the posts in it', async ({ db }) => {
    await tenScrapes(db)

    const { data } = await historyOf(db, '?interval=month')

    expect(data.map(({ at, follower_count: followers }) => [at.slice(0, 7), followers])).toEqual([
      ['2026-03', 1900],
      ['2026-02', 1800],
      ['2026-01', 1400],
      ['2025-12', 1000],
    ])
    expect(data[1]).toMatchObject({ scrapes: 4, posts: 4 })
  })

  test('is empty of a creator who was never scraped', async ({ db }) => {
    await aBlog(db, 'natgeo')

    expect(await historyOf(db, '')).toEqual({
      data: [],
      next_cursor: null,
      has_more: false,
      growth: [],
      rhythm: [],
    })
  })

  test.for([
    ['natgeo', '?interval=year', 422, 'interval'],
    ['natgeo', '?limit=0', 422, 'limit'],
    ['natgeo', '?cursor=x', 422, 'cursor'],
    ['natgeo', `?cursor=${encodeCursor(['week', '2026-01-01T00:00:00Z'])}`, 422, 'cursor'],
    ['natgeo', `?cursor=${encodeCursor(['scrape', 'yesterday'])}`, 422, 'cursor'],
    ['nobody', '', 404, 'id'],
  ] as const)('%s%s is refused', async ([blog, search, status, field], { db }) => {
    await aBlog(db, 'natgeo')

    const response = await api(db).send('GET', `/api/blogs/${blog}/history${search}`)

    expect(response.status).toBe(status)
    expect(await problemIn(response)).toMatchObject({ errors: [{ field }] })
  })
})

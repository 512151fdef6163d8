import { z } from 'zod'
import { createClock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { summaryOperations } from '../../../src/features/blogs/operations/summary.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { createSuggestions } from '../../../src/features/blogs/store/suggestions.ts'
import { expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { background } from '../../fixtures/no-background.ts'
import { aLog, anApi, aToken } from '../../http/kit.ts'
import { aBlog } from './a-blog.ts'

const ID = '0198c1a5-0000-7000-8000-000000000002'
const ago = (days: number): Date => new Date(Date.now() - days * 24 * 60 * 60 * 1_000)

async function aCreator(db: Db): Promise<void> {
  await aBlog(db, 'sofia', { id: ID, follower_count: 12_000, business_category: 'Blogger' })
  await aBlog(db, 'small', { follower_count: 10 })
  const post = { blog_id: ID, media_type: 'photo', taken_at: new Date() }
  await db
    .insertInto('blog_posts')
    .values([
      { ...post, platform_id: '1', location_name: 'Almaty', hashtags: ['kz', 'mama'] },
      { ...post, platform_id: '2', location_name: 'Almaty', hashtags: ['kz'] },
      { ...post, platform_id: '3', location_name: 'Astana' },
    ])
    .execute()
  const seen = [
    [1, 130],
    [6, 120],
    [9, 100],
    [23, 90],
    [200, 1],
  ] as const
  await db
    .insertInto('blog_snapshots')
    .values(
      seen.map(([days, followers]) => ({
        blog_id: ID,
        scraped_at: ago(days),
        follower_count: followers,
      })),
    )
    .execute()
}

const test = testOnDatabaseOf(aCreator)

const summaries = (db: Db, clock = createClock()) =>
  anApi(db, [
    mountOperations(
      { db, background, suggest: createSuggestions({ db, clock, log: aLog().log }) },
      summaryOperations,
    ),
  ])

const ask = async <T>(db: Db, path: string, schema: z.ZodType<T>): Promise<T> =>
  schema.parse(await (await summaries(db).send('GET', path)).json())

test('a count says how many a filter finds', async ({ db }) => {
  const Count = z.object({ count: z.int(), capped: z.boolean() })
  expect(await ask(db, '/api/blogs/count?tier=10k_50k', Count)).toEqual({ count: 1, capped: false })
  expect(await ask(db, '/api/blogs/count', Count)).toEqual({ count: 2, capped: false })
})

test('followers of a week are those of its last scrape, and a week without one is a gap', async ({
  db,
}) => {
  const Courses = z.object({
    data: z.array(z.object({ id: z.string(), followers: z.array(z.int().nullable()) })),
  })
  const { data } = await ask(db, `/api/blogs/followers?ids=${ID}`, Courses)
  expect(data).toEqual([
    { id: ID, followers: [...Array.from({ length: 8 }, () => null), 90, null, 100, 130] },
  ])
})

const Suggestions = z.object({
  locations: z.array(z.string()),
  hashtags: z.array(z.string()),
  business_categories: z.array(z.string()),
  categories: z.array(z.object({ name: z.string(), creators: z.int() })),
  cities: z.array(z.object({ id: z.int(), name: z.string(), creators: z.int() })),
  lists: z.array(z.string()),
})

test('suggestions are the most frequent values first', async ({ db }) => {
  const { id: category_id } = await db
    .selectFrom('categories')
    .select('id')
    .where('name', '=', 'parenting')
    .executeTakeFirstOrThrow()
  const link = { blog_id: ID, category_id, is_primary: true }
  await db.insertInto('blog_categories').values(link).execute()
  await db
    .updateTable('blogs')
    .set({ city_id: 1526384, city: 'Almaty', city_source: 'written' })
    .where('id', '=', ID)
    .execute()
  const { locations, hashtags, business_categories, categories, cities } = await ask(
    db,
    '/api/blogs/suggestions',
    Suggestions,
  )
  expect([locations, hashtags, business_categories]).toEqual([
    ['Almaty', 'Astana'],
    ['kz', 'mama'],
    ['Blogger'],
  ])
  expect(cities).toEqual([{ id: 1526384, name: 'Almaty', creators: 1 }])
  expect(categories, 'one without creators would find nobody').toEqual([
    { name: 'parenting', creators: 1 },
  ])
})

test('suggestions are kept for a minute, then read again behind the answer; after ten, before it', async ({
  db,
}) => {
  let minutes = 0
  const clock = { ...createClock(), now: () => new Date(minutes * 60_000) }
  const api = summaries(db, clock)
  const suggest = async (token?: string) =>
    Suggestions.parse(
      await (await api.send('GET', '/api/blogs/suggestions', token ? { token } : {})).json(),
    )
  const postFrom = async (location_name: string) => {
    const post = { media_type: 'photo', taken_at: new Date(), platform_id: location_name }
    await db
      .insertInto('blog_posts')
      .values({ ...post, blog_id: ID, location_name })
      .execute()
  }
  await suggest()
  await postFrom('Shymkent')
  await db.insertInto('lists').values({ name: 'spring' }).execute()
  const kept = await suggest()
  expect(kept.locations).not.toContain('Shymkent')
  expect(kept.lists).toContain('spring')
  expect((await suggest(await aToken(db, ['creators:read']))).lists).toEqual([])
  minutes = 2
  expect((await suggest()).locations).not.toContain('Shymkent')
  await expect.poll(async () => (await suggest()).locations).toContain('Shymkent')
  await postFrom('Taraz')
  minutes = 13
  expect((await suggest()).locations).toContain('Taraz')
})

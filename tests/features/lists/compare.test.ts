import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { operations } from '../../../src/features/lists/operations/index.ts'
import { unheard } from '../../fixtures/unheard.ts'
import { background } from '../../fixtures/no-background.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, problemIn, type TestApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'

const api = (db: Db): TestApi =>
  anApi(db, [
    mountOperations({ db, announce: unheard, background }, operations),
    mountOperations({ db }, blogOperations),
  ])

const Comparison = z.object({
  creators: z.array(z.looseObject({ username: z.string() })),
  metrics: z.array(z.looseObject({ metric: z.string() })),
  unknown: z.array(z.object({ blog: z.string(), reason: z.string() })),
})

async function compared({ send }: TestApi, path: string) {
  const { creators, metrics, unknown } = Comparison.parse(await (await send('GET', path)).json())
  const usernames = creators.map(({ username }) => username)
  return { usernames, unknown, by: new Map(metrics.map((metric) => [metric.metric, metric])) }
}

describe('a comparison', () => {
  async function fourBlogs(db: Db): Promise<void> {
    await aBlog(db, 'a', { follower_count: 10, er: 0.02, er_posts: 12, engagement_spread: 0.5 })
    await aBlog(db, 'b', { follower_count: 30, er: 0.06, er_posts: 20, engagement_spread: 0.2 })
    await aBlog(db, 'c', { follower_count: 20, er: 0.06, er_posts: 9, posts_per_week: 3 })
    await aBlog(db, 'd', { er_posts: 1 })
  }

  test('shows each metric with its values, median, extremes and best', async ({ db }) => {
    await fourBlogs(db)

    const { usernames, by } = await compared(api(db), '/api/blogs/compare?ids=d,c,@B,a')

    expect(usernames).toEqual(['d', 'c', 'b', 'a'])
    expect(by.get('er_by_followers')).toMatchObject({
      field: 'er',
      better: 'higher',
      creators_with_value: 3,
      median: 0.06,
      lowest: 0.02,
      highest: 0.06,
      best: ['c', 'b'],
      values: [
        { username: 'd', value: null, posts: 1 },
        { username: 'c', value: 0.06, posts: 9 },
        { username: 'b', value: 0.06, posts: 20 },
        { username: 'a', value: 0.02, posts: 12 },
      ],
    })
    expect(by.get('engagement_spread_by_median')).toMatchObject({
      median: 0.35,
      best: ['b'],
      creators_with_value: 2,
    })
    expect(by.get('followers')).toMatchObject({ better: null, median: 20, best: [] })
    expect(by.get('comments_per_like')).toMatchObject({ median: null, lowest: null, best: [] })
  })

  test('says what is usual at the sizes of its creators', async ({ db }) => {
    await aBlog(db, 'middle', { follower_count: 20_000, er: 0.03 })
    await aBlog(db, 'small', { follower_count: 2_000, er: 0.05 })
    await sql`
      insert into tier_benchmarks (metric, tier, creators, percentiles)
      select metric, tier, creators, array(select n / 1000.0::double precision from generate_series(0, 100) n)
      from (values ('er', '10k_50k', 40), ('er', '1k_10k', 29), ('er', 'over_1m', 50)) t (metric, tier, creators)`.execute(
      db,
    )

    const { by } = await compared(api(db), '/api/blogs/compare?ids=middle,small')

    const usual = { tier: '10k_50k', creators: 40, low: 0.025, median: 0.05, high: 0.075 }
    expect(by.get('er_by_followers')).toMatchObject({ sizes: [usual] })
    expect(by.get('engagement_spread_by_median')).toMatchObject({ sizes: [] })
  })

  test('is a file, too', async ({ db }) => {
    await fourBlogs(db)

    const answer = await api(db).send('GET', '/api/blogs/compare/export?ids=b,a,d')

    const lines = (await answer.text()).split('\r\n')
    expect(lines[0]).toBe('"metric","better","b","a","d"')
    expect(lines).toContain('"er_by_followers","higher",0.06,0.02,')
  })

  test('finds nobody best who is alone', async ({ db }) => {
    await fourBlogs(db)

    const { by } = await compared(api(db), '/api/blogs/compare?ids=a,d')

    expect(by.get('er_by_followers')).toMatchObject({ creators_with_value: 1, best: [] })
  })

  test('names whom it does not know, and shows nobody twice', async ({ db }) => {
    await fourBlogs(db)

    const { usernames, unknown } = await compared(
      api(db),
      `/api/blogs/compare?ids=a,A,${encodeURIComponent('https://instagram.com/a')},zoe`,
    )

    expect(usernames).toEqual(['a'])
    expect(unknown).toEqual([{ blog: 'zoe', reason: 'is not known here: have it scraped first' }])
  })

  test('is of a list too, by username', async ({ db }) => {
    await fourBlogs(db)
    const { send } = api(db)
    await send('POST', '/api/lists', { json: { name: 'Picks' } })
    await send('POST', '/api/lists/picks/members', { json: { blogs: ['c', 'a'] } })

    const { usernames, by } = await compared(api(db), '/api/lists/Picks/compare')

    expect(usernames).toEqual(['a', 'c'])
    expect(by.get('er_by_followers')).toMatchObject({ best: ['c'] })
  })

  test('is refused for more than 50 creators', async ({ db }) => {
    const { send } = api(db)
    const names = Array.from({ length: 51 }, (_, n) => `c${n}`)
    for (const name of names) await aBlog(db, name)
    await send('POST', '/api/lists', { json: { name: 'Many' } })
    await send('POST', '/api/lists/many/members', { json: { blogs: names } })

    const list = await problemIn(await send('GET', '/api/lists/many/compare'))
    const blogs = await problemIn(await send('GET', `/api/blogs/compare?ids=${names.join(',')}`))

    expect(list).toMatchObject({ status: 409, code: 'conflict' })
    expect(list.detail).toContain('51 creators')
    expect(blogs).toMatchObject({ status: 422, errors: [{ field: 'ids' }] })
  })
})

import { sql } from 'kysely'
import { z } from 'zod'
import { partOperations } from '../../../src/features/blogs/operations/parts.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aBlog } from './a-blog.ts'

const Posts = z.object({
  data: z.array(z.looseObject({ platform_id: z.string() })),
  next_cursor: z.string().nullable(),
})

test('posts come newest first, page by page, each once, also those of one second', async ({
  db,
}) => {
  const { send } = anApi(db, [mountOperations({ db }, partOperations)])
  const [id, other] = [await aBlog(db, 'mama'), await aBlog(db, 'other')]
  await sql`
    insert into blog_posts (blog_id, platform_id, media_type, taken_at)
    select blog, 'p' || n, 'photo', '2026-01-01'::timestamptz + n / 3 * interval '1 day'
    from unnest(array[${id}::uuid, ${other}::uuid]) blog, generate_series(0, 7) n`.execute(db)

  const pages: string[][] = []
  let cursor = ''
  do {
    const answer = await send('GET', `/api/blogs/mama/posts?limit=3${cursor}`)
    const page = Posts.parse(await answer.json())
    pages.push(page.data.map(({ platform_id }) => platform_id))
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
  } while (cursor !== '')

  expect(pages).toEqual([
    ['p7', 'p6', 'p5'],
    ['p4', 'p3', 'p2'],
    ['p1', 'p0'],
  ])
  expect((await send('GET', '/api/blogs/mama/posts?cursor=x')).status).toBe(422)
  expect((await send('GET', '/api/blogs/nobody/posts')).status).toBe(404)
})

test('the standing is told for metrics that enough creators of the tier have', async ({ db }) => {
  const { send } = anApi(db, [mountOperations({ db }, partOperations)])
  await aBlog(db, 'mama', { follower_count: 20_000, er: 0.05 })
  await aBlog(db, 'new')
  await sql`
    insert into tier_benchmarks (metric, tier, creators, percentiles)
    select metric, tier, creators, array(select n / 1000.0::double precision from generate_series(0, 100) n)
    from (values ('er', '10k_50k', 40), ('posts_per_week', '10k_50k', 50), ('comments_per_like', '10k_50k', 29),
      ('view_rate_by_followers', 'over_1m', 40)) t (metric, tier, creators)`.execute(db)

  const mama: unknown = await (await send('GET', '/api/blogs/mama/standing')).json()
  const unread: unknown = await (await send('GET', '/api/blogs/new/standing')).json()

  const band = { low: 0.025, median: 0.05, high: 0.075 }
  expect(mama).toMatchObject({
    data: [
      { metric: 'er', creators: 40, percentile: 50, ...band },
      { metric: 'posts_per_week', creators: 50, percentile: null, ...band },
    ],
  })
  expect(unread).toEqual({ data: [] })
})

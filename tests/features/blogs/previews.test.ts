import { sql } from 'kysely'
import { previewsOf } from '../../../src/features/blogs/store/previews.ts'
import { followersByWeek } from '../../../src/features/blogs/store/summary.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from './a-blog.ts'

test('previews have the newest posts of each creator and its engagement by week', async ({
  db,
}) => {
  const [id, empty] = [await aBlog(db, 'previewed'), await aBlog(db, 'unread')]
  await sql`
    insert into blog_posts (blog_id, platform_id, code, media_type, product_type, is_pinned, taken_at)
    select ${id}::uuid, 'n' || n, 'c' || n, 'video', case when n = 2 then 'clips' end, n = 1, world_now() - n * interval '1 day'
    from generate_series(1, 8) n`.execute(db)
  await sql`
    insert into blog_snapshots (blog_id, scraped_at, er)
    select ${id}::uuid, world_now() - n * interval '7 days' - interval '1 hour', n / 100.0 from unnest(array[0, 1, 3]) n`.execute(
    db,
  )

  const [first, second] = await previewsOf(db, [id, empty], 2)

  expect(first?.posts.map(({ platform_id, is_reel }) => [platform_id, is_reel])).toEqual([
    ['n2', true],
    ['n3', false],
  ])
  expect(first?.er.slice(-4)).toEqual([0.03, null, 0.01, 0])
  const nothing = Array.from({ length: 12 }, () => null)
  expect(first?.followers).toEqual(nothing)
  expect(second).toEqual({ id: empty, er: nothing, followers: nothing, posts: [] })
})

test('each value of a week is that of the last scrape of the week that has one', async ({ db }) => {
  const id = await aBlog(db, 'previewed')
  await sql`
    insert into blog_snapshots (blog_id, scraped_at, er, follower_count)
    select ${id}::uuid, world_now() - hours * interval '1 hour', er, followers from (values
      (1, null::float8, 500), (2, 0.02, null), (3, 0.03, 400),
      (7 * 24, null, null), (7 * 24 + 1, null, 300),
      (13 * 7 * 24, 0.9, 900)
    ) as scrape (hours, er, followers)`.execute(db)

  const [preview] = await previewsOf(db, [id], 1)

  expect(preview?.er.slice(-3)).toEqual([null, null, 0.02])
  expect(preview?.followers.slice(-3)).toEqual([null, 300, 500])
  expect(preview?.followers).toEqual((await followersByWeek(db, [id]))[0]?.followers)
})

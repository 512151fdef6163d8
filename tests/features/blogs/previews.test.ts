import { sql } from 'kysely'
import { previewsOf } from '../../../src/features/blogs/store/previews.ts'
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
  expect(second).toEqual({ id: empty, er: Array.from({ length: 12 }, () => null), posts: [] })
})

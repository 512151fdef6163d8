import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'

test('schedule_updates asks again for creators whose data is old, and for no others', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  await sql`
    with people as (insert into persons select from generate_series(1, 6) returning id),
    numbered as (select id, row_number() over () as n from people)
    insert into blogs (person_id, username, source, scrape_status, scraped_at)
    select id, 'blog' || n, 'manual',
      (array['active', 'active', 'private', 'failed', 'deleted', 'analyzing'])[n],
      world_now() - case n when 1 then interval '59 days' else interval '61 days' end
    from numbered`.execute(db)
  await world.services.queue.enqueue(db, 'schedule_updates', {})

  expect(await world.runNext('schedule_updates')).toMatchObject({
    status: 'done',
    result: { scheduled: 3 },
  })

  const tasks = await db
    .selectFrom('scrape_tasks')
    .innerJoin('blogs', 'blogs.id', 'scrape_tasks.blog_id')
    .select(['username', 'priority'])
    .orderBy('username')
    .execute()
  expect(tasks).toEqual([
    { username: 'blog2', priority: 8 },
    { username: 'blog3', priority: 8 },
    { username: 'blog4', priority: 8 },
  ])
})

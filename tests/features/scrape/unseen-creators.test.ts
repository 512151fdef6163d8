import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'
import { blogRow, DAY, findCreator, firstRich, postIds, rescrape, scrape } from './scrape-world.ts'

describe('a creator who could not be seen', () => {
  test.for([
    { kind: 'private', status: 'private', days: 60 },
    { kind: 'hidden_by_age', status: 'restricted', days: 60 },
    { kind: 'hidden_by_region', status: 'restricted', days: 60 },
    { kind: 'deleted', status: 'deleted', days: 90 },
  ] as const)(
    'comes back with its history after it was $kind',
    async ({ kind, status, days }, { db }) => {
      const world = await startGramdWorld(db)
      const creator = firstRich(world)
      const { blogId } = await scrape(db, world, creator.username)
      const posts = await postIds(db)
      world.sim.control.failTarget(creator.username, { kind })
      await world.advance(DAY)

      expect(await rescrape(world, blogId, 'update')).toMatchObject({
        status: 'done',
        result: { outcome: status, requests: 1 },
      })
      const gone = await blogRow(db, blogId)
      expect(gone).toMatchObject({
        scrape_status: status,
        username: creator.username,
        // What is known stays, also where zeros were answered.
        follower_count: creator.followerCount,
        media_count: creator.mediaCount,
      })
      expect(Number(gone.update_due_at)).toBe(Number(gone.scraped_at) + days * DAY)
      expect(await postIds(db)).toEqual(posts)

      world.sim.control.clearTarget(creator.username)
      await world.advance(DAY)
      expect(await rescrape(world, blogId, 'update')).toMatchObject({
        result: { outcome: 'scraped' },
      })
      expect(await blogRow(db, blogId)).toMatchObject({
        scrape_status: 'analyzing',
        platform_id: creator.pk,
      })
      expect(await db.selectFrom('blog_snapshots').select('id').execute()).toHaveLength(2)
      expect(await postIds(db)).toEqual(posts)
    },
  )

  test('is restricted when a private profile is hidden by age, too', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, ({ isPrivate }) => isPrivate)
    world.sim.control.failTarget(creator.username, { kind: 'hidden_by_age' })

    const { blogId } = await scrape(db, world, creator.username)

    expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'restricted' })
  })

  test('stays so while a look at it is put back, and when it fails', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = firstRich(world)
    world.sim.control.failTarget(creator.username, { kind: 'deleted' })
    const { blogId } = await scrape(db, world, creator.username)
    for (const { username } of world.sim.accounts)
      world.sim.control.failAccount(username, { kind: 'server_error', endpoints: ['profile'] })
    await world.services.queue.enqueue(db, fullScrape, { blog_id: blogId })

    for (const status of ['pending', 'pending', 'failed']) {
      expect(await world.runNext('full_scrape')).toMatchObject({ status })
      expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'deleted' })
      await world.advance(DAY / 24)
    }
    const { update_due_at } = await blogRow(db, blogId)
    expect(Number(update_due_at)).toBe(world.services.clock.now().getTime() + 7 * DAY - DAY / 24)
  })
})

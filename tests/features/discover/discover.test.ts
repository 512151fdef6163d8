import { discover } from '../../../src/features/discover/tasks/discover.ts'
import { discoverWeekly } from '../../../src/features/discover/tasks/discover-weekly.ts'
import { sql } from 'kysely'
import {
  bootstrapHashtags,
  changeHashtag,
  listHashtags,
  removeHashtag,
} from '../../../src/features/discover/store/hashtags.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { runToEnd, TAG, usernames } from './discover-world.ts'

/** What the world's truth says a discovery of the top 50 posts must find. */
function expectedOf(world: GramdWorld, minFollowers = 1000) {
  const authors = new Map(
    world.sim.world
      .hashtagPosts(TAG, 'top')
      .slice(0, 50)
      .map((post) => [post.creator.pk, post.creator]),
  )
  const kept = [...authors.values()].filter(
    (creator) =>
      !creator.isPrivate &&
      !creator.isDeleted &&
      creator.followerCount >= minFollowers &&
      creator.mediaCount >= 5,
  )
  return { examined: authors.size, kept: kept.map((creator) => creator.username).sort() }
}

describe('discover', () => {
  test('keeps every author that is public and big enough, each with a scrape of its own', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const { examined, kept } = expectedOf(world)
    const { id } = await world.services.queue.enqueue(db, discover, { hashtags: [TAG] })

    await runToEnd(world)

    expect(kept.length).toBeGreaterThanOrEqual(30)
    expect(await usernames(db)).toEqual(kept)
    const task = await world.task(id)
    expect(task).toMatchObject({
      status: 'done',
      attempts: 0,
      result: { examined, created: kept.length, known: 0 },
    })
    const scrapes = await db
      .selectFrom('scrape_tasks')
      .innerJoin('blogs', (join) =>
        join.on(sql`blogs.id`, '=', sql`derived.blog_of(scrape_tasks.subject)`),
      )
      .select(['blogs.username', 'blogs.source', 'priority'])
      .where('task_type', '=', 'full_scrape')
      .execute()
    expect(scrapes.map((scrape) => scrape.username).sort()).toEqual(kept)
    expect(new Set(scrapes.map(({ source, priority }) => `${source} ${priority}`))).toEqual(
      new Set(['discover 5']),
    )
    expect(await db.selectFrom('persons').select('id').execute()).toHaveLength(kept.length)
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('says by which rule it left authors out, and what it spent', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { examined, kept } = expectedOf(world, 20_000)
    const { id } = await world.services.queue.enqueue(db, discover, {
      hashtags: [TAG],
      filters: { min_followers: 20_000 },
    })

    await runToEnd(world)

    const { result } = await world.task(id)
    const { filtered, requests } = result as { filtered: Record<string, number>; requests: number }
    const left = Object.values(filtered).reduce((sum, count) => sum + count, 0)
    expect(left + kept.length).toBe(examined)
    expect(filtered['too_few_followers']).toBeGreaterThan(0)
    expect(requests).toBe(world.sim.referee.report().requests)
    expect(await usernames(db)).toEqual(kept)
  })

  test('asks nothing about authors that are known or were looked at lately', async ({ db }) => {
    const world = await startGramdWorld(db)
    await world.services.queue.enqueue(db, discover, { hashtags: [TAG] })
    await runToEnd(world)
    const { examined, kept } = expectedOf(world)
    const before = world.sim.referee.report().classes
    const second = await world.services.queue.enqueue(db, discover, { hashtags: [TAG] })

    await runToEnd(world)

    const after = world.sim.referee.report().classes
    expect(after['profile']).toBe(before['profile'])
    expect(await world.task(second.id)).toMatchObject({
      status: 'done',
      result: { examined, known: kept.length, created: 0, remembered: expect.any(Number) },
    })
  })

  test('ends with the same creators when it is interrupted again and again', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { kept } = expectedOf(world)
    const { id } = await world.services.queue.enqueue(db, discover, { hashtags: [TAG] })
    for (const blogs of [1, 7, 15]) {
      const stopping = new AbortController()
      const running = world.runNext('discover', stopping.signal)
      // Often, so that the run is interrupted and has not ended meanwhile.
      await expect
        .poll(async () => (await usernames(db)).length, { interval: 2 })
        .toBeGreaterThanOrEqual(blogs)
      stopping.abort()
      expect(await running).toMatchObject({ status: 'pending', attempts: 0 })
    }

    await runToEnd(world)

    expect(await usernames(db)).toEqual(kept)
    expect(await world.task(id)).toMatchObject({ status: 'done', result: { created: kept.length } })
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('the hashtags of the environment are taken over only while there is none', async ({
    db,
  }) => {
    const listed = async () => (await listHashtags(db, { limit: 10 })).map(({ hashtag }) => hashtag)

    expect(await bootstrapHashtags(db, [])).toBe(0)
    expect(await bootstrapHashtags(db, ['#Astana', 'astana', ' мама '])).toBe(2)
    await removeHashtag(db, 'astana')
    expect(await bootstrapHashtags(db, ['astana'])).toBe(0)

    expect(await listed()).toEqual(['мама'])
  })

  test('discover_weekly asks once for each hashtag that is not paused', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 0 })
    await bootstrapHashtags(db, ['мама', '#Astana', 'мама', 'dachnaya'])
    await changeHashtag(db, 'dachnaya', { isPaused: true })
    await changeHashtag(db, 'мама', { filters: { languages: ['kk'] } })
    await world.services.queue.enqueue(db, discoverWeekly, {})

    expect(await world.runNext('discover_weekly')).toMatchObject({
      status: 'done',
      result: { hashtags: 2 },
    })

    const tasks = await db
      .selectFrom('scrape_tasks')
      .select(['payload', 'priority'])
      .where('task_type', '=', 'discover')
      .orderBy('id')
      .execute()
    expect(tasks).toEqual([
      {
        payload: { hashtags: ['astana'], tabs: ['top'], posts: 50, filters: {} },
        priority: 10,
      },
      {
        payload: {
          hashtags: ['мама'],
          tabs: ['top'],
          posts: 50,
          filters: { languages: ['kk'] },
        },
        priority: 10,
      },
    ])
    const rows = await listHashtags(db, { limit: 10 })
    expect(rows.map((row) => [row.hashtag, row.last_discovered_at])).toEqual([
      ['astana', world.services.clock.now()],
      ['dachnaya', null],
      ['мама', world.services.clock.now()],
    ])
  })
})

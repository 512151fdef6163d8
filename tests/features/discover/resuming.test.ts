import { sql } from 'kysely'
import { z } from 'zod'
import { createBlogs } from '../../../src/features/scrape/store/blogs/new-blogs.ts'
import { losingCommits } from '../../fixtures/lost-commits.ts'
import { discover } from '../../../src/features/discover/tasks/discover.ts'
import { jsonb } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { runToEnd, TAG, usernames } from './discover-world.ts'

/** An open discovery with what an earlier run has left behind. */
async function aDiscovery(
  { services: { db, queue } }: GramdWorld,
  payload: object,
  left: { payload?: object; checkpoint?: object },
): Promise<void> {
  const { id } = await queue.enqueue(db, discover, payload)
  await db
    .updateTable('scrape_tasks_open')
    .set({
      ...(left.payload ? { payload: jsonb(left.payload) } : {}),
      ...(left.checkpoint ? { checkpoint: jsonb(left.checkpoint) } : {}),
    })
    .where('id', '=', id)
    .execute()
}

const publicCreators = ({ sim: { world } }: GramdWorld) =>
  Array.from({ length: 30 }, (_, index) => world.creatorAt(index + 1)).filter(
    ({ isPrivate, isDeleted, mediaCount }) => !isPrivate && !isDeleted && mediaCount > 12,
  )

const classes = ({ sim }: GramdWorld) => sim.referee.report().classes

const scrapes = async (db: Db) =>
  await db
    .selectFrom('scrape_tasks_open')
    .select('id')
    .where('task_type', '=', 'full_scrape')
    .execute()

describe('discover, begun before', () => {
  test('goes on with the authors that were left, and with its counts', async ({ db }) => {
    const world = await startGramdWorld(db)
    const [one, other] = publicCreators(world)
    if (!one || !other) throw new Error('too few creators')
    const left = [one, other].map(({ pk, username }) => ({
      platformId: pk,
      username,
      fullName: null,
      facts: {},
    }))
    const filtered = { private: 1, gone: 0, too_few_followers: 2, too_few_posts: 0 }
    const counts = { examined: 7, known: 2, filtered, created: 0, requests: 4 }
    await aDiscovery(
      world,
      { hashtags: [TAG], filters: { min_followers: 0, min_posts: 0 } },
      { checkpoint: { stage: 'authors', left, counts } },
    )

    const { result } = await runToEnd(world)

    expect(await usernames(db)).toEqual([one.username, other.username].sort())
    expect(result).toMatchObject({ ...counts, created: 2, requests: 6 })
    expect(await scrapes(db)).toHaveLength(2)
    expect(classes(world)['hashtag']).toBeUndefined()
  })

  test('reads its page anew when that was not read to its end', async ({ db }) => {
    const world = await startGramdWorld(db)
    await aDiscovery(
      world,
      { hashtags: [TAG], posts: 20, filters: { min_followers: 0, min_posts: 0 } },
      { checkpoint: { stage: 'pages', state: { v: 1, whatever: true } } },
    )

    const { result } = await runToEnd(world)

    expect(result).toMatchObject({ requests: 1 })
    expect((await usernames(db)).length).toBeGreaterThan(10)
  })

  test('reads none of the pages again that it has read', async ({ db }) => {
    const world = await startGramdWorld(db)
    const [found] = publicCreators(world)
    if (!found) throw new Error('too few creators')
    const candidate = {
      platformId: found.pk,
      username: found.username,
      fullName: null,
      facts: { isPrivate: false },
    }
    await aDiscovery(
      world,
      { hashtags: [TAG, 'астана'], posts: 20, filters: { min_followers: 0, min_posts: 0 } },
      { checkpoint: { stage: 'pages', state: null, read: 1, found: [candidate], requests: 3 } },
    )

    const { result } = await runToEnd(world)

    expect(result).toMatchObject({ requests: 4 })
    expect(await usernames(db)).toContain(found.username)
    expect(classes(world)['hashtag']).toBe(1)
  })

  test('counts the requests of a page that it had read to its end', async ({ db }) => {
    const world = await startGramdWorld(db)
    const read = { postIds: ['1'], authors: [], cursor: null, hasRestarted: false, barrenPages: 0 }
    const state = { v: 2, requests: 3, ...read, isDone: true }
    await aDiscovery(
      world,
      { hashtags: [TAG], filters: { min_followers: 0, min_posts: 0 } },
      { checkpoint: { stage: 'pages', state } },
    )

    expect((await runToEnd(world)).result).toMatchObject({ examined: 0, requests: 3 })
    expect(classes(world)['hashtag']).toBeUndefined()
  })

  test('asks for no profile again whose captions were still to be read', async ({ db }) => {
    const world = await startGramdWorld(db)
    const [found] = publicCreators(world)
    if (!found) throw new Error('too few creators')
    const facts = {
      isGone: false,
      isPrivate: false,
      isVerified: null,
      followerCount: 1_234,
      mediaCount: 99,
      businessCategory: null,
    }
    const left = [
      {
        platformId: found.pk,
        username: found.username,
        fullName: 'Somebody',
        facts,
        wasLookedAt: true,
      },
    ]
    const counts = { examined: 1, requests: 2, filtered: {} }
    await aDiscovery(
      world,
      { hashtags: [TAG], filters: { languages: ['kk', 'ru', 'en'] } },
      { checkpoint: { stage: 'authors', left, counts } },
    )

    const { result } = await runToEnd(world)

    expect([classes(world)['profile'], classes(world)['feed']]).toEqual([undefined, 1])
    expect(result).toMatchObject({ created: 1, requests: 3 })
    expect(
      await db.selectFrom('blogs').select(['username', 'full_name', 'follower_count']).execute(),
    ).toEqual([{ username: found.username, full_name: 'Somebody', follower_count: 1_234 }])
  })

  test('counts, spends and makes nothing twice when it is stopped again and again', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const creators = publicCreators(world).slice(0, 12)
    const { services } = world
    const payload = {
      creators: [...creators.map(({ username }) => username), 'nobody_at_all'],
      filters: { languages: ['ru'], min_followers: 1 },
    }
    const { id } = await services.queue.enqueue(db, discover, payload)
    for (const requests of [3, 9, 15]) {
      const stopping = new AbortController()
      const running = world.runNext('discover', stopping.signal)
      await expect
        .poll(() => world.sim.referee.report().requests, { interval: 5 })
        .toBeGreaterThanOrEqual(requests)
      stopping.abort()
      expect(await running).toMatchObject({ status: 'pending', attempts: 0 })
    }

    await runToEnd(world)

    const { result } = await world.task(id)
    const kept = creators.filter(({ languages }) => languages.includes('ru'))
    expect(await usernames(db)).toEqual(kept.map(({ username }) => username).sort())
    expect(result).toMatchObject({
      examined: 13,
      created: kept.length,
      filtered: { gone: 1, language: creators.length - kept.length },
    })
    // A request that was under way when it was stopped is the only one that is lost.
    expect(world.sim.referee.report().requests).toBeLessThanOrEqual(2 * 12 + 1 + 3)
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('counts whom somebody else had made as known, although it did not hear that it was stored', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const { services } = world
    const [found] = publicCreators(world)
    if (!found) throw new Error('too few creators')
    const { pk, username } = found
    const left = [{ platformId: pk, username, fullName: null, facts: {} }]
    const counts = { examined: 1, known: 0, filtered: {}, created: 0, requests: 0 }
    await aDiscovery(
      world,
      { hashtags: [TAG], filters: { min_followers: 1, min_posts: 0 } },
      { checkpoint: { stage: 'authors', left, counts } },
    )
    const { creatorReader } = services
    services.creatorReader = {
      ...creatorReader,
      async fetchProfile(...asked) {
        const profile = await creatorReader.fetchProfile(...asked)
        await db
          .transaction()
          .execute(async (tx) => await createBlogs(tx, [{ username, platformId: pk }], 'manual'))
        return profile
      },
    }
    let lost = 0
    services.db = losingCommits(db, async () => {
      const { rows } = await sql`
        select from scrape_tasks_open where checkpoint -> 'left' = '[]'`.execute(db)
      return rows.length > 0 && ++lost === 1
    })

    expect((await runToEnd(world)).result).toMatchObject({ examined: 1, known: 1, created: 0 })
    expect(lost).toBeGreaterThan(0)
  })

  test('keeps nobody in its checkpoint who is erased while the page that names them is read', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const { services } = world
    await services.queue.enqueue(db, discover, {
      hashtags: [TAG],
      filters: { min_followers: 0, min_posts: 0 },
    })
    const { creatorFinder, erasures } = services
    let erased: string | undefined
    const named: number[] = []
    services.creatorFinder = {
      ...creatorFinder,
      discoverAuthors: async (source, options, call) =>
        await creatorFinder.discoverAuthors(source, options, {
          ...call,
          async save(state) {
            const { authors } = Page.parse(state)
            erased ??= authors[0]?.username
            await erasures.erase({ username: erased ?? '' })
            await call.save?.(state)
            const { rows } = await sql`
              select from scrape_tasks_open where checkpoint::text like ${`%"${erased}"%`}`.execute(
              db,
            )
            named.push(rows.length)
          },
        }),
    }

    const { result } = await runToEnd(world)
    expect(named.length).toBeGreaterThan(0)
    expect(named.every((rows) => rows === 0)).toBe(true)
    expect(await usernames(db)).not.toContain(erased)
    expect(result).toMatchObject({ filtered: { erased: 1 } })
  })
})

const Page = z.object({ authors: z.array(z.object({ username: z.string() })) })

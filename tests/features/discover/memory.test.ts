import { sql } from 'kysely'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR, startGramdWorld } from '../gramd-world.ts'
import {
  findAcquaintances,
  rememberRejected,
} from '../../../src/features/discover/store/rejected-creators.ts'
import type { Candidate } from '../../../src/features/discover/progress.ts'
import { countOf, discovered, TAG, usernames } from './discover-world.ts'

const DAY = 24 * HOUR
const most = { hashtags: [TAG], posts: 15, filters: { min_followers: 20_000 } }
const fewer = { hashtags: [TAG], posts: 15, filters: { min_followers: 2_000 } }

describe('discover, after an earlier one', () => {
  test('judges whom it has looked at by what it found then, and asks for nobody again', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const first = await discovered(world, most)
    const remembered = await db.selectFrom('rejected_creators').selectAll().execute()
    expect(remembered).toHaveLength(first.profiles - first.result.created)

    const same = await discovered(world, most)
    const other = await discovered(world, fewer)

    expect([same.profiles, other.profiles]).toEqual([0, 0])
    expect(same.result).toMatchObject({
      known: first.result.created,
      created: 0,
      filtered: first.result.filtered,
      remembered: remembered.length,
    })
    expect(other.result.created).toBeGreaterThan(0)
    for (const { result } of [first, same, other]) expect(countOf(result)).toBe(result.examined)
    const blogs = await db
      .selectFrom('blogs')
      .select(['follower_count', 'media_count', 'platform_id', 'full_name'])
      .where('follower_count', '<', 20_000)
      .execute()
    expect(blogs).toHaveLength(other.result.created)
    for (const blog of blogs) {
      const seen = remembered.find((row) => row.platform_id === blog.platform_id)
      expect(blog).toEqual({
        follower_count: seen?.follower_count,
        media_count: seen?.media_count,
        platform_id: seen?.platform_id,
        full_name: seen?.full_name,
      })
    }
    // Whoever has become a creator is not remembered as somebody who was left out.
    const left = await db.selectFrom('rejected_creators').select('platform_id').execute()
    expect(left).toHaveLength(remembered.length - other.result.created)
    const scrapes = await db
      .selectFrom('scrape_tasks')
      .select('id')
      .where('task_type', '=', 'full_scrape')
      .execute()
    expect(scrapes).toHaveLength((await usernames(db)).length)
  })

  test('looks again after 30 days', async ({ db }) => {
    const world = await startGramdWorld(db)
    const first = await discovered(world, most)
    const left = first.profiles - first.result.created

    await world.advance(29 * DAY)
    expect((await discovered(world, most)).profiles).toBe(0)
    await world.advance(DAY)
    expect(await discovered(world, most)).toMatchObject({
      profiles: left,
      result: { remembered: 0 },
    })
  })

  test('asks only for the posts of somebody whose languages nobody has asked for', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const creators = world.sim.world
      .hashtagPosts(TAG, 'top')
      .map(({ creator }) => creator)
      .filter(({ isPrivate, mediaCount }) => !isPrivate && mediaCount > 12)
      .slice(0, 3)
      .map(({ username }) => username)
    await discovered(world, { creators, filters: { min_followers: 2_000_000_000 } })
    const { rows: before } = await sql<{
      at: Date
    }>`select min(rejected_at) as at from rejected_creators`.execute(db)

    await world.advance(DAY)
    const filters = { languages: ['he'] }
    const second = await discovered(world, { creators, filters })
    const third = await discovered(world, { creators, filters })

    expect([second.profiles, second.feeds]).toEqual([0, creators.length])
    expect([third.profiles, third.feeds]).toEqual([0, 0])
    expect(third.result).toMatchObject({ filtered: { language: 3 }, remembered: 3 })
    // Their other facts are as old as they were.
    const { rows: after } = await sql<{
      at: Date
    }>`select max(rejected_at) as at from rejected_creators`.execute(db)
    expect(after[0]?.at).toBeDefined()
    expect(after[0]?.at.getTime()).toBeLessThan((before[0]?.at.getTime() ?? 0) + DAY)
  })

  test('remembers a name of a list that nobody has', async ({ db }) => {
    const world = await startGramdWorld(db)
    const payload = { creators: ['nobody_at_all'], filters: { min_followers: 1 } }

    const first = await discovered(world, payload)
    const second = await discovered(world, payload)

    expect(first).toMatchObject({ requests: 1, result: { filtered: { gone: 1 }, requests: 1 } })
    expect(second).toMatchObject({ requests: 0, result: { filtered: { gone: 1 }, remembered: 1 } })
  })

  test('has a creator that was deleted and is seen again scraped', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { result } = await discovered(world, most)
    await db.deleteFrom('scrape_tasks_open').execute()
    const [back] = await usernames(db)
    await db
      .updateTable('blogs')
      .set({ scrape_status: 'deleted' })
      .where('username', '=', back ?? '')
      .execute()

    const again = await discovered(world, most)

    expect(again.result).toMatchObject({ returned: 1, known: result.created - 1, created: 0 })
    expect(countOf(again.result)).toBe(again.result.examined)
    const scrapes = await db
      .selectFrom('scrape_tasks')
      .innerJoin('blogs', (join) =>
        join.on(sql`blogs.id`, '=', sql`derived.blog_of(scrape_tasks.subject)`),
      )
      .select('username')
      .where('task_type', '=', 'full_scrape')
      .execute()
    expect(scrapes).toEqual([{ username: back }])
  })
})

describe('what an earlier discovery did not ask for', () => {
  const candidate: Candidate = {
    platformId: '7',
    username: 'ada',
    fullName: null,
    facts: { isPrivate: false, languages: ['ru'] },
    wasLookedAt: true,
    failures: 0,
    foundAt: null,
  }

  test('is not taken for what the platform did not tell', async ({ db }) => {
    await db.transaction().execute((tx) => rememberRejected(tx, [candidate]))

    const [found] = await findAcquaintances(db, [candidate], 30)

    expect(found?.remembered?.facts).toEqual({
      isGone: false,
      isPrivate: false,
      languages: ['ru'],
    })
  })

  test('is known as untold once the profile was read', async ({ db }) => {
    const facts = { ...candidate.facts, followerCount: null, mediaCount: 3, isVerified: null }
    await db.transaction().execute((tx) => rememberRejected(tx, [{ ...candidate, facts }]))

    const [found] = await findAcquaintances(db, [candidate], 30)

    expect(found?.remembered?.facts).toEqual({ isGone: false, businessCategory: null, ...facts })
  })
})

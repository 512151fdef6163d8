import { discover } from '../../../src/features/discover/tasks/discover.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR, startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { countOf, discovered, TAG, usernames } from './discover-world.ts'

const anyone = { min_followers: 0, min_posts: 0, public_only: false }

/** Lets requests of one kind come back with an answer that makes no sense: the next `count` of each account, or all. */
function failNext({ sim }: GramdWorld, endpoint: 'hashtag' | 'profile', count?: number): void {
  for (const { username } of sim.accounts)
    sim.control.failAccount(username, { kind: 'null_body', endpoints: [endpoint], count })
}

const publicNames = ({ sim: { world } }: GramdWorld, count: number): string[] =>
  Array.from({ length: 60 }, (_, index) => world.creatorAt(index + 1))
    .filter(({ isPrivate, isDeleted }) => !isPrivate && !isDeleted)
    .slice(0, count)
    .map(({ username }) => username)

describe('a hashtag that cannot be read', () => {
  test('costs the others nothing, and is told', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 1 })
    failNext(world, 'hashtag', 1)

    const { result, requests } = await discovered(world, {
      hashtags: ['астана', TAG],
      posts: 20,
      filters: anyone,
    })

    expect(result.unread).toEqual([{ source: 'астана', reason: 'unreadable' }])
    expect(result.created).toBeGreaterThan(0)
    expect(result).toMatchObject({ created: result.examined, requests })
  })

  test('has the task tried again when there is no other', async ({ db }) => {
    const world = await startGramdWorld(db)
    failNext(world, 'hashtag')
    await world.services.queue.enqueue(world.services.db, discover, {
      hashtags: ['астана', TAG],
      filters: anyone,
    })

    expect(await world.runNext('discover')).toMatchObject({
      status: 'pending',
      attempts: 1,
      error_code: 'unexpected_answer',
    })
  })
})

describe('a creator that cannot be read', () => {
  test('is looked at again after the others', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 1 })
    const creators = publicNames(world, 3)
    failNext(world, 'profile', 1)

    const { result } = await discovered(world, { creators, filters: { max_followers: 2e9 } })

    expect(result).toMatchObject({ created: 3, requests: 4 })
    expect(await usernames(db)).toEqual(creators.toSorted())
  })

  test('is left out after the second time, which the task survives', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 1 })
    failNext(world, 'profile', 2)

    const { result } = await discovered(world, {
      creators: publicNames(world, 1),
      filters: { max_followers: 2e9 },
    })

    expect(result).toMatchObject({ created: 0, filtered: { unreadable: 1 }, requests: 2 })
    expect(countOf(result)).toBe(result.examined)
    expect(await db.selectFrom('rejected_creators').selectAll().execute()).toEqual([])
  })

  test('is no reason to spend a request on everybody when none of several can be', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    failNext(world, 'profile')
    await world.services.queue.enqueue(db, discover, {
      creators: publicNames(world, 9),
      filters: { max_followers: 2e9 },
    })

    const task = await world.runNext('discover')

    expect(task).toMatchObject({ status: 'pending', error_code: 'unexpected_answer' })
    expect(world.sim.referee.report().classes['profile']).toBe(3)
    await world.advance(HOUR)
    await world.runNext('discover')
    expect(world.sim.referee.report().classes['profile']).toBe(6)
  })
})

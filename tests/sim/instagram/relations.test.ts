import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { readList, readPage, usersOf } from './members.ts'
import { loggedIn, type Caller } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'relations', clock, accounts: 1, proxies: 1 })
  ask = await loggedIn(sim)
})
afterAll(() => sim.close())
afterEach(() => sim.control.clearAll())

/** An open creator with lists that are read in a few pages. */
function findOpen(): Creator {
  for (let index = 0; index < 20_000; index++) {
    const creator = sim.world.creatorAt(index)
    const { isPrivate, isDeleted, followerCount, followingCount } = creator
    if (isPrivate || isDeleted || followerCount > 2_000 || (followingCount ?? 0) < 300) continue
    if (followerCount > 500) return creator
  }
  throw new Error('the world has no such creator')
}

const pksOf = (members: Iterable<{ member: { pk: string } }>): string[] =>
  Array.from(members, ({ member }) => member.pk)

describe('the lists of a creator', () => {
  test.for(['followers', 'following'] as const)(
    'are as long as the profile tells, with nobody twice: %s',
    async (kind) => {
      const creator = findOpen()
      const pages = await readList(ask, creator.pk, { kind, count: 200 })
      const pks = usersOf(pages).map(({ pk_id }) => pk_id)
      expect(pks).toHaveLength(
        (kind === 'followers' ? creator.followerCount : creator.followingCount) ?? Number.NaN,
      )
      expect(new Set(pks).size).toBe(pks.length)
      expect(pks).toEqual(pksOf(sim.world.relations.list(creator, kind).members()))
    },
  )

  test('are seen by the members of it that are creators, too', () => {
    const creator = findOpen()
    const following = new Set(pksOf(sim.world.relations.list(creator, 'following').members()))
    const followers = pksOf(sim.world.relations.list(creator, 'followers').members())
    const friends = followers.flatMap((pk) => sim.world.creator(pk) ?? [])
    expect(friends.length).toBeGreaterThan(2)
    for (const friend of friends) {
      expect(following).toContain(friend.pk)
      for (const kind of ['followers', 'following'] as const) {
        expect(pksOf(sim.world.relations.list(friend, kind).members())).toContain(creator.pk)
      }
    }
  })

  test('tell the users of a page as it is asked for, and where the next begins', async () => {
    const creator = findOpen()
    const followers = await readPage(ask, creator.pk, { kind: 'followers', count: 999 })
    expect(followers).toMatchObject({ page_size: 200, big_list: true, has_more: true })
    expect(followers.next_max_id).toMatch(/^QVFE/)
    const following = await readPage(ask, creator.pk, { kind: 'following' })
    expect(following).toMatchObject({ page_size: 25, next_max_id: '25' })
    expect(following.users).toHaveLength(25)
  })

  test.for([0, 1, 1_663, 50_000, 1_000_000])('can have %i followers', async (followerCount) => {
    const creator = findOpen()
    sim.control.changeCreator(creator.username, { followerCount })
    const page = await readPage(ask, creator.pk, { kind: 'followers', count: 200 })
    expect(page.users).toHaveLength(Math.min(followerCount, 200))
    expect(sim.world.relations.list(creator, 'followers').count).toBe(followerCount)
  })
})

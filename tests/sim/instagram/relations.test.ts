import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startInstagramSim, sumMembers, type InstagramSim } from '../../../sim/instagram/index.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { LEAVERS } from '../../../sim/instagram/world/relations/moves.ts'
import { readList, readPage, usersOf, type PageOrder } from './members.ts'
import { scrape } from './scrape.ts'
import { loggedIn, type Caller } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const KINDS = ['followers', 'following'] as const
const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller
let creator: Creator

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'relations', clock, accounts: 1, proxies: 1 })
  ask = await loggedIn(sim)
  creator = findOpen()
})
afterAll(() => sim.close())
afterEach(() => sim.control.clearAll())

/** A public creator with lists of a few pages. */
function findOpen(): Creator {
  for (let index = 0; index < 20_000; index++) {
    const found = sim.world.creatorAt(index)
    const { isPrivate, isDeleted, followerCount, followingCount } = found
    if (isPrivate || isDeleted || followerCount > 2_000 || (followingCount ?? 0) < 300) continue
    if (followerCount > 500) return found
  }
  throw new Error('the world has no such creator')
}

type List = PageOrder['kind']

const members = (list: List, { pk } = creator) => [...sim.control.membersOf(pk, list)]
const idsOf = (people: readonly { platformId: string }[]) =>
  people.map(({ platformId }) => platformId)
const ids = (list: List, of = creator): string[] => idsOf(members(list, of))

/** Followers who are creators. */
const friendsOf = (): Creator[] =>
  ids('followers')
    .flatMap((pk) => sim.world.creator(pk) ?? [])
    .filter(({ index }) => index < sim.world.creators)

describe('the lists of a creator', () => {
  test.for(KINDS)(
    'are as long as the profile says, and are served as they are: %s',
    async (kind) => {
      const users = usersOf(await readList(ask, creator.pk, { kind, count: 200 }))
      const { followerCount, followingCount } = creator
      expect(users).toHaveLength((kind === 'followers' ? followerCount : followingCount) ?? -1)
      expect(new Set(users.map(({ pk_id }) => pk_id)).size).toBe(users.length)
      expect(users.every(({ pk, pk_id }) => pk === pk_id)).toBe(true)
      const served = users.map((user) => ({
        platformId: user.pk,
        username: user.username,
        isPrivate: user.is_private,
        isVerified: user.is_verified,
      }))
      expect(served).toEqual(members(kind))
    },
  )

  test('contain people of all kinds: public and private ones, and some with omitted fields', () => {
    const flags = members('followers').map(({ isPrivate, isVerified }) => [isPrivate, isVerified])
    expect(new Set(flags.map(([isPrivate]) => isPrivate))).toEqual(new Set([true, false, null]))
    expect(new Set(flags.map(([, isVerified]) => isVerified))).toContain(null)
  })

  test('are consistent with the lists of members who are creators', () => {
    const friends = friendsOf()
    expect(friends.length).toBeGreaterThan(2)
    const followed = ids('following')
    for (const friend of friends.slice(0, 4)) {
      expect(followed).toContain(friend.pk)
      for (const kind of KINDS) expect(ids(kind, friend)).toContain(creator.pk)
    }
  })

  test('no longer name a creator whose own lists were cut', () => {
    const [friend] = friendsOf()
    if (!friend) throw new Error('the creator has no friends')
    sim.control.changeCreator(friend.username, { followerCount: 3 })
    for (const kind of KINDS) {
      expect(ids(kind, friend)).not.toContain(creator.pk)
      expect(ids(kind)).not.toContain(friend.pk)
      expect(ids(kind)).toHaveLength(
        (kind === 'followers' ? creator.followerCount : creator.followingCount) ?? -1,
      )
    }
  })

  test('give a page as long as it is asked for, and say where the next begins', async () => {
    const followers = await readPage(ask, creator.pk, { kind: 'followers', count: 999 })
    expect(followers).toMatchObject({ page_size: 200, big_list: true, has_more: true })
    expect(followers.next_max_id).toMatch(/^QVFE/)
    const following = await readPage(ask, creator.pk, { kind: 'following' })
    expect(following).toMatchObject({ page_size: 25, next_max_id: '25' })
    expect(following.users).toHaveLength(25)
  })

  test.for([
    [0, 0],
    [1, 1],
    [1_663, 1_000],
    [50_000, 5_000],
    [1_000_000, 700],
  ] as const)('can be of %i and %i', async ([followers, following]) => {
    const mutuals = Math.floor(following / 2)
    sim.control.setLists(creator.username, { followers, following, mutuals })
    const path = `users/${creator.username}/usernameinfo/`
    expect((await ask({ path })).body).toMatchObject({
      user: { follower_count: followers, following_count: following },
    })
    expect([...sim.control.mutualsOf(creator.pk)]).toHaveLength(mutuals)
    const page = await readPage(ask, creator.pk, { kind: 'followers', count: 200 })
    expect(page.users).toHaveLength(Math.min(followers, 200))
    const [oldest] = sim.world.relations.list(creator, 'followers').members(1)
    expect(oldest?.slot).toBe(followers === 0 ? undefined : 0)
  })

  test('of more people than 32 bits count are read like others', async () => {
    const { pk = '' } = sim.world.creator(sim.control.hostileCreators().huge_counts) ?? {}
    const asked = { kind: 'followers', count: 200 } as const
    const first = await readPage(ask, pk, asked)
    const second = await readPage(ask, pk, { ...asked, maxId: first.next_max_id ?? '' })
    expect(new Set(usersOf([first, second]).map((user) => user.pk)).size).toBe(400)
  })
})

describe('the people in a list', () => {
  /** A public creator who is in this list only, or in both. */
  function findPerson(list: List, isMutual: boolean) {
    const mutuals = idsOf([...sim.control.mutualsOf(creator.pk)])
    const person = members(list).find(
      ({ platformId, isPrivate }) =>
        isPrivate === false &&
        mutuals.includes(platformId) === isMutual &&
        sim.world.creator(platformId)?.mediaCount === 0,
    )
    if (!person) throw new Error('there is nobody like that')
    return person
  }

  test.for([
    ['followers', false, 0, 1],
    ['followers', true, 1, 1],
    ['following', false, 1, 0],
  ] as const)('have lists of their own: of %s, mutual: %s', async (row) => {
    const [list, isMutual, followerCount, followingCount] = row
    const person = findPerson(list, isMutual)
    const { profile, posts } = await scrape(ask, person.username)
    expect(profile).toMatchObject({
      platformId: person.platformId,
      username: person.username,
      isPrivate: false,
      followerCount,
      followingCount,
    })
    expect(posts).toEqual([])
    expect(sim.control.truthOf(person.username)?.profile).toMatchObject(profile)
    for (const kind of KINDS) {
      const count = kind === 'followers' ? followerCount : followingCount
      const users = usersOf(await readList(ask, person.platformId, { kind }))
      expect(users.map(({ pk }) => pk)).toEqual(count === 0 ? [] : [creator.pk])
    }
  })

  test('appear under their new names, and no longer follow whom they left', async () => {
    const [newest] = members('followers')
    const id = newest?.platformId ?? ''
    expect(sim.world.creator(id)?.username).toBe(newest?.username)
    sim.control.moveMembers(creator.pk, 'followers', { kind: 'rename', count: 1 })
    const [renamed] = members('followers')
    expect(sim.world.creator(renamed?.username ?? '')?.pk).toBe(id)
    expect(sim.world.creator(newest?.username ?? '')).toBeNull()
    sim.control.moveMembers(creator.pk, 'followers', {
      kind: 'leave',
      count: 1,
      which: 'newest',
    })
    expect(sim.world.creator(id)?.followingCount).toBe(0)
  })

  test('are not taken for creators, nor creators for them', () => {
    for (let index = 0; index < 3_000; index++) {
      const { username, pk } = sim.world.creatorAt(index)
      expect(sim.world.creator(pk)?.index).toBe(index)
      expect(sim.world.creator(username)?.index).toBe(index)
    }
  })
})

describe('a changed list', () => {
  test.for(KINDS)('is joined at the top, and the profile counts it: %s', (kind) => {
    const before = ids(kind)
    sim.control.moveMembers(creator.pk, kind, { kind: 'join', count: 5 })
    expect(ids(kind).slice(5)).toEqual(before)
    expect(new Set(ids(kind)).size).toBe(before.length + 5)
    const now = sim.world.creatorAt(creator.index)
    expect(kind === 'followers' ? now.followerCount : now.followingCount).toBe(before.length + 5)
  })

  test.for(LEAVERS)('can be left: %s', (which) => {
    const before = ids('followers')
    sim.control.moveMembers(creator.pk, 'followers', { kind: 'leave', count: 30, which })
    const after = ids('followers')
    expect(after).toHaveLength(before.length - 30)
    expect(before.filter((id) => after.includes(id))).toEqual(after)
    const gone = before.filter((id) => !after.includes(id))
    if (which === 'newest') expect(before.slice(0, 40)).toEqual(expect.arrayContaining(gone))
    if (which === 'oldest') expect(before.slice(-40)).toEqual(expect.arrayContaining(gone))
  })

  test('has returning members on top, each once', () => {
    const before = ids('followers')
    sim.control.moveMembers(creator.pk, 'followers', {
      kind: 'leave',
      count: 30,
      which: 'anywhere',
    })
    const staying = ids('followers')
    const gone = before.filter((id) => !staying.includes(id))
    sim.control.moveMembers(creator.pk, 'followers', { kind: 'come_back', count: 10 })
    sim.control.moveMembers(creator.pk, 'followers', { kind: 'come_back', count: 50 })
    expect(new Set(ids('followers').slice(0, 30))).toEqual(new Set(gone))
    expect(ids('followers').toSorted()).toEqual(before.toSorted())
  })

  test('has renamed members with the same ids', async () => {
    const before = members('followers')
    sim.control.moveMembers(creator.pk, 'followers', { kind: 'rename', count: 4 })
    const after = members('followers')
    expect(idsOf(after)).toEqual(idsOf(before))
    const renamed = after.filter(({ username }, at) => username !== before[at]?.username)
    expect(renamed).toHaveLength(4)
    const page = await readPage(ask, creator.pk, { kind: 'followers', count: 200 })
    expect(page.users.map(({ username }) => username)).toEqual(
      expect.arrayContaining(renamed.map(({ username }) => username)),
    )
  })

  test('grows at the top and shrinks from there when its count is changed', () => {
    const before = ids('followers')
    sim.control.changeCreator(creator.username, { followerCount: before.length - 10 })
    sim.control.changeCreator(creator.username, { followerCount: before.length + 10 })
    // The former friends among creators were replaced.
    const after = ids('followers')
    expect(after).toHaveLength(before.length + 10)
    expect(after.slice(0, 20).filter((id) => before.includes(id))).toEqual([])
  })

  test('does not change earlier snapshots', () => {
    const before = ids('followers')
    const snapshot = sim.control.membersOf(creator.pk, 'followers')
    sim.control.moveMembers(creator.pk, 'followers', { kind: 'leave', count: 100 })
    expect(idsOf([...snapshot])).toEqual(before)
  })

  test('is as it was once its changes are taken back', () => {
    const before = ids('followers')
    sim.control.setLists(creator.pk, { followers: 7 })
    sim.control.moveMembers(creator.pk, 'followers', { kind: 'join', count: 7 })
    sim.control.restoreCreator(creator.pk)
    expect(ids('followers')).toEqual(before)
    expect(sim.world.creatorAt(creator.index)).toEqual(creator)
  })

  test('cannot have more mutuals than members', () => {
    const sizes = { followers: 10, following: 5, mutuals: 6 }
    expect(() => sim.control.setLists(creator.pk, sizes)).toThrow(RangeError)
  })
})

describe('a search in a list', () => {
  test('finds a member by its whole name at any position', async () => {
    sim.control.setLists(creator.pk, { followers: 1_000_000, mutuals: 50 })
    const list = sim.world.relations.list(creator, 'followers')
    for (const { member } of list.members(3)) {
      const page = await readPage(ask, creator.pk, { kind: 'followers', query: member.username })
      expect(page.users.map(({ pk }) => pk)).toEqual([member.pk])
    }
  })

  test('does not find members of the other list, or those who left', async () => {
    const following = new Set(ids('following'))
    const fan = members('followers').find(({ platformId }) => !following.has(platformId))
    if (!fan) throw new Error('there is no fan')
    const query = fan.username
    expect((await readPage(ask, creator.pk, { kind: 'following', query })).users).toEqual([])
    sim.control.moveMembers(creator.pk, 'followers', { kind: 'leave', count: 50, which: 'newest' })
    const left = members('followers').some(({ platformId }) => platformId === fan.platformId)
    const page = await readPage(ask, creator.pk, { kind: 'followers', query })
    expect(page.users).toHaveLength(left ? 1 : 0)
    expect(left).toBe(false)
  })

  test('finds all members whose names contain the text', async () => {
    const page = await readPage(ask, creator.pk, { kind: 'followers', count: 200, query: 'DINARA' })
    const named = members('followers').filter(({ username }) => username.startsWith('dinara'))
    expect(page.users.map(({ pk }) => pk)).toEqual(idsOf(named))
    expect(named.length).toBeGreaterThan(5)
  })
})

describe('the friendship status of an account', () => {
  const Statuses = z.record(z.string(), z.looseObject({ following: z.boolean() }))
  const friendships = async (...pks: string[]) => {
    const form = { user_ids: pks.join(',') }
    const { body } = await ask({ path: 'friendships/show_many/', form })
    return Statuses.parse(body['friendship_statuses'])
  }

  test('is served for many at once, consistent with their lists', async () => {
    const account = sim.accounts[0]?.username ?? ''
    const other = sim.world.creatorAt(creator.index + 1)
    expect(await friendships(creator.pk)).toMatchObject({ [creator.pk]: { following: false } })
    sim.control.befriend(account, creator.pk, { following: true, followedBy: true })
    sim.control.befriend(account, creator.pk, { following: true })
    const statuses = await friendships(creator.pk, other.pk, '5')
    expect(statuses).toMatchObject({
      [creator.pk]: { following: true, is_private: false },
      [other.pk]: { following: false },
    })
    expect(Object.keys(statuses)).not.toContain('5')
    expect((await ask({ path: `friendships/show/${creator.pk}/` })).body).toMatchObject({
      following: true,
      followed_by: true,
    })
    expect(members('followers').filter(({ username }) => username === account)).toHaveLength(1)
    expect(members('following')[0]?.username).toBe(account)
  })

  test('is refused for too many, or for invalid ids', async () => {
    const many = Array.from({ length: 201 }, (_, index) => sim.world.creatorAt(index).pk)
    for (const user_ids of [many.join(','), '', creator.username]) {
      const reply = await ask({ path: 'friendships/show_many/', form: { user_ids } })
      expect(reply.status).toBe(400)
    }
  })
})

test('the sums of a list prove whether another one has the same members', async () => {
  const sums = await sim.control.sumsOf(creator.pk)
  const all = members('followers')
  expect(await sumMembers(all.toReversed())).toEqual(sums.followers)
  expect((await sumMembers(all.slice(1))).ids).not.toBe(sums.followers.ids)
  const renamed = await sumMembers(all.map((each) => ({ ...each, username: 'nobody' })))
  expect(renamed).toMatchObject({ count: all.length, ids: sums.followers.ids })
  expect(renamed.whole).not.toBe(sums.followers.whole)
  expect(sums.mutuals.count).toBe([...sim.control.mutualsOf(creator.pk)].length)
})

test('the referee counts requests for lists', async () => {
  const seen = () => {
    const { requests, classes } = sim.referee.report()
    const { followers = 0, friendships = 0 } = classes
    return { requests, followers, friendships }
  }
  const before = seen()
  await readPage(ask, creator.pk, { kind: 'followers' })
  await ask({ path: 'friendships/show_many/', form: { user_ids: creator.pk } })
  expect(seen()).toEqual({
    requests: before.requests + 2,
    followers: before.followers + 1,
    friendships: before.friendships + 1,
  })
})

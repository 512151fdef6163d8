import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim, type Truth } from '../../../sim/instagram/index.ts'
import { loggedIn, type Caller } from './plain-client.ts'
import { scrape } from './scrape.ts'
import { createShiftedClock } from './shifted-clock.ts'

const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller
let username: string

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'development', clock, accounts: 1, proxies: 1 })
  ask = await loggedIn(sim)
  username = findRich()
})
afterAll(() => sim.close())
afterEach(() => sim.control.clearAll())

/** A visible creator with posts, some of them pinned, highlights and no omitted field. */
function findRich(): string {
  for (let index = 0; index < 20_000; index++) {
    const creator = sim.world.creatorAt(index)
    const isOpen = !creator.isPrivate && !creator.isDeleted && !creator.hidesCounts
    const tellsAll = creator.pictureId !== null
    const isRich = creator.mediaCount > 40 && creator.highlightCount > 2
    if (isOpen && tellsAll && isRich && creator.pinnedOrdinals.length > 0) return creator.username
  }
  throw new Error('the world has no such creator')
}

function truth(): Truth {
  const found = sim.control.truthOf(username, { posts: 30 })
  if (!found) throw new Error('there is no such creator')
  return found
}
const idsOf = (items: { platformId: string }[]) => items.map(({ platformId }) => platformId)
const unpinned = ({ posts }: Truth) => posts.filter(({ isPinned }) => !isPinned)

describe('a changed creator', () => {
  test('is served as it is now', async () => {
    sim.control.changeCreator(username, {
      followerCount: 77_777,
      followingCount: 7,
      mediaCount: truth().profile.mediaCount ?? 0,
      biography: 'Теперь всё иначе',
      fullName: null,
      category: 'Chef',
      newStory: true,
      newPicture: true,
      highlightsAdded: 2,
    })
    const { posts, ...rest } = await scrape(ask, username)
    const { posts: expected, ...others } = truth()
    expect(rest).toEqual(others)
    expect(posts).toEqual(expected.slice(0, 20))
    expect(rest.profile).toMatchObject({
      followerCount: 77_777,
      followingCount: 7,
      biography: 'Теперь всё иначе',
      fullName: null,
      businessCategory: 'Chef',
      latestStoryAt: new Date(Math.floor(clock.now().getTime() / 1_000) * 1_000),
    })
  })

  test('has its new posts on top, dated now, and the old ones as they were', async () => {
    const before = truth()
    const count = before.profile.mediaCount ?? 0
    sim.control.changeCreator(username, { mediaCount: count + 3 })
    clock.advance(3_600)
    sim.control.changeCreator(username, { mediaCount: count + 5 })

    const after = truth()
    expect(after.profile.mediaCount).toBe(count + 5)
    expect(unpinned(after).slice(5)).toEqual(unpinned(before).slice(0, -5))
    const times = unpinned(after).map(({ takenAt }) => takenAt.getTime())
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    expect(clock.now().getTime() - (times[0] ?? 0)).toBeLessThan(2_000)
    expect(clock.now().getTime() - (times[4] ?? 0)).toBeLessThan(2 * 3_600_000)
    expect((await scrape(ask, username)).posts).toEqual(after.posts.slice(0, 20))
  })

  test('keeps the likes of its posts when its followers jump', () => {
    const before = truth()
    sim.control.changeCreator(username, { followerCount: (before.profile.followerCount ?? 0) * 40 })
    expect(truth().posts).toEqual(before.posts)
    expect(truth().profile.followerCount).not.toBe(before.profile.followerCount)
  })

  test('loses its newest posts, and gets new ones in their place', () => {
    const before = truth()
    const count = before.profile.mediaCount ?? 0
    sim.control.changeCreator(username, { mediaCount: count - 2 })
    const fewer = unpinned(truth())
    expect(idsOf(fewer).slice(0, 10)).toEqual(idsOf(unpinned(before)).slice(2, 12))
    sim.control.changeCreator(username, { mediaCount: count })
    const newest = unpinned(truth())[0]?.takenAt.getTime() ?? 0
    expect(clock.now().getTime() - newest).toBeLessThan(2_000)
  })

  test('has its new highlights first, and the old ones as they were', () => {
    const before = truth().highlights
    sim.control.changeCreator(username, { highlightsAdded: 2 })
    const after = truth().highlights
    expect(after.slice(2)).toEqual(before)
    expect(new Set(idsOf(after)).size).toBe(after.length)
    for (const { changedAt } of after.slice(0, 2)) {
      expect(clock.now().getTime() - (changedAt?.getTime() ?? 0)).toBeLessThan(2_000)
    }
  })

  test('is as it was once its changes are taken back, while its faults stay', () => {
    const before = truth()
    sim.control.changeCreator(username, { followerCount: 1, mediaCount: 1, highlightsAdded: 1 })
    sim.control.failTarget(username, { kind: 'private' })
    sim.control.restoreCreator(username)
    expect(truth()).toEqual({
      profile: { ...before.profile, isPrivate: true },
      posts: [],
      highlights: [],
    })
    sim.control.clearTarget(username)
    expect(truth()).toEqual(before)
  })

  test('returns after its deletion, with the changes since then', async () => {
    sim.control.changeCreator(username, { followerCount: 4_321 })
    sim.control.failTarget(username, { kind: 'deleted' })
    const path = `users/${username}/usernameinfo/`
    expect((await ask({ path })).status).toBe(404)
    expect(sim.control.truthOf(username)).toBeNull()
    sim.control.clearTarget(username)
    expect((await scrape(ask, username)).profile.followerCount).toBe(4_321)
  })

  test('is nobody when the name is nobody’s', () => {
    expect(() => sim.control.changeCreator('nobody', {})).toThrow(RangeError)
    expect(() => sim.control.restoreCreator('nobody')).toThrow(RangeError)
  })
})

test('the truth may know the stories of the first highlights only', () => {
  const whole = truth().highlights
  const partly = sim.control.truthOf(username, { highlights: 1 })?.highlights ?? []
  expect(partly[0]).toEqual(whole[0])
  expect(partly.slice(1)).toEqual(
    whole
      .slice(1)
      .map((each) => ({ ...each, mentions: [], locations: [], links: [], storiesRead: false })),
  )
})

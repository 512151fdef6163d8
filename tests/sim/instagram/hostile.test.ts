import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import { HOSTILE_KINDS, type HostileKind } from '../../../sim/instagram/world/hostile.ts'
import { loggedIn, type Caller } from './plain-client.ts'
import { scrape } from './scrape.ts'
import { createShiftedClock } from './shifted-clock.ts'

const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'hostile', clock, accounts: 1, proxies: 1 })
  ask = await loggedIn(sim)
})
afterAll(() => sim.close())

const truthOf = (kind: HostileKind) => {
  const truth = sim.control.truthOf(sim.control.hostileCreators()[kind])
  if (!truth) throw new Error('there is no such creator')
  return truth
}
const rawOf = (kind: HostileKind) => {
  const creator = sim.world.creator(sim.control.hostileCreators()[kind])
  if (!creator) throw new Error('there is no such creator')
  return { creator, posts: sim.world.posts(creator) }
}

describe('a hostile creator', () => {
  test.for(HOSTILE_KINDS)('is served as it is: %s', async (kind) => {
    const username = sim.control.hostileCreators()[kind]
    expect(await scrape(ask, username)).toEqual(sim.control.truthOf(username))
  })

  test('is found by name and by id, beside all others', () => {
    for (const username of Object.values(sim.control.hostileCreators())) {
      expect(username).toMatch(/^[a-z0-9._]{1,30}$/)
      const creator = sim.world.creator(username)
      expect(sim.world.creator(creator?.pk ?? '')?.username).toBe(username)
      expect(creator?.index).toBeGreaterThanOrEqual(sim.world.creators)
    }
  })

  test('has nothing, where that is its way', () => {
    expect(truthOf('zero_posts')).toMatchObject({ profile: { mediaCount: 0 }, posts: [] })
    expect(truthOf('zero_followers').profile.followerCount).toBe(0)
    expect(truthOf('zero_followers').posts.every(({ likeCount }) => !likeCount)).toBe(true)
    expect(truthOf('zero_following').profile.followingCount).toBe(0)
    expect(truthOf('zero_everything')).toMatchObject({
      profile: { followerCount: 0, fullName: null, biography: null, bioLinks: [] },
      posts: [],
      highlights: [],
    })
  })

  test('has more than anybody, where that is its way', () => {
    expect(truthOf('thousand_highlights').highlights).toHaveLength(1_000)
    expect(
      new Set(truthOf('thousand_highlights').highlights.map((each) => each.platformId)).size,
    ).toBe(1_000)
    const since = Date.parse('2010-10-06T00:00:00Z')
    const changed = truthOf('thousand_highlights').highlights.map(({ changedAt }) => changedAt)
    expect(changed.every((at) => (at?.getTime() ?? 0) > since)).toBe(true)
    const tagged = truthOf('many_tags').posts.map(({ taggedUsers }) => taggedUsers.length)
    expect(tagged).toEqual(Array.from({ length: tagged.length }, () => 200))
    const { profile, posts } = truthOf('huge_counts')
    expect(profile.followerCount).toBeNull()
    expect(rawOf('huge_counts').creator.followerCount).toBeGreaterThan(2 ** 31 - 1)
    expect(posts.at(-1)?.likeCount).toBe(2 ** 31 - 1)
    expect(posts[0]).toMatchObject({ likeCount: null, playCount: 2 ** 40 })
    expect(posts.at(-2)?.playCount).toBeNull()
  })

  test('writes text that no database stores; the truth is the storable rest', () => {
    const [post] = rawOf('right_to_left').posts
    const text = post?.caption?.text ?? ''
    expect(text).toHaveLength(2_200)
    expect(text).toMatch(/\0/)
    expect(text.isWellFormed()).toBe(false)
    expect(text).toMatch(/[\u202e\u2066\u2069]/)
    const shown = truthOf('right_to_left').posts[0]
    expect(shown?.captionText).not.toMatch(/\0/)
    expect(shown?.captionText?.isWellFormed()).toBe(true)
    expect(shown?.hashtags).toEqual(['مدونة', 'السفر', 'קפה'])
  })

  test('posts at times that cannot be', () => {
    const now = clock.now().getTime()
    const future = truthOf('future_posts').posts.map(({ takenAt }) => takenAt.getTime())
    expect(future.filter((at) => at > now).length).toBeGreaterThanOrEqual(2)
    expect(future).toEqual(future.toSorted((a, b) => b - a))
    expect(truthOf('post_of_1970').posts.at(-1)?.takenAt).toEqual(new Date(0))
    const times = truthOf('post_of_1970').posts.map(({ takenAt }) => takenAt.getTime())
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim, type Truth } from '../../../sim/instagram/index.ts'
import { growthAt, type PostScript } from '../../../sim/instagram/world/scripted.ts'
import { loggedIn, type Caller } from './plain-client.ts'
import { scrape } from './scrape.ts'
import { createShiftedClock } from './shifted-clock.ts'

const HOUR = 3_600_000
const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller
let username: string

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'scripted', clock, accounts: 1, proxies: 1 })
  ask = await loggedIn(sim)
  username = findCreator()
})
afterAll(() => sim.close())
afterEach(() => sim.control.clearAll())

/** A visible creator with more than a page of posts, one of them pinned. */
function findCreator(): string {
  for (let index = 0; index < 20_000; index++) {
    const creator = sim.world.creatorAt(index)
    const isOpen = !creator.isPrivate && !creator.isDeleted
    if (isOpen && creator.mediaCount > 40 && creator.pinnedOrdinals.length > 0)
      return creator.username
  }
  throw new Error('the world has no such creator')
}

const aScript = (script: Partial<PostScript> = {}): PostScript => ({
  kind: 'reel',
  takenAt: clock.now().getTime(),
  caption: 'Қысқы комбинезон @botamkids #botamқыс',
  likes: 1_000,
  comments: 50,
  plays: 20_000,
  ...script,
})

async function readPosts(): Promise<Truth['posts']> {
  const { posts } = await scrape(ask, username)
  return posts
}

describe('a post by a script', () => {
  test('comes after the pinned posts, before the older ones, and counts in the profile', async () => {
    const before = await scrape(ask, username)
    const [id] = sim.control.publishPosts(username, [aScript({ tagged: ['botamkids'] })])
    const { profile, posts } = await scrape(ask, username)
    expect(profile.mediaCount).toBe((before.profile.mediaCount ?? 0) + 1)
    const pinned = before.posts.filter(({ isPinned }) => isPinned).length
    expect(posts[pinned]).toMatchObject({
      platformId: id,
      captionText: 'Қысқы комбинезон @botamkids #botamқыс',
      hashtags: ['botamқыс'],
      taggedUsers: ['botamkids'],
      productType: 'clips',
    })
    const others = posts.filter(({ platformId }) => platformId !== id)
    expect(others).toEqual(before.posts.slice(0, others.length))
    expect(posts).toEqual(sim.control.truthOf(username, { posts: 20 })?.posts)
  })

  test('is seen from its time until it is gone, and grows', async () => {
    const at = clock.now().getTime()
    const later = aScript({ takenAt: at + HOUR, goneFrom: at + 48 * HOUR })
    const [id] = sim.control.publishPosts(username, [later])
    const find = async () => (await readPosts()).find(({ platformId }) => platformId === id)
    expect(await find()).toBeUndefined()
    clock.advance(25 * 3_600)
    const plays = Math.round(20_000 * growthAt(24 * HOUR))
    const post = await find()
    expect(post?.playCount).toBeGreaterThanOrEqual(plays)
    expect(post?.playCount).toBeLessThan(plays + 50)
    clock.advance(24 * 3_600)
    expect(await find()).toBeUndefined()
  })

  test('changes its caption, loses its label and takes no more comments when the script says', async () => {
    const at = clock.now().getTime()
    const changing = aScript({
      edits: [{ at: at + HOUR, caption: 'Қысқы комбинезон' }],
      sponsors: ['botamkids'],
      labelUntil: at + HOUR,
      commentsOffFrom: at + HOUR,
    })
    const [id] = sim.control.publishPosts(username, [changing])
    const find = async () => (await readPosts()).find(({ platformId }) => platformId === id)
    expect(await find()).toMatchObject({ sponsors: ['botamkids'], isPaidPartnership: true })
    clock.advance(2 * 3_600)
    expect(await find()).toMatchObject({
      captionText: 'Қысқы комбинезон',
      sponsors: [],
      isPaidPartnership: false,
      commentCount: null,
    })
  })
})

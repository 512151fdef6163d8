import { describe, expect, test } from 'vitest'
import { truthOf } from '../../../sim/instagram/truth.ts'
import { createWorld, type WorldOptions } from '../../../sim/instagram/world/world.ts'

const DAY = 86_400_000
const EPOCH = Date.parse('2026-03-02T00:00:00Z')
const aWorld = (options: Partial<WorldOptions> = {}) =>
  createWorld({ seed: 'world', creators: 1_000_000, epoch: EPOCH, shapes: true, ...options })
const everyNth = (count: number, step: number) =>
  Array.from({ length: count }, (_, at) => at * step)

describe('the world', () => {
  test('is the same for the same seed and day, and another one for another seed', () => {
    const describeWorld = (seed: string): string => {
      const world = aWorld({ seed })
      return JSON.stringify(
        everyNth(20, 47_501).map((index) =>
          truthOf(world, world.creatorAt(index).username, { posts: 33 }),
        ),
      )
    }
    expect(describeWorld('a')).toBe(describeWorld('a'))
    expect(describeWorld('a')).not.toBe(describeWorld('b'))
  })

  test('finds every creator by username and by id, and none by anything else', () => {
    const world = aWorld()
    for (const index of everyNth(500, 1_999)) {
      const creator = world.creatorAt(index)
      expect(creator.username).toMatch(/^[a-z0-9._]{1,30}$/)
      expect(world.creator(creator.username)?.index).toBe(index)
      expect(world.creator(creator.pk)?.index).toBe(index)
      expect(world.creator(String(BigInt(creator.pk) + 1n))).toBeNull()
      expect(world.creator(`x${creator.username}`)).toBeNull()
    }
    expect(world.creator('')).toBeNull()
    expect(world.creator('nobody')).toBeNull()
    expect(world.creator('99999999999999999999999')).toBeNull()
  })

  test('gives every creator, post and highlight an id of its own', () => {
    const world = aWorld({ creators: 300 })
    const creators = everyNth(300, 1).map((index) => world.creatorAt(index))
    const ids = creators.flatMap((creator) => [
      creator.pk,
      ...world.posts(creator).map(({ pk }) => pk),
      ...world
        .highlights(creator)
        .flatMap(({ pk, stories }) => [pk, ...stories.map((story) => story.pk)]),
    ])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(10_000)
  })

  test('shows pinned posts first and all others from the newest to the oldest, none younger than four days', () => {
    const world = aWorld()
    let pinned = 0
    for (const index of everyNth(100, 3_331)) {
      const creator = world.creatorAt(index)
      const posts = world.posts(creator)
      expect(posts).toHaveLength(creator.mediaCount)
      const rest = posts.slice(creator.pinnedOrdinals.length)
      expect(posts.filter(({ isPinned }) => isPinned)).toHaveLength(creator.pinnedOrdinals.length)
      expect(rest.some(({ isPinned }) => isPinned)).toBe(false)
      const times = rest.map(({ takenAt }) => takenAt.getTime())
      expect(times).toEqual(times.toSorted((a, b) => b - a))
      expect(Math.max(0, ...times)).toBeLessThan(EPOCH - 4 * DAY)
      posts.forEach((post, position) => expect(world.positionOf(creator, post.pk)).toBe(position))
      pinned += creator.pinnedOrdinals.length
    }
    expect(pinned).toBeGreaterThan(10)
  })

  test('contains creators of every kind', () => {
    const world = aWorld()
    const creators = everyNth(2_000, 487).map((index) => world.creatorAt(index))
    const share = (is: (creator: (typeof creators)[number]) => boolean): number =>
      creators.filter(is).length / creators.length
    expect(share(({ isPrivate }) => isPrivate)).toBeGreaterThan(0.03)
    expect(share(({ isDeleted }) => isDeleted)).toBeGreaterThan(0.01)
    expect(share(({ followerCount }) => followerCount < 1_000)).toBeGreaterThan(0.1)
    expect(share(({ mediaCount }) => mediaCount < 5)).toBeGreaterThan(0.04)
    expect(share(({ hidesCounts }) => hidesCounts)).toBeGreaterThan(0.02)
    expect(share(({ highlightCount }) => highlightCount === 0)).toBeGreaterThan(0.1)
    expect(Math.max(...creators.map(({ highlightCount }) => highlightCount))).toBeGreaterThan(20)
    expect(new Set(creators.map(({ trend }) => trend)).size).toBe(3)
  })

  test.for(['алматымама', 'travel', 'сөз', 'x1'])(
    'shows some 40 authors among the top 50 posts of #%s, at least 30 of them worth keeping',
    (tag) => {
      const top = aWorld().hashtagPosts(tag, 'top').slice(0, 50)
      expect(top).toHaveLength(50)
      expect(new Set(top.map(({ pk }) => pk)).size).toBe(50)
      const authors = new Map(top.map(({ creator }) => [creator.pk, creator]))
      expect(authors.size).toBeGreaterThanOrEqual(38)
      const fit = [...authors.values()].filter(
        ({ isPrivate, followerCount, mediaCount }) =>
          !isPrivate && followerCount >= 1_000 && mediaCount >= 5,
      )
      expect(fit.length).toBeGreaterThanOrEqual(30)
      expect(fit.length).toBeLessThan(authors.size)
    },
  )

  test('writes #алматымама in Almaty, about children, with about four highlights each', () => {
    const top = aWorld().hashtagPosts('алматымама', 'top').slice(0, 50)
    expect(top.every(({ creator }) => creator.city.latin === 'almaty')).toBe(true)
    expect(top.every(({ creator }) => creator.topic.name === 'motherhood')).toBe(true)
    const carrying = top.filter(({ caption }) => caption?.hashtags.includes('алматымама'))
    expect(carrying.length).toBeGreaterThan(40)
    const highlights = top.map(({ creator }) => creator.highlightCount)
    const mean = highlights.reduce((sum, count) => sum + count, 0) / highlights.length
    expect(mean).toBeGreaterThan(2)
    expect(mean).toBeLessThan(6)
  })

  test('lets engagement rise, fall or stay as a creator’s trend has it', () => {
    const world = aWorld()
    const recentOverOlder = {
      growing: [] as number[],
      stable: [] as number[],
      declining: [] as number[],
    }
    for (const index of everyNth(600, 1_601)) {
      const creator = world.creatorAt(index)
      if (creator.mediaCount < 30 || creator.hidesCounts || creator.followerCount < 2_000) continue
      const likes = world.posts(creator).filter((post) => !post.isPinned && post.likeCount !== null)
      const mean = (from: number) =>
        likes.slice(from, from + 10).reduce((sum, post) => sum + (post.likeCount ?? 0), 0) / 10
      recentOverOlder[creator.trend].push(mean(0) / mean(20))
    }
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
    expect(median(recentOverOlder.growing)).toBeGreaterThan(1.5)
    expect(median(recentOverOlder.declining)).toBeLessThan(0.7)
    expect(median(recentOverOlder.stable)).toBeCloseTo(1, 0)
  })

  test('does not grow dearer with its size', () => {
    const world = aWorld({ creators: 1_000_000_000 })
    const creator = world.creatorAt(999_999_999)
    expect(world.creator(creator.username)?.pk).toBe(creator.pk)
    expect(world.hashtagPosts('алматымама', 'top').length).toBeGreaterThan(50)
  })

  test('has hashtags even when it is tiny', () => {
    const posts = aWorld({ creators: 7 }).hashtagPosts('алматымама', 'top')
    expect(posts.length).toBeGreaterThan(0)
  })
})

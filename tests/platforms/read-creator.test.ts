import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ReadingOptions } from '../../src/platforms/creator-reader.ts'
import { PrivateProfileError } from '../../src/platforms/target-errors.ts'
import type { Creator } from '../../sim/instagram/world/creator.ts'
import { call, startTwoAccounts, type TwoAccounts } from './two-accounts.ts'

const DAY = 86_400_000

let kit: TwoAccounts
beforeAll(async () => {
  kit = await startTwoAccounts('read creator')
})
afterAll(() => kit.sim.close())
beforeEach(() => kit.sim.control.clearAll())

const hasPosts = ({ mediaCount, pinnedOrdinals }: Creator): boolean =>
  mediaCount > 70 && pinnedOrdinals.length > 0

const options = (more: Partial<ReadingOptions> = {}): ReadingOptions => ({
  since: new Date(),
  pages: 5,
  stories: true,
  now: () => new Date(),
  ...more,
})

const target = ({ pk }: Creator) => ({ platformId: pk })

/** An endpoint class and how often it was asked. */
const asked = (): Record<string, number> => ({ ...kit.sim.referee.report().classes })

function difference(before: Record<string, number>): Record<string, number> {
  const now = asked()
  return Object.fromEntries(
    Object.entries(now)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )
}

test('takes one request for the profile, one for posts, and one while a story is live', async () => {
  const creator = kit.creatorWith(hasPosts)
  const order = { mentions: ['brand'], links: ['https://brand.kz/x'], hashtags: ['Brand'] }
  kit.sim.control.changeCreator(creator.pk, { story: { ...order, question: 'Берём?' } })
  const before = asked()

  const read = await kit.platform.readCreator(target(creator), options(), call())

  expect(difference(before)).toEqual({ profile: 1, feed: 1, live_stories: 1 })
  expect(read.requests).toBe(3)
  const truth = kit.sim.control.truthOf(creator.username, { posts: 33 })
  expect(read.posts).toEqual(truth?.posts)
  expect(read.stories).toEqual(kit.sim.control.storiesOf(creator.username))
  expect(read.stories?.at(-1)).toMatchObject({
    mentions: ['brand'],
    links: ['https://brand.kz/x'],
    hashtags: ['brand'],
    stickers: ['Берём?'],
  })
  expect(kit.sim.referee.violations()).toEqual([])
})

test('asks for no stories when the newest is a day old', async () => {
  const creator = kit.creatorWith(hasPosts)
  const now = new Date(Date.now() + 2 * DAY)
  const before = asked()
  const read = await kit.platform.readCreator(
    target(creator),
    options({ now: () => now, since: null }),
    call(),
  )
  expect(difference(before)).toEqual({ profile: 1 })
  expect(read).toMatchObject({ stories: [], posts: [], wholeSince: null })
})

test('reads pages back to the instant, whatever is pinned, and says since when it is whole', async () => {
  const creator = kit.creatorWith(hasPosts)
  const truth = kit.sim.control.truthOf(creator.username, { posts: 70 })?.posts ?? []
  const free = truth.filter(({ isPinned }) => !isPinned)
  const since = free[40]?.takenAt ?? new Date(0)

  const read = await kit.platform.readCreator(target(creator), options({ since }), call())

  expect(read.posts).toEqual(truth.slice(0, 66))
  expect(read.wholeSince?.getTime()).toBeLessThanOrEqual(since.getTime())
  const one = await kit.platform.readCreator(target(creator), options({ since, pages: 1 }), call())
  expect(one.posts).toHaveLength(33)
  expect(one.wholeSince?.getTime()).toBeGreaterThan(since.getTime())
})

test('another account takes over after a challenge, and repeats nothing that was read', async () => {
  const creator = kit.creatorWith(hasPosts)
  kit.sim.control.changeCreator(creator.pk, { newStory: true })
  const [first = ''] = kit.sim.accounts.map(({ username }) => username)
  const challenge = { kind: 'challenge_required', endpoints: ['live_stories'] } as const
  kit.sim.control.failAccount(first, challenge)
  const before = asked()

  const read = await kit.platform.readCreator(target(creator), options(), call())

  expect(difference(before)).toEqual({ profile: 1, feed: 1, live_stories: 2 })
  expect(read.stories).toEqual(kit.sim.control.storiesOf(creator.username))
})

test('continues from what was saved, with the time at which posts were answered', async () => {
  const creator = kit.creatorWith(hasPosts)
  kit.sim.control.changeCreator(creator.pk, { newStory: true })
  const saves: unknown[] = []
  const at = new Date()
  const whole = await kit.platform.readCreator(
    target(creator),
    options({ now: () => at }),
    call({ save: async (state) => void saves.push(structuredClone(state)) }),
  )
  expect(whole.postsAt).toEqual(at)
  const [begun, ...later] = saves
  const resumed = async (resume: unknown, now: Date) =>
    await kit.platform.readCreator(target(creator), options({ now: () => now }), call({ resume }))
  expect(await resumed(begun, at)).toEqual(whole)
  // Counts are no newer because the reading rested after them.
  const hourLater = new Date(at.getTime() + DAY / 24)
  for (const resume of later) expect(await resumed(resume, hourLater)).toEqual(whole)
})

test('reads nothing of a private profile', async () => {
  const creator = kit.creatorWith(hasPosts)
  kit.sim.control.changeCreator(creator.pk, { newStory: true })
  kit.sim.control.failTarget(creator.pk, { kind: 'private' })
  const before = asked()
  const reading = kit.platform.readCreator(target(creator), options(), call())
  await expect(reading).rejects.toThrow(PrivateProfileError)
  expect(difference(before)).toEqual({ profile: 1 })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { isUnchanged } from '../../src/platforms/reading/is-unchanged.ts'
import type { KnownProfile, Profile } from '../../src/platforms/creators.ts'
import { call, dyingAtEverySave, startTwoAccounts, type TwoAccounts } from './two-accounts.ts'

let kit: TwoAccounts
let profile: Profile
let username: string
beforeAll(async () => {
  kit = await startTwoAccounts('unchanged')
  username = kit.creatorWith(
    ({ highlightCount, mediaCount }) => highlightCount > 0 && mediaCount > 0,
  ).username
  profile = await kit.platform.fetchProfile({ username }, call())
})
afterAll(() => kit.sim.close())

const full: KnownProfile = {
  username: 'ada',
  fullName: 'Ada',
  biography: 'bio',
  isVerified: false,
  isBusiness: true,
  businessCategory: 'Artist',
  mediaCount: 7,
  pictureId: '1_42',
  latestStoryAt: new Date('2026-01-01T00:00:00Z'),
  bioLinks: [{ url: 'https://a.kz', title: 'Shop' }],
  hasHighlights: true,
}
const now = (change: Partial<Profile> = {}): Profile => ({ ...profile, ...full, ...change })

test('counts of followers and addresses of pictures may change without news', () => {
  expect(
    isUnchanged(now({ followerCount: 1, followingCount: 2, avatarUrl: 'https://cdn/new' }), full),
  ).toBe(true)
})

test.for([
  { username: 'ada2' },
  { fullName: 'Ada L.' },
  { biography: 'new bio' },
  { isVerified: true },
  { isBusiness: false },
  { businessCategory: 'Blogger' },
  { mediaCount: 8 },
  { mediaCount: 6 },
  { pictureId: '2_42' },
  { latestStoryAt: new Date('2026-01-01T00:00:01Z') },
  { bioLinks: [] },
  { bioLinks: [{ url: 'https://a.kz', title: 'New shop' }] },
  { hasHighlights: false },
  // Nothing else shows that a post is new.
  { mediaCount: null },
])('%o is a change', (change) => {
  expect(isUnchanged(now(change), full)).toBe(false)
})

test.for([
  'fullName',
  'biography',
  'isVerified',
  'isBusiness',
  'businessCategory',
  'pictureId',
] as const)('%s that one of the two times did not tell is none', (field) => {
  expect(isUnchanged(now({ [field]: null }), full)).toBe(true)
  expect(isUnchanged(now(), { ...full, [field]: null })).toBe(true)
})

test('a story where none was to be seen is news, one that has ended is none', () => {
  expect(isUnchanged(now(), { ...full, latestStoryAt: null })).toBe(false)
  expect(isUnchanged(now({ latestStoryAt: null }), full)).toBe(true)
})

test.for([
  ['Wife of @him_1 | mum', 'Wife of @… | mum', true],
  ['Wife of @him_1.', 'Wife of @….', true],
  ['@a.b & instagram.com/c…', '@… & instagram.com/…', false],
  ['@a.b & instagram.com/c', '@… & instagram.com/…', true],
  ['Wife of @him_1 | dad', 'Wife of @… | mum', false],
  ['Wife of nobody | mum', 'Wife of @… | mum', false],
  ['more [a-z]* here', 'more… here', false],
] as const)('the biography "%s" beside "%s" is unchanged: %s', ([told, known, expected]) => {
  expect(isUnchanged(now({ biography: told }), { ...full, biography: known })).toBe(expected)
})

test('a link to a profile that is not known may have been erased', () => {
  const shop = { url: 'https://a.kz', title: 'Shop' }
  const him = { url: 'https://instagram.com/him_1', title: null }
  const other = { url: 'https://b.kz', title: null }
  expect(isUnchanged(now({ bioLinks: [him, shop] }), full)).toBe(true)
  expect(isUnchanged(now({ bioLinks: [shop, other] }), full)).toBe(false)
  expect(isUnchanged(now({ bioLinks: [him] }), full)).toBe(false)
})

test('a number of posts that was never told is no ground to call a profile unchanged', () => {
  expect(isUnchanged(now({ mediaCount: null }), { ...full, mediaCount: null })).toBe(false)
})

test('an unchanged profile takes one request', async () => {
  const before = kit.requestsSeen()
  const scraped = await kit.platform.scrapeProfile(
    { username },
    { posts: 20, unlessUnchangedFrom: profile },
    call(),
  )
  expect(scraped).toEqual({ isUnchanged: true, profile, requests: 1 })
  expect(kit.requestsSeen() - before).toBe(1)
})

test('who hears the profile can end the scrape after one request, and again when it resumes', async () => {
  const states: unknown[] = []
  const save = async (state: unknown) => void states.push(state)
  const heard: [Profile, number][] = []
  const scrape = async (more: Parameters<typeof call>[0], fails: boolean) =>
    await kit.platform.scrapeProfile(
      { username },
      {
        posts: 20,
        onProfile: async (...told) => {
          heard.push(told)
          if (fails) throw new Error('unwanted')
        },
      },
      call(more),
    )
  const before = kit.requestsSeen()
  await expect(scrape({ save }, true)).rejects.toThrow('unwanted')
  expect(kit.requestsSeen() - before).toBe(1)
  expect(states).toEqual([])

  await scrape({ save }, false)
  const then = kit.requestsSeen()
  await expect(scrape({ resume: states[0] }, true)).rejects.toThrow('unwanted')
  expect(kit.requestsSeen() - then).toBe(0)
  expect(heard).toEqual([
    [profile, 1],
    [profile, 1],
    [profile, 1],
  ])
})

test('one that has changed is read whole', async () => {
  const scraped = await kit.scrape(
    { username },
    { posts: 20, unlessUnchangedFrom: { ...profile, mediaCount: 1 } },
  )
  expect(scraped).toEqual(await kit.scrape({ username }, { posts: 20 }))
})

test('an unchanged profile that dies with its one request saved is not asked for again', async () => {
  const before = kit.requestsSeen()
  const { outcome } = await dyingAtEverySave((dying) =>
    kit.platform.scrapeProfile({ username }, { posts: 20, unlessUnchangedFrom: profile }, dying),
  )
  expect(outcome).toMatchObject({ isUnchanged: true, requests: 1 })
  expect(kit.requestsSeen() - before).toBe(1)
})

test('a scrape that has begun to read goes on, whatever is known by then', async () => {
  const states: unknown[] = []
  const save = async (state: unknown) => void states.push(state)
  const undisturbed = await kit.scrape({ username }, { posts: 20 }, { save })
  const resume = states[1]
  const scraped = await kit.scrape(
    { username },
    { posts: 20, unlessUnchangedFrom: profile },
    { resume },
  )
  expect(scraped).toEqual(undisturbed)
})

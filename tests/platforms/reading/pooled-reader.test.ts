import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createClock } from '../../../src/base/clock.ts'
import { PoolRestingError } from '../../../src/platforms/errors.ts'
import { createPooledReader } from '../../../src/platforms/reading/pooled-reader.ts'
import type { Accounts } from '../../../src/platforms/adapter.ts'
import { requestsLeft } from '../../../src/platforms/reading/scrape-profile.ts'
import { anAdapter, aHeldAccount, failureOf } from '../instagram/held-account.ts'
import { call, dyingAtEverySave, startTwoAccounts, type TwoAccounts } from '../two-accounts.ts'

let kit: TwoAccounts
beforeAll(async () => {
  kit = await startTwoAccounts('platform')
})
afterAll(() => kit.sim.close())
beforeEach(() => kit.sim.control.clearAll())

const creatorWith = (test: (highlights: number) => boolean) =>
  kit.creatorWith(({ highlightCount }) => test(highlightCount))

const withoutHighlights = () =>
  kit.creatorWith(({ highlightCount, showsHighlights }) => highlightCount === 0 && showsHighlights)

test('a scrape finds everything in 3 + ceil(H/5) + (pages − 1) requests', async () => {
  const creators = Array.from({ length: 12 }, (_, index) => kit.sim.world.creatorAt(index * 7))
  const posts = 70
  for (const creator of creators.filter((each) => !each.isPrivate && !each.isDeleted)) {
    const { username, highlightCount, mediaCount } = creator
    const before = kit.requestsSeen()

    const scraped = await kit.scrape({ username }, { posts })

    const { isUnchanged, requests, ...found } = scraped
    expect(found).toEqual({
      ...kit.sim.control.truthOf(username, { posts }),
      postsAreWhole: true,
      highlightsAreWhole: true,
    })
    expect(isUnchanged).toBe(false)
    expect(kit.requestsSeen() - before).toBe(requests)
    const pages = Math.max(1, Math.ceil(Math.min(posts, mediaCount) / 33))
    expect(requests).toBeLessThanOrEqual(3 + Math.ceil(highlightCount / 5) + pages - 1)
  }
})

test('nothing is asked for that the profile says is not there', async () => {
  const creator = withoutHighlights()
  const scraped = await kit.scrape({ platformId: creator.pk }, { posts: 20 })
  expect(scraped).toMatchObject({ highlights: [], requests: 2 })
})

test('a private profile takes one request and says so', async () => {
  const creator = creatorWith((count) => count > 0)
  kit.sim.control.failTarget(creator.username, { kind: 'private' })
  const before = kit.requestsSeen()
  const heard: number[] = []

  const error = await failureOf(
    kit.scrape(
      { username: creator.username },
      { posts: 20 },
      { onRequest: (requests) => void heard.push(requests) },
    ),
  )

  expect(error).toMatchObject({ code: 'target_private' })
  expect(kit.requestsSeen() - before).toBe(1)
  expect(heard).toEqual([1])
})

test('a scrape that is interrupted after any step goes on from there, through JSON', async () => {
  const creator = creatorWith((count) => count > 10)
  const target = { username: creator.username }
  const undisturbed = await kit.scrape(target, { posts: 20 })
  const before = kit.requestsSeen()

  const { outcome, deaths } = await dyingAtEverySave((dying) =>
    kit.platform.scrapeProfile(target, { posts: 20 }, dying),
  )

  expect(outcome).toEqual(undisturbed)
  expect(deaths).toBe(undisturbed.requests)
  expect(kit.requestsSeen() - before).toBe(undisturbed.requests)
})

test.for([null, 'text', {}, { v: 2 }, { v: 1, requests: -1 }])(
  '%o is no progress, so the scrape starts afresh',
  async (resume) => {
    const creator = withoutHighlights()
    const scraped = await kit.scrape({ username: creator.username }, { posts: 20 }, { resume })
    expect(scraped.requests).toBe(2)
  },
)

test('fewer highlights are asked for at once when the platform cannot take so many', async () => {
  const creator = creatorWith((count) => count === 5)
  kit.sim.control.failAccount(kit.sim.accounts[0]?.username ?? '', {
    kind: 'error_560',
    count: 1,
    endpoints: ['stories'],
  })

  const scraped = await kit.scrape({ username: creator.username }, { posts: 20 })

  expect(scraped.highlights).toEqual(kit.sim.control.truthOf(creator.username)?.highlights)
  // All five at once, then three and two.
  expect(scraped.requests).toBe(3 + 3)
})

test('a platform that is down is not asked for less and less for ever', async () => {
  const creator = creatorWith((count) => count === 5)
  kit.sim.control.failAccount(kit.sim.accounts[0]?.username ?? '', {
    kind: 'error_560',
    endpoints: ['stories'],
  })
  const before = kit.requestsSeen()

  const error = await failureOf(kit.scrape({ username: creator.username }, { posts: 20 }))

  expect(error).toMatchObject({ code: 'platform_transient', answeredStatus: 560 })
  // 5, 3, 2, 1.
  expect(kit.requestsSeen() - before).toBe(3 + 4)
})

test('a step that moves to another account is counted twice, and both accounts are told', async () => {
  const creator = withoutHighlights()
  const [first, second] = kit.sim.accounts.map(({ username }) => username)
  kit.sim.control.failAccount(first ?? '', { kind: 'rate_limit', count: 1, endpoints: ['feed'] })
  const accounts: string[] = []

  const scraped = await kit.scrape(
    { username: creator.username },
    { posts: 20 },
    { onAccount: (username) => void accounts.push(username) },
  )

  expect(scraped.requests).toBe(3)
  expect(accounts).toEqual([first, second])
})

test('each piece of work says what it is about, by one key however that is written', async () => {
  const targets: (string | undefined)[] = []
  const accounts: Accounts = {
    withAccount: ({ target }) => {
      targets.push(target)
      return Promise.reject(new PoolRestingError('no account is free', new Date()))
    },
  }
  const { scrapeProfile, fetchProfile, fetchPosts, discoverAuthors } = createPooledReader(
    accounts,
    { storiesPerRequest: 5 },
    createClock(),
  )

  await Promise.allSettled([
    scrapeProfile({ platformId: '42' }, { posts: 1 }, call()),
    scrapeProfile({ username: 'Ada' }, { posts: 1 }, call()),
    fetchProfile({ username: 'ada' }, call()),
    fetchPosts('42', { posts: 1 }, call()),
    discoverAuthors({ kind: 'hashtag', hashtag: 'Мама', tab: 'top' }, { posts: 1 }, call()),
    discoverAuthors({ kind: 'location', locationId: '7', tab: 'recent' }, { posts: 1 }, call()),
    discoverAuthors({ kind: 'similar', platformId: '42' }, { posts: 1 }, call()),
  ])

  expect(targets).toEqual([
    'instagram:id:42',
    'instagram:name:ada',
    'instagram:name:ada',
    'instagram:id:42',
    'instagram:tag:мама',
    'instagram:location:7',
    'instagram:id:42',
  ])
})

test('what was never sent is not counted', async () => {
  const resting = new PoolRestingError('no account is free', new Date())
  const saved: unknown[] = []
  let asked = 0
  const accounts: Accounts = {
    withAccount: (_call, work) =>
      work(async (step) => {
        asked += 1
        const session = anAdapter(kit.sim).open(
          aHeldAccount(kit.sim, 0, { session: kit.sessions[0] ?? null }),
        )
        if (asked === 1) session.fetchProfile = () => Promise.reject(resting)
        try {
          return await step(session)
        } catch {
          return await step(
            anAdapter(kit.sim).open(aHeldAccount(kit.sim, 0, { session: kit.sessions[0] ?? null })),
          )
        }
      }),
  }
  const creator = withoutHighlights()
  const scraped = await createPooledReader(
    accounts,
    { storiesPerRequest: 5 },
    createClock(),
  ).scrapeProfile(
    { username: creator.username },
    { posts: 20 },
    call({ save: async (state) => void saved.push(state) }),
  )
  expect(scraped.requests).toBe(2)
  expect(saved[0]).toMatchObject({ requests: 1 })
})

test('a profile alone takes one request, and so do posts alone', async () => {
  const creator = creatorWith(() => true)
  const truth = kit.sim.control.truthOf(creator.username, { posts: 5 })
  const before = kit.requestsSeen()
  kit.estimates.length = 0

  const profile = await kit.platform.fetchProfile({ username: creator.username }, call())
  const { posts, requests } = await kit.platform.fetchPosts(creator.pk, { posts: 5 }, call())

  expect(profile).toEqual(truth?.profile)
  expect(posts).toEqual(truth?.posts)
  expect(requests).toBe(1)
  expect(kit.requestsSeen() - before).toBe(2)
  expect(kit.estimates).toEqual([1, 1])
})

test('the requests that are left are estimated from what is saved', async () => {
  const creator = creatorWith((count) => count > 10)
  const estimates = [requestsLeft(undefined, 20, 5)]
  const save = async (state: unknown) => void estimates.push(requestsLeft(state, 20, 5))
  await kit.scrape({ username: creator.username }, { posts: 20 }, { save })

  const stories = Math.ceil(creator.highlightCount / 5)
  const counting = Array.from({ length: stories + 1 }, (_, at) => stories - at)
  // Before the tray is known, one request for stories is expected.
  expect(estimates).toEqual([4, 3, 2, ...counting])
})

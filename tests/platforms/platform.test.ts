import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PoolRestingError, type PlatformError } from '../../src/platforms/errors.ts'
import { createPlatform } from '../../src/platforms/platform.ts'
import type {
  Accounts,
  KnownHighlight,
  Platform,
  PlatformCall,
  PlatformSession,
} from '../../src/platforms/port.ts'
import { requestsLeft } from '../../src/platforms/scrape-profile.ts'
import type { InstagramSim } from '../../sim/instagram/index.ts'
import { anAdapter, aSeat, failureOf, logIn, startSim } from './instagram/seat.ts'

let sim: InstagramSim
let sessions: string[]
beforeAll(async () => {
  sim = await startSim('platform', 2)
  sessions = [await logIn(sim, 0), await logIn(sim, 1)]
})
afterAll(() => sim.close())
beforeEach(() => sim.control.clearAll())

/** Two accounts: the second takes over a step that the first is at fault for. */
function twoAccounts(): Accounts & { estimates: (number | undefined)[] } {
  const adapter = anAdapter(sim)
  const held = sessions.map((session, at) => adapter.open(aSeat(sim, at, { session })))
  const estimates: (number | undefined)[] = []
  return {
    estimates,
    async withAccount({ estimatedRequests }, work) {
      estimates.push(estimatedRequests)
      return await work(async (step) => {
        const [first, second] = held as [PlatformSession, PlatformSession]
        try {
          return await step(first)
        } catch (error) {
          if ((error as PlatformError).owner === 'account') return await step(second)
          throw error
        }
      })
    },
  }
}

const platform = (): Platform => createPlatform(twoAccounts(), { storiesPerRequest: 5 })
const call = (more: Partial<PlatformCall> = {}): PlatformCall => ({
  signal: new AbortController().signal,
  ...more,
})

/** A visible creator with so many highlights, by username. */
function creatorWith(test: (highlights: number) => boolean) {
  for (let index = 0; index < sim.world.creators; index++) {
    const creator = sim.world.creatorAt(index)
    const isVisible = !creator.isPrivate && !creator.isDeleted && creator.mediaCount > 0
    if (isVisible && test(creator.highlightCount)) return creator
  }
  throw new Error('no such creator')
}

const requestsSeen = (): number => sim.referee.report().requests

test('a scrape finds everything in 3 + ceil(H/5) requests', async () => {
  for (const creator of [creatorWith((count) => count === 5), creatorWith((count) => count > 10)]) {
    const before = requestsSeen()

    const scraped = await platform().scrapeProfile(
      { username: creator.username },
      { posts: 20 },
      call(),
    )

    const truth = sim.control.truthOf(creator.username)
    expect(scraped.profile).toEqual(truth?.profile)
    expect(scraped.highlights).toEqual(truth?.highlights)
    expect(scraped.posts.map(({ platformId }) => platformId)).toEqual(
      truth?.posts.map(({ platformId }) => platformId),
    )
    expect(scraped.requests).toBe(3 + Math.ceil(creator.highlightCount / 5))
    expect(requestsSeen() - before).toBe(scraped.requests)
  }
})

test('nothing is asked for that the profile says is not there', async () => {
  const creator = creatorWith((count) => count === 0)
  const scraped = await platform().scrapeProfile({ platformId: creator.pk }, { posts: 20 }, call())
  expect(scraped).toMatchObject({ highlights: [], requests: 2 })
})

test('a private profile takes one request and says so', async () => {
  const creator = creatorWith((count) => count > 0)
  sim.control.failTarget(creator.username, { kind: 'private' })
  const before = requestsSeen()

  const error = await failureOf(
    platform().scrapeProfile({ username: creator.username }, { posts: 20 }, call()),
  )

  expect(error).toMatchObject({ code: 'target_private' })
  expect(requestsSeen() - before).toBe(1)
})

test('a scrape that is interrupted after any step goes on from there, through JSON', async () => {
  const creator = creatorWith((count) => count > 10)
  const target = { username: creator.username }
  const undisturbed = await platform().scrapeProfile(target, { posts: 20 }, call())
  const before = requestsSeen()
  let stored: string | undefined
  let interruptions = 0

  for (;;) {
    const save = async (state: unknown): Promise<void> => {
      const text = JSON.stringify(state)
      if (text === stored) return
      stored = text
      throw new Error('the process died')
    }
    const resume: unknown = stored === undefined ? undefined : JSON.parse(stored)
    const attempt = platform().scrapeProfile(target, { posts: 20 }, call({ resume, save }))
    const outcome = await attempt.catch(() => null)
    if (outcome) {
      expect(outcome).toEqual(undisturbed)
      break
    }
    interruptions += 1
  }
  expect(interruptions).toBe(undisturbed.requests)
  expect(requestsSeen() - before).toBe(undisturbed.requests)
})

test.for([null, 'text', {}, { v: 2 }, { v: 1, requests: -1 }])(
  '%o is no progress, so the scrape starts afresh',
  async (resume) => {
    const creator = creatorWith((count) => count === 0)
    const scraped = await platform().scrapeProfile(
      { username: creator.username },
      { posts: 20 },
      call({ resume }),
    )
    expect(scraped.requests).toBe(2)
  },
)

test('fewer highlights are asked for at once when the platform cannot take so many', async () => {
  const creator = creatorWith((count) => count === 5)
  sim.control.failAccount(sim.accounts[0]?.username ?? '', {
    kind: 'error_560',
    count: 1,
    endpoints: ['stories'],
  })

  const scraped = await platform().scrapeProfile(
    { username: creator.username },
    { posts: 20 },
    call(),
  )

  expect(scraped.highlights).toEqual(sim.control.truthOf(creator.username)?.highlights)
  // All five at once, then three and two.
  expect(scraped.requests).toBe(3 + 3)
})

test('a platform that is down is not asked for less and less for ever', async () => {
  const creator = creatorWith((count) => count === 5)
  sim.control.failAccount(sim.accounts[0]?.username ?? '', {
    kind: 'error_560',
    endpoints: ['stories'],
  })
  const before = requestsSeen()

  const error = await failureOf(
    platform().scrapeProfile({ username: creator.username }, { posts: 20 }, call()),
  )

  expect(error).toMatchObject({ code: 'platform_transient', answeredStatus: 560 })
  // 5, 3, 2, 1.
  expect(requestsSeen() - before).toBe(3 + 4)
})

test('a step that moves to another account is counted twice, and both accounts are told', async () => {
  const creator = creatorWith((count) => count === 0)
  const [first, second] = sim.accounts.map(({ username }) => username)
  sim.control.failAccount(first ?? '', { kind: 'rate_limit', count: 1, endpoints: ['feed'] })
  const accounts: string[] = []

  const scraped = await platform().scrapeProfile(
    { username: creator.username },
    { posts: 20 },
    call({ onAccount: (username) => void accounts.push(username) }),
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
  const { scrapeProfile, fetchProfile, discoverByHashtag } = createPlatform(accounts, {
    storiesPerRequest: 5,
  })

  await Promise.allSettled([
    scrapeProfile({ platformId: '42' }, { posts: 1 }, call()),
    scrapeProfile({ username: 'Ada' }, { posts: 1 }, call()),
    fetchProfile({ username: 'ada' }, call()),
    discoverByHashtag('Мама', { posts: 1 }, call()),
  ])

  expect(targets).toEqual([
    'instagram:id:42',
    'instagram:name:ada',
    'instagram:name:ada',
    'instagram:tag:мама',
  ])
})

test('stories of highlights that have not changed are not asked for again', async () => {
  const creator = creatorWith((count) => count > 10)
  const target = { platformId: creator.pk }
  const first = await platform().scrapeProfile(target, { posts: 20 }, call())
  const known = first.highlights.map(({ platformId, ...rest }) => ({
    highlightId: platformId,
    ...rest,
  }))
  const newer = new Date(Date.now() + 1_000)
  const scrapeKnowing = async (highlights: readonly KnownHighlight[]) =>
    await platform().scrapeProfile(target, { posts: 20, known: highlights }, call())

  const unchanged = await scrapeKnowing(known)
  expect(unchanged.requests).toBe(3)
  expect(unchanged.highlights).toEqual(first.highlights)

  // One has changed, one has another number of stories, of one nobody knows when it changed: the rest is kept.
  const stale = (each: KnownHighlight, at: number): KnownHighlight => {
    const old = { ...each, mentions: ['old'] }
    if (at === 0) return { ...old, changedAt: newer }
    if (at === 1) return { ...old, mediaCount: 1_000 }
    return at === 2 ? { ...old, changedAt: null } : { ...each, mentions: ['kept'] }
  }
  const changed = await scrapeKnowing(known.map(stale))
  expect(changed.requests).toBe(4)
  expect(changed.highlights.map(({ mentions }) => mentions)).toEqual([
    ...first.highlights.slice(0, 3).map(({ mentions }) => mentions),
    ...first.highlights.slice(3).map(() => ['kept']),
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
        const session = anAdapter(sim).open(aSeat(sim, 0, { session: sessions[0] ?? null }))
        if (asked === 1) session.fetchProfile = () => Promise.reject(resting)
        try {
          return await step(session)
        } catch {
          return await step(anAdapter(sim).open(aSeat(sim, 0, { session: sessions[0] ?? null })))
        }
      }),
  }
  const creator = creatorWith((count) => count === 0)
  const scraped = await createPlatform(accounts, { storiesPerRequest: 5 }).scrapeProfile(
    { username: creator.username },
    { posts: 20 },
    call({ save: async (state) => void saved.push(state) }),
  )
  expect(scraped.requests).toBe(2)
  expect(saved[0]).toMatchObject({ requests: 1 })
})

test('the authors of the top 50 posts come once each, best first, over several pages', async () => {
  const truth = sim.world.hashtagPosts('алматымама', 'top').slice(0, 50)
  const expected = [...new Set(truth.map(({ creator }) => creator.username))]
  const before = requestsSeen()

  const found = await platform().discoverByHashtag('алматымама', { posts: 50 }, call())

  expect(found.authors.map(({ username }) => username)).toEqual(expected)
  expect(found.requests).toBe(requestsSeen() - before)
  expect(found.requests).toBe(3)
})

test('a walk through a hashtag goes on where it was interrupted', async () => {
  const undisturbed = await platform().discoverByHashtag('алматымама', { posts: 50 }, call())
  let stored: unknown
  const save = (state: unknown): Promise<void> => {
    stored = JSON.parse(JSON.stringify(state))
    return Promise.reject(new Error('the process died'))
  }
  const before = requestsSeen()
  await failureOf(platform().discoverByHashtag('алматымама', { posts: 50 }, call({ save })))

  const resumed = await platform().discoverByHashtag(
    'алматымама',
    { posts: 50 },
    call({ resume: stored }),
  )

  expect(resumed).toEqual(undisturbed)
  expect(requestsSeen() - before).toBe(undisturbed.requests)
})

test('a profile alone takes one request', async () => {
  const { username } = creatorWith(() => true)
  const accounts = twoAccounts()
  const profile = await createPlatform(accounts, { storiesPerRequest: 5 }).fetchProfile(
    { username },
    call(),
  )
  expect(profile).toEqual(sim.control.truthOf(username)?.profile)
  expect(accounts.estimates).toEqual([1])
})

test('the requests that are left are estimated from what is saved', async () => {
  const creator = creatorWith((count) => count > 10)
  const estimates = [requestsLeft(undefined, 5)]
  const save = async (state: unknown) => void estimates.push(requestsLeft(state, 5))
  await platform().scrapeProfile({ username: creator.username }, { posts: 20 }, call({ save }))

  const stories = Math.ceil(creator.highlightCount / 5)
  const counting = Array.from({ length: stories + 1 }, (_, at) => stories - at)
  // Before the tray is known, one request for stories is expected.
  expect(estimates).toEqual([4, 3, 2, ...counting])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FoundAuthor } from '../../../src/platforms/creators.ts'
import type { DiscoverySource } from '../../../src/platforms/creator-finder.ts'
import { resumeDiscovery } from '../../../src/platforms/reading/discover-authors.ts'
import type { WorldPost } from '../../../sim/instagram/world/post.ts'
import { call, dyingAtEverySave, startTwoAccounts, type TwoAccounts } from '../two-accounts.ts'

const TAG = 'алматымама'
const TOP: DiscoverySource = { kind: 'hashtag', hashtag: TAG, tab: 'top' }
/** What a page of the stand-in holds. */
const PAGE = 24

let kit: TwoAccounts
beforeAll(async () => {
  kit = await startTwoAccounts('discover')
})
afterAll(() => kit.sim.close())

const discover = (source: DiscoverySource, posts: number) =>
  kit.platform.discoverAuthors(source, { posts }, call())

/** The authors of the first posts with the captions of all posts on the pages that hold them. */
function authorsOf(posts: readonly WorldPost[], limit: number): FoundAuthor[] {
  const read = posts.slice(0, Math.ceil(limit / PAGE) * PAGE)
  const creators = new Map(posts.slice(0, limit).map(({ creator }) => [creator.pk, creator]))
  return [...creators.values()].map((creator) => ({
    platformId: creator.pk,
    username: creator.username,
    fullName: creator.fullName,
    isPrivate: creator.isPrivate,
    isVerified: creator.isVerified,
    captions: read
      .filter((post) => post.creator.pk === creator.pk)
      .flatMap(({ caption }) => (caption ? [caption.text] : [])),
  }))
}

test.for([
  ['top', 50],
  ['top', 10],
  ['recent', 50],
  ['recent', 500],
] as const)(
  'the authors of the %s %i posts come once each, best first, with their captions',
  async ([tab, posts]) => {
    const before = kit.requestsSeen()
    const world = kit.sim.world.hashtagPosts(TAG, tab)

    const found = await discover({ kind: 'hashtag', hashtag: TAG, tab }, posts)

    expect(found.authors).toEqual(authorsOf(world, posts))
    expect(found.requests).toBe(kit.requestsSeen() - before)
    expect(found.requests).toBe(Math.ceil(Math.min(posts, world.length) / PAGE))
  },
)

test.for(['top', 'recent'] as const)(
  'the authors of the %s posts of a place are found',
  async (tab) => {
    const [place] = kit.sim.control.locations()
    const locationId = place?.id ?? ''
    const worldTab = tab === 'top' ? 'ranked' : tab
    const world = kit.sim.world.locationPosts(locationId, worldTab) ?? []

    const found = await discover({ kind: 'location', locationId, tab }, 30)

    expect(found.authors.length).toBeGreaterThan(5)
    expect(found.authors).toEqual(authorsOf(world, 30))
    expect(found.requests).toBe(2)
  },
)

test('a place that does not exist says so', async () => {
  await expect(
    discover({ kind: 'location', locationId: '99', tab: 'top' }, 30),
  ).rejects.toMatchObject({
    code: 'target_not_found',
  })
})

test('accounts similar to a creator are found in one request, where they are offered', async () => {
  const { world } = kit.sim
  const offered = kit.creatorWith((creator) => world.similar(creator) !== null)
  const others = kit.creatorWith((creator) => world.similar(creator) === null)
  const before = kit.requestsSeen()

  const found = await discover({ kind: 'similar', platformId: offered.pk }, 50)

  expect(found.authors.map(({ username, captions }) => [username, captions])).toEqual(
    world.similar(offered)?.map(({ username }) => [username, []]),
  )
  expect(found.requests).toBe(1)
  expect(kit.requestsSeen() - before).toBe(1)
  await expect(discover({ kind: 'similar', platformId: others.pk }, 50)).rejects.toMatchObject({
    code: 'not_offered',
  })
})

test('similar accounts that are saved are not asked for again', async () => {
  const { pk } = kit.creatorWith((creator) => kit.sim.world.similar(creator) !== null)
  const source: DiscoverySource = { kind: 'similar', platformId: pk }
  const before = kit.requestsSeen()
  const { outcome, deaths } = await dyingAtEverySave((dying) =>
    kit.platform.discoverAuthors(source, { posts: 50 }, dying),
  )
  expect(outcome.requests).toBe(1)
  expect(deaths).toBe(1)
  expect(kit.requestsSeen() - before).toBe(1)
})

test('a discovery that dies between pages asks for none of them twice', async () => {
  const undisturbed = await discover(TOP, 60)
  const before = kit.requestsSeen()

  const { outcome, deaths } = await dyingAtEverySave((dying) =>
    kit.platform.discoverAuthors(TOP, { posts: 60 }, dying),
  )

  expect(outcome).toEqual(undisturbed)
  expect(deaths).toBe(3)
  expect(kit.requestsSeen() - before).toBe(undisturbed.requests)
})

/** What is saved once the first page has been read. */
async function savedAfterOnePage(): Promise<object> {
  const states: unknown[] = []
  const save = async (state: unknown) => void states.push(state)
  await kit.platform.discoverAuthors(TOP, { posts: 60 }, call({ save }))
  return Object(states[0])
}

test('a cursor that no longer holds costs one more walk from the first page, not the task', async () => {
  const cursor = { maxId: 'stale', page: 1, mediaIds: [] }
  const resume = { ...(await savedAfterOnePage()), cursor }

  const found = await kit.platform.discoverAuthors(TOP, { posts: 60 }, call({ resume }))

  const undisturbed = await discover(TOP, 60)
  expect(found.authors).toEqual(undisturbed.authors)
  expect(found.requests).toBe(2 + undisturbed.requests)
  await expect(
    kit.platform.discoverAuthors(
      TOP,
      { posts: 60 },
      call({ resume: { ...resume, hasRestarted: true } }),
    ),
  ).rejects.toMatchObject({ code: 'unexpected_answer' })
})

test.for([
  null,
  { v: 1, requests: 2, posts: 48, authors: [], cursor: null, isDone: true },
  { v: 3 },
])('%o is no progress, so the discovery starts afresh', async (resume) => {
  const found = await kit.platform.discoverAuthors(TOP, { posts: 20 }, call({ resume }))
  expect(found).toEqual(await discover(TOP, 20))
  expect(resumeDiscovery(resume)).toMatchObject({ v: 2, requests: 0, isDone: false })
})

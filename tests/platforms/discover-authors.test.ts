import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DiscoverySource, SeenAuthor } from '../../src/platforms/port.ts'
import { resumeDiscovery } from '../../src/platforms/discover-progress.ts'
import type { WorldPost } from '../../sim/instagram/world/post.ts'
import { call, dyingAtEverySave, startTwoAccounts, type TwoAccounts } from './two-accounts.ts'

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
function authorsOf(posts: readonly WorldPost[], limit: number): SeenAuthor[] {
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

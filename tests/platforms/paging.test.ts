import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, dyingAtEverySave, startTwoAccounts, type TwoAccounts } from './two-accounts.ts'

const PAGE = 33

let kit: TwoAccounts
beforeAll(async () => {
  kit = await startTwoAccounts('paging')
})
afterAll(() => kit.sim.close())

const creatorWithPosts = (test: (posts: number, pinned: number) => boolean) =>
  kit.creatorWith((creator) => {
    const pinned = kit.sim.world.posts(creator, 0, 5).filter(({ isPinned }) => isPinned).length
    return (
      creator.highlightCount === 0 && creator.showsHighlights && test(creator.mediaCount, pinned)
    )
  })

test.for([1, 32, 33, 34, 66, 90, 200])(
  'the first %i posts come page by page, pinned ones first, each once',
  async (posts) => {
    const creator = creatorWithPosts((count, pinned) => count > 100 && pinned > 0)

    const scraped = await kit.scrape({ platformId: creator.pk }, { posts })

    const truth = kit.sim.control.truthOf(creator.username, { posts })
    expect(scraped.posts).toEqual(truth?.posts)
    expect(scraped.requests).toBe(1 + Math.ceil(Math.min(posts, creator.mediaCount) / PAGE))
  },
)

test('a profile with fewer posts than are asked for takes no page too many', async () => {
  const creator = creatorWithPosts((count) => count > 40 && count < 60)
  const scraped = await kit.scrape({ platformId: creator.pk }, { posts: 200 })
  expect(scraped.posts).toHaveLength(creator.mediaCount)
  expect(scraped.requests).toBe(3)
})

test('without posts to ask for no page is asked for', async () => {
  const creator = creatorWithPosts((count) => count > 40)
  const scraped = await kit.scrape({ platformId: creator.pk }, { posts: 0 })
  expect(scraped).toMatchObject({ posts: [], requests: 1 })
})

test('a scrape that dies between pages asks for none of them twice', async () => {
  const creator = creatorWithPosts((count) => count > 100)
  const target = { platformId: creator.pk }
  const undisturbed = await kit.scrape(target, { posts: 90 })
  const before = kit.requestsSeen()

  const { outcome, deaths } = await dyingAtEverySave((dying) =>
    kit.platform.scrapeProfile(target, { posts: 90 }, dying),
  )

  expect(outcome).toEqual(undisturbed)
  // Profile, three pages, and that there are no highlights.
  expect(deaths).toBe(5)
  expect(kit.requestsSeen() - before).toBe(4)
})

/** What is saved once the first page has been read. */
async function savedAfterOnePage(platformId: string): Promise<Record<string, unknown>> {
  const states: Record<string, unknown>[] = []
  const save = async (state: unknown) => void states.push(state as Record<string, unknown>)
  await kit.scrape({ platformId }, { posts: 90 }, { save })
  const saved = states[1]
  if (!saved) throw new Error('nothing was saved')
  return saved
}

test('a cursor that no longer holds costs one more walk from the first page, not the task', async () => {
  const creator = creatorWithPosts((count) => count > 100)
  const saved = await savedAfterOnePage(creator.pk)
  const resume = { ...saved, postPages: { cursor: '1_2', hasRestarted: false } }

  const scraped = await kit.scrape({ platformId: creator.pk }, { posts: 90 }, { resume })

  expect(scraped.posts).toEqual(kit.sim.control.truthOf(creator.username, { posts: 90 })?.posts)
  // Profile and first page before; the refusal and three pages now.
  expect(scraped.requests).toBe(2 + 4)
})

test('a cursor that is refused again ends the scrape', async () => {
  const creator = creatorWithPosts((count) => count > 100)
  const saved = await savedAfterOnePage(creator.pk)
  const resume = { ...saved, postPages: { cursor: '1_2', hasRestarted: true } }

  await expect(
    kit.platform.scrapeProfile({ platformId: creator.pk }, { posts: 90 }, call({ resume })),
  ).rejects.toMatchObject({ code: 'unexpected_answer' })
})

test('what an earlier version has saved is no progress, so the scrape starts afresh', async () => {
  const creator = creatorWithPosts((count) => count > 100)
  const saved = await savedAfterOnePage(creator.pk)
  const { posts, highlights } = { posts: [], highlights: [] }
  const { profile } = saved
  const first = {
    v: 1,
    requests: 3,
    profile,
    posts,
    highlights,
    unchanged: [],
    stories: [],
    storiesAsked: 0,
  }
  const undisturbed = await kit.scrape({ platformId: creator.pk }, { posts: 40 })

  for (const resume of [first, { ...saved, v: 1 }, { ...saved, v: 3 }]) {
    expect(await kit.scrape({ platformId: creator.pk }, { posts: 40 }, { resume })).toEqual(
      undisturbed,
    )
  }
})

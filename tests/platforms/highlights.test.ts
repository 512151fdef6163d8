import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KnownHighlight } from '../../src/platforms/creators.ts'
import type { ScrapedProfile } from '../../src/platforms/creator-reader.ts'
import { dyingAtEverySave, startTwoAccounts, type TwoAccounts } from './two-accounts.ts'

let kit: TwoAccounts
beforeAll(async () => {
  kit = await startTwoAccounts('highlights')
})
afterAll(() => kit.sim.close())

const creatorWith = (test: (highlights: number) => boolean) =>
  kit.creatorWith(({ highlightCount }) => test(highlightCount))

/** What the store of a scrape knows of the highlights whose stories were read. */
const knownFrom = ({ highlights }: ScrapedProfile): KnownHighlight[] =>
  highlights
    .filter(({ storiesRead }) => storiesRead)
    .map(({ platformId, ...rest }) => ({ highlightId: platformId, ...rest }))

test('stories of highlights that have not changed are not asked for again', async () => {
  const creator = creatorWith((count) => count > 10)
  const target = { platformId: creator.pk }
  const first = await kit.scrape(target, { posts: 20 })
  const known = knownFrom(first)
  const newer = new Date(Date.now() + 1_000)
  const scrapeKnowing = async (highlights: readonly KnownHighlight[]) =>
    await kit.scrape(target, { posts: 20, known: highlights })

  const unchanged = await scrapeKnowing(known)
  expect(unchanged.requests).toBe(3)
  expect(unchanged.highlights).toEqual(first.highlights)

  // One has changed, one has another number of stories, of one the time of change is unknown: the rest is kept.
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

test('one scrape asks for no more highlights than it may, and the next ones for those that are left', async () => {
  const creator = creatorWith((count) => count > 10)
  const target = { platformId: creator.pk }
  const truth = kit.sim.control.truthOf(creator.username)?.highlights ?? []
  let known: KnownHighlight[] = []

  for (let read = 4; ; read += 4) {
    const scraped = await kit.scrape(target, { posts: 1, highlights: 4, known })

    expect(scraped.highlights).toEqual(
      truth.map((highlight, at) =>
        at < read
          ? highlight
          : { ...highlight, storiesRead: false, mentions: [], locations: [], links: [] },
      ),
    )
    expect(scraped.requests).toBe(4)
    known = knownFrom(scraped)
    if (read >= truth.length) break
  }
  expect((await kit.scrape(target, { posts: 1, highlights: 4, known })).requests).toBe(3)
})

test('highlights that were never read come before those that have changed', async () => {
  const creator = creatorWith((count) => count > 6 && count < 10)
  const target = { platformId: creator.pk }
  const known = knownFrom(await kit.scrape(target, { posts: 1 }))
  // All are known, the first two have changed since; of the last nothing is known.
  const changed = known
    .slice(0, -1)
    .map((each, at) => (at < 2 ? { ...each, mediaCount: 999 } : each))

  const { highlights } = await kit.scrape(target, { posts: 1, highlights: 2, known: changed })

  const unread = highlights.flatMap(({ storiesRead }, at) => (storiesRead ? [] : [at]))
  expect(unread).toEqual([1])
})

test.for([0, 3, 7])(
  'no story is asked for twice when a scrape of %i highlights dies',
  async (limit) => {
    const creator = creatorWith((count) => count > 10)
    const target = { platformId: creator.pk }
    const options = { posts: 1, highlights: limit }
    const undisturbed = await kit.scrape(target, options)
    const before = kit.requestsSeen()

    const { outcome } = await dyingAtEverySave((call) =>
      kit.platform.scrapeProfile(target, options, call),
    )

    expect(outcome).toEqual(undisturbed)
    expect(undisturbed.requests).toBe(3 + Math.ceil(limit / 5))
    expect(kit.requestsSeen() - before).toBe(undisturbed.requests)
  },
)

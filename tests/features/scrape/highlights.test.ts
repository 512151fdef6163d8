import type { Db } from '../../../src/db/handles.ts'
import {
  readKnownHighlights,
  storeHighlights,
} from '../../../src/features/scrape/store/highlights.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'
import { blogRow, DAY, findCreator, firstRich, isRich, rescrape, scrape } from './scrape-world.ts'

describe('highlights beyond the limit of a scrape', () => {
  const readHighlights = async (db: Db) =>
    await db
      .selectFrom('blog_highlights')
      .select(['platform_id', 'title', 'changed_at', 'stories_read_at', 'story_mentions'])
      .select(['story_locations', 'story_links'])
      .orderBy('platform_id')
      .execute()

  test('are read by the next scrapes, which come soon', async ({ db }) => {
    const world = await startGramdWorld(db, { settings: { GRAMD_HIGHLIGHTS_PER_SCRAPE: '5' } })
    const creator = findCreator(world, (each) => isRich(each) && each.highlightCount > 10)
    const { blogId } = await scrape(db, world, creator.username)
    const unread = async (): Promise<number> =>
      (await readHighlights(db)).filter((each) => each.stories_read_at === null).length

    expect(await unread()).toBe(creator.highlightCount - 5)
    const { update_due_at, scraped_at } = await blogRow(db, blogId)
    expect(Number(update_due_at)).toBe(Number(scraped_at) + 7 * DAY)

    while ((await unread()) > 0) {
      const before = await unread()
      await world.advance(DAY)
      await rescrape(world, blogId, 'update')
      expect(await unread()).toBe(Math.max(0, before - 5))
    }

    const truth = world.sim.control.truthOf(creator.username)
    expect(new Map((await readHighlights(db)).map((each) => [each.platform_id, each]))).toEqual(
      new Map(
        truth?.highlights.map((each) => [
          each.platformId,
          expect.objectContaining({
            title: each.title,
            changed_at: each.changedAt,
            story_mentions: each.mentions,
            story_locations: each.locations,
            story_links: each.links,
          }),
        ]),
      ),
    )
  })

  test('keep the stories that are known, and are asked for until they are read', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, firstRich(world).username)
    const whole = await readHighlights(db)
    const [first] = whole
    const changedAt = new Date(Number(first?.changed_at) + 1_000)
    const left = (platformId: string, changed: Date | null, mediaCount: number) => ({
      platformId,
      title: 'new title',
      mediaCount,
      coverUrl: null,
      changedAt: changed,
      mentions: [],
      locations: [],
      links: [],
      storiesRead: false,
    })
    const id = first?.platform_id ?? ''
    const store = async (...highlights: ReturnType<typeof left>[]): Promise<void> =>
      await db
        .transaction()
        .execute((tx) => storeHighlights(tx, blogId, { highlights, highlightsAreWhole: true }))
    const known = async () =>
      (await readKnownHighlights(db, blogId)).find((each) => each.highlightId === id)

    await store(left(id, changedAt, 7))
    expect(await readHighlights(db)).toEqual([{ ...first, title: 'new title' }])
    expect(await known()).toMatchObject({ changedAt: first?.changed_at, mediaCount: 7 })

    // Nothing but the number of stories tells that this one has changed.
    await store(left(id, first?.changed_at ?? null, 8))
    expect(await known()).toMatchObject({ changedAt: null, mentions: first?.story_mentions })

    await store(left('never seen', changedAt, 1))
    expect(await readHighlights(db)).toMatchObject([
      { platform_id: 'never seen', stories_read_at: null, story_links: [] },
    ])
    expect(await readKnownHighlights(db, blogId)).toEqual([])
  })

  test('stay when the tray that they are missing from could not be read whole', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, firstRich(world).username)
    const before = await readHighlights(db)
    const store = async (highlightsAreWhole: boolean): Promise<void> =>
      await db
        .transaction()
        .execute((tx) => storeHighlights(tx, blogId, { highlights: [], highlightsAreWhole }))

    await store(false)
    expect(await readHighlights(db)).toEqual(before)
    await store(true)
    expect(await readHighlights(db)).toEqual([])
  })

  test('of which nothing has changed keep the time at which they were read', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, firstRich(world).username)
    const before = await readHighlights(db)
    await world.advance(DAY)

    await rescrape(world, blogId)

    expect(await readHighlights(db)).toEqual(before)
  })
})

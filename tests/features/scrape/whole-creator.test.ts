import type { Db } from '../../../src/db/database.ts'
import {
  readKnownHighlights,
  storeHighlights,
} from '../../../src/features/scrape/highlights-store.ts'
import { storePosts } from '../../../src/features/scrape/posts-store.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { blogRow, DAY, findCreator, isRich, rescrape, scrape } from './scrape-world.ts'

const postIds = async (db: Db): Promise<string[]> =>
  (
    await db.selectFrom('blog_posts').select('platform_id').orderBy('taken_at', 'desc').execute()
  ).map((post) => post.platform_id)

async function addPost(
  db: Db,
  blogId: string,
  platformId: string,
  takenAt: Date,
  isPinned = false,
): Promise<void> {
  await db
    .insertInto('blog_posts')
    .values({
      blog_id: blogId,
      platform_id: platformId,
      media_type: 'photo',
      is_pinned: isPinned,
      taken_at: takenAt,
      created_at: takenAt,
    })
    .execute()
}

const firstRich = (world: GramdWorld) => findCreator(world, isRich)

describe('posts that were read before', () => {
  test('stay when they are older than what was read, and go when the profile has lost them', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, firstRich(world).username)
    const shown = await postIds(db)
    const [newest, lastButOne, last] = await Promise.all(
      [0, -2, -1].map(async (place) => {
        const posts = await db
          .selectFrom('blog_posts')
          .select('taken_at')
          .where('is_pinned', '=', false)
          .orderBy('taken_at', 'desc')
          .execute()
        return posts.at(place)?.taken_at ?? new Date(0)
      }),
    )
    await addPost(db, blogId, 'newer than all', new Date(Number(newest) + DAY))
    await addPost(db, blogId, 'among the newest', new Date(Number(lastButOne) + 1))
    await addPost(db, blogId, 'old', new Date(Number(last) - DAY))

    await rescrape(world, blogId)

    expect((await postIds(db)).toSorted()).toEqual([...shown, 'old'].toSorted())
  })

  test('are pinned only if they still are', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, (each) => isRich(each) && each.pinnedOrdinals.length > 0)
    const { blogId } = await scrape(db, world, creator.username)
    const pinned = async () =>
      await db
        .selectFrom('blog_posts')
        .select('platform_id')
        .where('is_pinned', '=', true)
        .orderBy('platform_id')
        .execute()
    const before = await pinned()
    expect(before.length).toBeGreaterThan(0)
    await addPost(db, blogId, 'unpinned since', new Date(0), true)

    await rescrape(world, blogId)

    expect(await pinned()).toEqual(before)
    expect(await postIds(db)).toContain('unpinned since')
  })

  test('stay when an answer is empty although the profile counts posts', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, firstRich(world).username)
    const before = await postIds(db)
    const truth = world.sim.control.truthOf((await blogRow(db, blogId)).username)
    if (!truth) throw new Error('no truth')

    await db
      .transaction()
      .execute((tx) => storePosts(tx, blogId, { profile: truth.profile, posts: [] }, 20))
    expect(await postIds(db)).toEqual(before)

    const emptied = { ...truth.profile, mediaCount: 0 }
    await db
      .transaction()
      .execute((tx) => storePosts(tx, blogId, { profile: emptied, posts: [] }, 20))
    expect(await postIds(db)).toEqual([])
  })
})

test('more posts than a page holds are read page by page', async ({ db }) => {
  const world = await startGramdWorld(db, { settings: { POSTS_PER_SCRAPE: '70' } })
  const creator = findCreator(world, (each) => isRich(each) && each.mediaCount >= 70)

  const { task } = await scrape(db, world, creator.username)

  expect(task).toMatchObject({ status: 'done', result: { outcome: 'scraped', posts: 70 } })
  expect(await postIds(db)).toHaveLength(70)
})

describe('highlights beyond the limit of a scrape', () => {
  const readHighlights = async (db: Db) =>
    await db
      .selectFrom('blog_highlights')
      .select(['platform_id', 'title', 'changed_at', 'stories_read_at', 'story_mentions'])
      .select(['story_locations', 'story_links'])
      .orderBy('platform_id')
      .execute()

  test('are read by the next scrapes, which come soon', async ({ db }) => {
    const world = await startGramdWorld(db, { settings: { HIGHLIGHTS_PER_SCRAPE: '5' } })
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
      await db.transaction().execute((tx) => storeHighlights(tx, blogId, highlights))
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

  test('of which nothing has changed keep the time at which they were read', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, firstRich(world).username)
    const before = await readHighlights(db)
    await world.advance(DAY)

    await rescrape(world, blogId)

    expect(await readHighlights(db)).toEqual(before)
  })
})

describe('a creator who could not be seen', () => {
  test.for(['private', 'deleted'] as const)(
    'comes back with its history after it was %s',
    async (kind, { db }) => {
      const world = await startGramdWorld(db)
      const creator = firstRich(world)
      const { blogId } = await scrape(db, world, creator.username)
      const posts = await postIds(db)
      world.sim.control.failTarget(creator.username, { kind })
      await world.advance(DAY)

      expect(await rescrape(world, blogId, 'update')).toMatchObject({
        status: 'done',
        result: { outcome: kind, requests: 1 },
      })
      const gone = await blogRow(db, blogId)
      expect(gone).toMatchObject({ scrape_status: kind, username: creator.username })
      const days = kind === 'private' ? 60 : 90
      expect(Number(gone.update_due_at)).toBe(Number(gone.scraped_at) + days * DAY)
      expect(await postIds(db)).toEqual(posts)

      world.sim.control.clearTarget(creator.username)
      await world.advance(DAY)
      expect(await rescrape(world, blogId, 'update')).toMatchObject({
        result: { outcome: 'scraped' },
      })
      expect(await blogRow(db, blogId)).toMatchObject({
        scrape_status: 'analyzing',
        platform_id: creator.pk,
      })
      expect(await db.selectFrom('blog_snapshots').select('id').execute()).toHaveLength(2)
      expect(await postIds(db)).toEqual(posts)
    },
  )

  test('stays so while a look at it is put back, and when it fails', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = firstRich(world)
    world.sim.control.failTarget(creator.username, { kind: 'deleted' })
    const { blogId } = await scrape(db, world, creator.username)
    for (const { username } of world.sim.accounts)
      world.sim.control.failAccount(username, { kind: 'server_error', endpoints: ['profile'] })
    await world.services.queue.enqueue(db, 'full_scrape', { blog_id: blogId })

    for (const status of ['pending', 'pending', 'failed']) {
      expect(await world.runNext('full_scrape')).toMatchObject({ status })
      expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'deleted' })
      await world.advance(DAY / 24)
    }
    const { update_due_at } = await blogRow(db, blogId)
    expect(Number(update_due_at)).toBe(world.services.clock.now().getTime() + 7 * DAY - DAY / 24)
  })
})

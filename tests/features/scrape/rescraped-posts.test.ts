import type { Db } from '../../../src/db/handles.ts'
import type { Post, Profile } from '../../../src/platforms/creators.ts'
import { storePosts } from '../../../src/features/scrape/store/posts.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'
import {
  blogRow,
  DAY,
  findCreator,
  firstRich,
  isRich,
  postIds,
  rescrape,
  scrape,
} from './scrape-world.ts'

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

describe('posts that were read before', () => {
  test('stay when they are older than what was read, and go when the profile has lost them', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, firstRich(world).username)
    const shown = await postIds(db)
    const inOrder = await db
      .selectFrom('blog_posts')
      .select('taken_at')
      .where('is_pinned', '=', false)
      .orderBy('taken_at', 'desc')
      .execute()
    const [newest, lastButOne, last] = [0, -2, -1].map((place) =>
      Number(inOrder.at(place)?.taken_at),
    )
    await addPost(db, blogId, 'newer than all', new Date(Number(newest) + DAY))
    await addPost(db, blogId, 'among the newest', new Date(Number(lastButOne) + 1))
    await addPost(db, blogId, 'old', new Date(Number(last) - DAY))

    await rescrape(world, blogId)

    expect((await postIds(db)).toSorted()).toEqual([...shown, 'old'].toSorted())
  })

  test('go when their creator takes down the newest, and older ones come up', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { username, mediaCount } = findCreator(
      world,
      (each) => isRich(each) && each.pinnedOrdinals.length === 0,
    )
    const { blogId } = await scrape(db, world, username)
    const before = await postIds(db)
    world.sim.control.changeCreator(username, { mediaCount: mediaCount - 2 })

    expect(await rescrape(world, blogId, 'update')).toMatchObject({
      result: { outcome: 'scraped', posts: 20 },
    })

    const truth = world.sim.control.truthOf(username)?.posts.map(({ platformId }) => platformId)
    expect(await postIds(db)).toEqual(truth)
    expect(truth?.slice(0, 18)).toEqual(before.slice(2))
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

  test('stay when an answer is empty although the profile counts posts, or cannot be read whole', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, firstRich(world).username)
    const before = await postIds(db)
    const truth = world.sim.control.truthOf((await blogRow(db, blogId)).username)
    if (!truth) throw new Error('no truth')

    const store = async (profile: Profile, posts: Post[], postsAreWhole: boolean): Promise<void> =>
      await db
        .transaction()
        .execute((tx) =>
          storePosts(
            tx,
            blogId,
            { profile, posts, postsAreWhole },
            { limit: 20, retainedSince: null },
          ),
        )

    await store(truth.profile, [], true)
    expect(await postIds(db)).toEqual(before)

    const second = truth.posts.filter(({ isPinned }) => !isPinned)[1]
    const others = truth.posts.filter((post) => post !== second)
    await store(truth.profile, others, false)
    expect(await postIds(db)).toEqual(before)
    await store(truth.profile, others, true)
    expect(await postIds(db)).toEqual(before.filter((id) => id !== second?.platformId))

    await store({ ...truth.profile, mediaCount: 0 }, [], true)
    expect(await postIds(db)).toEqual([])
  })
})

test('more posts than a page holds are read page by page', async ({ db }) => {
  const world = await startGramdWorld(db, { settings: { GRAMD_POSTS_PER_SCRAPE: '70' } })
  const creator = findCreator(world, (each) => isRich(each) && each.mediaCount >= 70)

  const { task } = await scrape(db, world, creator.username)

  expect(task).toMatchObject({ status: 'done', result: { outcome: 'scraped', posts: 70 } })
  expect(await postIds(db)).toHaveLength(70)
})

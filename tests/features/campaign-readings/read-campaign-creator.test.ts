import type { Db } from '../../../src/db/handles.ts'
import type { Events } from '../../../src/features/services.ts'
import { readMediaNames, readMediaOrder } from '../../../src/media/media-store.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { findCreator, type Creator } from '../scrape/scrape-world.ts'
import { scrape } from '../scrape/scrape-world.ts'
import { aCreator, aList, DAY, read, readingsOf, storiesOf } from './kit.ts'

const isBusy = ({ isPrivate, isDeleted, mediaCount, daysSinceLastPost }: Creator): boolean =>
  !isPrivate && !isDeleted && mediaCount > 40 && daysSinceLastPost < 8

/** A world with a creator of a running campaign who has a live story. */
async function aWorld(db: Db) {
  const world = await startGramdWorld(db)
  const creator = findCreator(world, isBusy)
  const blogId = await aCreator(db, creator.username)
  const listId = await aList(db, [blogId])
  const story = { mentions: ['brand'], links: ['https://brand.kz/sale'], question: 'Берём?' }
  world.sim.control.changeCreator(creator.pk, { story: { ...story, hashtags: ['brand'] } })
  return { world, creator, blogId, listId }
}

type Announced = { [Name in keyof Events]: [Name, Events[Name]] }[keyof Events]

/** What a world announces from now on. */
function announcedIn(world: GramdWorld): Announced[] {
  const events: Announced[] = []
  const { announce } = world.services
  world.services.announce = async (tx, name, event) => {
    events.push([name, event] as Announced)
    await announce(tx, name, event)
  }
  return events
}

describe('read_campaign_creator', () => {
  test('stores posts, measurements, stories and pictures, and announces them', async ({ db }) => {
    const { world, creator, blogId } = await aWorld(db)
    const events = announcedIn(world)

    const task = await read(world, blogId)

    const truth = world.sim.control.storiesOf(creator.username)
    expect(task).toMatchObject({
      status: 'done',
      result: { outcome: 'read', requests: 3, missed: 0, stories: truth.length },
    })
    const stories = await storiesOf(db, blogId)
    expect(stories.map((row) => row.platform_id)).toEqual(truth.map((each) => each.platformId))
    expect(stories.at(-1)).toMatchObject({
      mentions: ['brand'],
      links: ['https://brand.kz/sale'],
      hashtags: ['brand'],
      stickers: ['Берём?'],
    })
    expect(stories.every(({ picture, platform_id }) => picture === platform_id)).toBe(true)
    expect(await readMediaNames(db, `stories:${blogId}`)).toEqual(
      new Set(stories.map((row) => row.platform_id)),
    )
    const posts = world.sim.control.truthOf(creator.username, { posts: 33 })?.posts ?? []
    const followed = posts.filter(
      ({ takenAt }) => world.services.clock.now().getTime() - takenAt.getTime() < 31 * DAY,
    )
    const newest = followed
      .toSorted((one, other) => other.takenAt.getTime() - one.takenAt.getTime())
      .slice(0, 9)
    // A post may be gone before an ordinary scrape comes.
    expect(await readMediaOrder(db, `blog:${blogId}`)).toEqual(
      newest.map(({ platformId }) => `post ${platformId}`),
    )
    const readings = await readingsOf(db, blogId)
    expect(
      new Map(readings.map((row) => [row.platform_id, [row.like_count, row.caption]])),
    ).toEqual(
      new Map(
        followed.map((post) => [post.platformId, [post.likeCount, post.captionText ?? null]]),
      ),
    )
    expect(events.map(([name]) => name)).toEqual(['creator.posts_read', 'creator.stories_read'])
    expect(events[0]?.[1]).toMatchObject({ blogId, missed: [] })
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('a second reading adds measurements, but no story and no caption twice', async ({ db }) => {
    const { world, blogId } = await aWorld(db)
    await read(world, blogId)
    const [stories, readings] = [await storiesOf(db, blogId), await readingsOf(db, blogId)]
    await world.advance(3_600_000)
    const pictures = world.sim.referee.report().pictures

    await read(world, blogId)

    expect((await storiesOf(db, blogId)).map(({ id }) => id)).toEqual(stories.map(({ id }) => id))
    expect(world.sim.referee.report().pictures).toBe(pictures)
    const later = (await readingsOf(db, blogId)).slice(readings.length)
    expect(later).toHaveLength(readings.length)
    expect(later.every(({ caption }) => caption === null)).toBe(true)
  })

  test('continues on another account after a challenge in between', async ({ db }) => {
    const { world, creator, blogId } = await aWorld(db)
    for (const { username } of world.sim.accounts.slice(0, 1)) {
      const endpoints = ['live_stories'] as const
      world.sim.control.failAccount(username, { kind: 'challenge_required', endpoints, count: 1 })
    }
    let task = await read(world, blogId)
    while (task.status === 'pending') {
      await world.advance(DAY / 24)
      task = await world.runNext('read_campaign_creator')
    }
    expect(task).toMatchObject({ status: 'done', result: { outcome: 'read' } })
    expect(world.sim.referee.report().classes).toMatchObject({ profile: 1, feed: 1 })
    expect(await storiesOf(db, blogId)).toHaveLength(
      world.sim.control.storiesOf(creator.username).length,
    )
  })

  test('a creator who became private is read no further, and stored stories go', async ({ db }) => {
    const { world, creator, blogId } = await aWorld(db)
    await read(world, blogId)
    const before = await readingsOf(db, blogId)
    world.sim.control.failTarget(creator.pk, { kind: 'private' })
    await world.advance(DAY / 3)
    const events = announcedIn(world)

    const task = await read(world, blogId)

    expect(task).toMatchObject({ status: 'done', result: { outcome: 'private', requests: 1 } })
    expect(await storiesOf(db, blogId)).toEqual([])
    expect(
      await db
        .selectFrom('media_uses')
        .where('owner', '=', `stories:${blogId}`)
        .selectAll()
        .execute(),
    ).toEqual([])
    expect(await readingsOf(db, blogId)).toEqual(before)
    expect(events).toEqual([])
  })

  test('private between the profile and the stories: nothing is stored', async ({ db }) => {
    const { world, creator, blogId } = await aWorld(db)
    const { creatorReader } = world.services
    world.services.creatorReader = {
      ...creatorReader,
      readCreator: async (target, options, call) =>
        await creatorReader.readCreator(target, options, {
          ...call,
          save: async (state) => {
            await call.save?.(state)
            world.sim.control.failTarget(creator.pk, { kind: 'private' })
          },
        }),
    }
    const task = await read(world, blogId)
    expect(task).toMatchObject({ status: 'done', result: { outcome: 'private' } })
    expect(await storiesOf(db, blogId)).toEqual([])
    expect(await readingsOf(db, blogId)).toEqual([])
  })

  test('killed before its commit, it stores and announces once, and asks for nothing twice', async ({
    db,
  }) => {
    const { world, blogId } = await aWorld(db)
    const { announce } = world.services
    world.services.announce = async () => {
      throw new Error('killed')
    }
    await read(world, blogId)
    expect(await storiesOf(db, blogId)).toEqual([])
    expect(await readingsOf(db, blogId)).toEqual([])
    const requests = world.sim.referee.report().requests
    world.services.announce = announce
    const events = announcedIn(world)

    let task = await read(world, blogId).catch(async () => {
      await world.advance(DAY / 24)
      return await world.runNext('read_campaign_creator')
    })
    while (task.status === 'pending') {
      await world.advance(DAY / 24)
      task = await world.runNext('read_campaign_creator')
    }

    expect(task).toMatchObject({ status: 'done', result: { outcome: 'read' } })
    expect(world.sim.referee.report().requests).toBe(requests)
    expect(events.map(([name]) => name)).toEqual(['creator.posts_read', 'creator.stories_read'])
    const keys = (await readingsOf(db, blogId)).map(({ platform_id }) => platform_id)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('a post that should have been there is announced as missed, by nothing but a whole reading', async ({
    db,
  }) => {
    const { world, creator, blogId } = await aWorld(db)
    await read(world, blogId)
    const newest = world.sim.control
      .truthOf(creator.username, { posts: 33 })
      ?.posts.find(({ isPinned }) => !isPinned)
    world.sim.control.changeCreator(creator.pk, { mediaCount: creator.mediaCount - 1 })
    await world.advance(DAY / 3)
    const events = announcedIn(world)
    const [account = ''] = world.sim.accounts.map(({ username }) => username)
    world.sim.control.failAccount(account, { kind: 'server_error', endpoints: ['feed'], count: 1 })

    let task = await read(world, blogId)
    while (task.status === 'pending') {
      expect(events).toEqual([])
      await world.advance(DAY / 24)
      task = await world.runNext('read_campaign_creator')
    }

    expect(events[0]).toMatchObject(['creator.posts_read', { missed: [newest?.platformId] }])
  })

  test('needs nothing once no campaign runs', async ({ db }) => {
    const { world, blogId } = await aWorld(db)
    await db.updateTable('lists').set({ ends_at: world.services.clock.now() }).execute()
    expect(await read(world, blogId)).toMatchObject({
      status: 'done',
      result: { outcome: 'not_needed', requests: 0 },
    })
  })

  test('of a list that asks for stories, only profile and stories are read', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isBusy)
    world.sim.control.changeCreator(creator.pk, { newStory: true })
    const blogId = await aCreator(db, creator.username)
    await aList(db, [blogId], { isCampaign: false, asksForStories: true, status: 'candidate' })

    const task = await read(world, blogId)

    expect(task).toMatchObject({ result: { outcome: 'read', requests: 2, posts: 0 } })
    expect(await readingsOf(db, blogId)).toEqual([])
    expect((await storiesOf(db, blogId)).length).toBeGreaterThan(0)
  })

  test('an ordinary scrape of a creator of a campaign is a reading, and of others is not', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isBusy)
    const other = findCreator(world, isBusy, creator.index + 1)
    const blogId = await aCreator(db, creator.username)
    await aList(db, [blogId])
    await scrape(db, world, creator.username)
    const { blogId: otherId } = await scrape(db, world, other.username)
    expect((await readingsOf(db, blogId)).length).toBeGreaterThan(0)
    expect(await readingsOf(db, otherId)).toEqual([])
  })
})

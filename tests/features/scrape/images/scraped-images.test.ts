import { sql } from 'kysely'
import type { Db } from '../../../../src/db/handles.ts'
import { blogSubject } from '../../../../src/creators/blog-subject.ts'
import { storeMedia } from '../../../../src/media/media-store.ts'
import { InterruptedError } from '../../../../src/base/errors.ts'
import { shrinkImage } from '../../../../src/media/shrink-image.ts'
import { PICTURE_FAULT_KINDS } from '../../../../sim/instagram/index.ts'
import { subjectOf } from '../../../../sim/pictures/draw.ts'
import { makePicture } from '../../../../sim/instagram/cdn/picture.ts'
import { expect, test } from '../../../fixtures/test.ts'
import { startGramdWorld, type GramdWorld } from '../../gramd-world.ts'
import {
  blogRow,
  endAnalyses,
  findCreator,
  firstRich,
  isRich,
  request,
  rescrape,
} from '../scrape-world.ts'

const WITH_IMAGES = { settings: { GRAMD_IMAGES_PER_ANALYSIS: '10' } }

/** Those that are stored, in their order. */
const storedImages = async (db: Db) =>
  await db
    .selectFrom('media_uses')
    .innerJoin('media', 'media.sha256', 'media_uses.sha256')
    .select(['name', 'position', 'media.sha256', 'bytes', 'width', 'height'])
    .orderBy('position')
    .execute()

const countOf = async (db: Db, table: 'media' | 'media_uses'): Promise<number> =>
  (await db.selectFrom(table).select('sha256').execute()).length

/** A creator with more posts than pictures are kept of, scraped; its posts as they are chosen from. */
async function scrapeOne(db: Db, world: GramdWorld, creator = firstRich(world)) {
  const { blogId } = await request(db, world, creator.username)
  const task = await world.runNext('full_scrape')
  const truth = world.sim.control.truthOf(creator.username)
  if (!truth) throw new Error('no truth')
  const newest = truth.posts
    .filter((post) => !post.isPinned)
    .toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime())
    .slice(0, 9)
    .map((post) => post.platformId)
  return { creator, blogId, task, newest, pictureId: truth.profile.pictureId ?? '' }
}

test('a scrape keeps the avatar and the nine newest posts as small JPEGs, and takes no request more for them', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { ...WITH_IMAGES, pictures: 'drawn' })
  const creator = findCreator(world, (each) => isRich(each) && each.pictureId !== null)

  const { task, newest, pictureId } = await scrapeOne(db, world, creator)

  const { highlightCount } = creator
  expect(task).toMatchObject({
    status: 'done',
    result: {
      outcome: 'scraped',
      requests: 3 + Math.ceil(highlightCount / 5),
      images: 10,
      images_failed: 0,
    },
  })
  const stored = await storedImages(db)
  expect(stored.map(({ name }) => name)).toEqual([
    `avatar ${pictureId}`,
    ...newest.map((id) => `post ${id}`),
  ])
  expect(stored[0]).toMatchObject({ width: 320, height: 320 })
  expect(stored[1]).toMatchObject({ width: 410, height: 512 })
  const author = world.sim.world.authorOfPicture(newest[0] ?? '')
  const shown = await makePicture(
    `t51.2885-15/${newest[0] ?? ''}`,
    { width: 640, height: 800 },
    author && subjectOf('post', author),
  )
  expect(stored[1]).toMatchObject(await shrinkImage(shown))
  const visits = world.sim.pictureVisits()
  expect(visits).toHaveLength(10)
  expect(new Set(visits.map(({ proxy }) => proxy)).size).toBe(1)
  expect(world.sim.referee.violations()).toEqual([])
})

test('what is known is not fetched again: only a new post and a new avatar are, and what they displace is gone', async ({
  db,
}) => {
  const world = await startGramdWorld(db, WITH_IMAGES)
  const creator = findCreator(world, (each) => isRich(each) && each.pictureId !== null)
  const { blogId, newest, pictureId } = await scrapeOne(db, world, creator)
  await endAnalyses(db)
  expect(await rescrape(world, blogId)).toMatchObject({ result: { images: 0, images_failed: 0 } })
  expect(world.sim.pictureVisits()).toHaveLength(10)

  world.sim.control.changeCreator(creator.username, {
    newPicture: true,
    mediaCount: creator.mediaCount + 1,
  })
  await endAnalyses(db)
  expect(await rescrape(world, blogId)).toMatchObject({ result: { images: 2 } })

  const ids = (await storedImages(db)).map(({ name }) => name)
  expect(ids).toHaveLength(10)
  expect(ids[0]).not.toBe(`avatar ${pictureId}`)
  expect(ids.slice(2)).toEqual(newest.slice(0, 8).map((id) => `post ${id}`))
  expect(await countOf(db, 'media')).toBe(10)
  expect(world.sim.referee.violations()).toEqual([])
})

test('the picture of a post that was published for a campaign stays behind newer ones', async ({
  db,
}) => {
  const world = await startGramdWorld(db, WITH_IMAGES)
  const { creator, blogId, newest } = await scrapeOne(db, world)
  const [oldest] = newest.slice(-1)
  await sql`
    with list as (insert into lists (name, is_campaign) values ('winter', true) returning id),
    campaign as (insert into campaigns (list_id, time_zone) select id, 'Asia/Almaty' from list returning list_id)
    insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, media_type, taken_at, sign)
    select list_id, ${blogId}, ${blogId}, 'post', ${oldest}, 'photo', world_now(), 'mention' from campaign`.execute(
    db,
  )
  world.sim.control.changeCreator(creator.username, { mediaCount: creator.mediaCount + 1 })
  await endAnalyses(db)

  await rescrape(world, blogId)

  const stored = await storedImages(db)
  expect(stored.map(({ position }) => position)).toEqual(stored.map((_, at) => at))
  expect(stored.map(({ name }) => name).slice(2)).toEqual(newest.map((id) => `post ${id}`))
})

test('pictures that fail never fail the scrape, and the next one asks for them again', async ({
  db,
}) => {
  const world = await startGramdWorld(db, WITH_IMAGES)
  // A slow one would have to be waited for.
  const kinds = PICTURE_FAULT_KINDS.filter((kind) => kind !== 'slow')
  for (const kind of kinds.slice(0, 9)) world.sim.control.failPictures({ kind, count: 1 })

  const { task, blogId, newest } = await scrapeOne(db, world)

  expect(task).toMatchObject({ status: 'done', result: { images: 1, images_failed: 9 } })
  expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'analyzing' })
  expect(await storedImages(db)).toMatchObject([{ name: `post ${newest.at(-1)}`, position: 9 }])
  for (const kind of kinds.slice(9)) world.sim.control.failPictures({ kind, count: 1 })
  const rest = kinds.length - 9
  await endAnalyses(db)
  expect(await rescrape(world, blogId)).toMatchObject({
    result: { images: 9 - rest, images_failed: rest },
  })
  expect(
    world.sim.pictureVisits().flatMap(({ answer }) => (answer === 'picture' ? [] : answer)),
  ).toEqual(kinds)
  expect(world.sim.referee.violations()).toEqual([])
})

test('after two pictures that do not come at all the others are not asked for, and the account is as well as before', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { ...WITH_IMAGES, accounts: 1 })
  world.sim.control.failPictures({ kind: 'reset' })

  const { task } = await scrapeOne(db, world)

  expect(task).toMatchObject({ status: 'done', result: { images: 0, images_failed: 10 } })
  expect(world.sim.pictureVisits()).toHaveLength(2)
  expect(
    await db.selectFrom('instagram_accounts').select(['state', 'health']).execute(),
  ).toMatchObject([{ state: 'active', health: 100 }])
})

test('an interrupted scrape does not repeat its requests for the sake of the pictures', async ({
  db,
}) => {
  const world = await startGramdWorld(db, WITH_IMAGES)
  const creator = firstRich(world)
  const { taskId } = await request(db, world, creator.username)
  const end = new AbortController()
  world.sim.control.failPictures({ kind: 'slow' })
  const running = world.runNext('full_scrape', end.signal)
  await expect.poll(() => world.sim.pictureVisits().length).toBe(1)
  const { requests } = world.sim.referee.report()

  end.abort(new InterruptedError('the process is stopping'))

  expect(await running).toMatchObject({ status: 'pending', attempts: 0 })
  world.sim.control.clearPictures()
  await world.advance(60_000)
  expect(await world.runNext('full_scrape')).toMatchObject({ id: taskId, result: { images: 10 } })
  expect(world.sim.referee.report().requests).toBe(requests)
  expect(world.sim.referee.violations()).toEqual([])
})

test('without pictures nothing of them is fetched, and those that there were go with the next scrape', async ({
  db,
}) => {
  const world = await startGramdWorld(db)
  const { task, blogId } = await scrapeOne(db, world)
  expect(task).toMatchObject({ result: { images: 0, images_failed: 0 } })
  expect(world.sim.pictureVisits()).toEqual([])
  const image = await shrinkImage(await makePicture('old', { width: 20, height: 20 }))
  const fetched = [{ name: 'post 1', position: 0, ...image }]
  await db.transaction().execute(async (tx) => {
    await storeMedia(tx, blogSubject(blogId), { known: [], fetched })
  })
  await endAnalyses(db)

  await rescrape(world, blogId)

  expect([await countOf(db, 'media'), await countOf(db, 'media_uses')]).toEqual([0, 0])
})

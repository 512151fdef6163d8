import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../../../src/db/database.ts'
import { advanceWorldTime, setWorldTime } from '../../../../src/db/world-clock.ts'
import type { CollectedImages } from '../../../../src/features/scrape/images/collect-images.ts'
import {
  forgetImages,
  forgetImagesWithoutPost,
  forgetOldImages,
  forgetUnusedImages,
  oldImagesQuery,
} from '../../../../src/features/scrape/images/forget-images.ts'
import {
  readKnownImages,
  removeUnusedImages,
  storeImages,
} from '../../../../src/features/scrape/images/images-store.ts'
import { expect, test } from '../../../fixtures/test.ts'
import { aCreator } from '../../analyze/a-creator.ts'

const DAY = 86_400_000
const { signal } = new AbortController()

/** A picture of these bytes, known by that name. */
const picture = (platformId: string, text: string, position = 0): CollectedImages['fetched'][0] => {
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest()
  return { kind: 'post', platformId, position, sha256, bytes, width: 10, height: 20 }
}

const store = async (db: Db, blogId: string, images: Partial<CollectedImages>): Promise<void> =>
  await db.transaction().execute(async (tx) => {
    await storeImages(tx, blogId, { known: [], fetched: [], failed: 0, ...images })
  })

const bytesLeft = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('images').select('bytes').execute())
    .map(({ bytes }) => bytes.toString())
    .sort()

test('a picture that two creators show is kept once, until neither shows it', async ({ db }) => {
  const [one, other] = [await aCreator(db, 'one'), await aCreator(db, 'other')]
  await store(db, one, { fetched: [picture('1', 'shared'), picture('2', 'own', 1)] })
  await store(db, other, { fetched: [picture('9', 'shared')] })
  expect(await bytesLeft(db)).toEqual(['own', 'shared'])

  await store(db, one, {})
  expect(await bytesLeft(db)).toEqual(['shared'])
  await store(db, other, {})
  expect(await bytesLeft(db)).toEqual([])
})

test('two posts of a creator may show the same picture', async ({ db }) => {
  const blogId = await aCreator(db, 'one')
  await store(db, blogId, { fetched: [picture('1', 'same'), picture('2', 'same', 1)] })
  expect(await bytesLeft(db)).toEqual(['same'])
  expect(await readKnownImages(db, blogId)).toEqual(new Set(['post 1', 'post 2']))
})

test('what is known stays and takes its new place', async ({ db }) => {
  const blogId = await aCreator(db, 'one')
  await store(db, blogId, { fetched: [picture('1', 'a'), picture('2', 'b', 1)] })

  await store(db, blogId, {
    known: [{ kind: 'post', platformId: '1', position: 1 }],
    fetched: [picture('3', 'c')],
  })

  const rows = await db
    .selectFrom('blog_images')
    .select(['platform_id', 'position'])
    .orderBy('position')
    .execute()
  expect(rows).toEqual([
    { platform_id: '3', position: 0 },
    { platform_id: '1', position: 1 },
  ])
  expect(await bytesLeft(db)).toEqual(['a', 'c'])
})

test('to forget a creator removes its pictures, but not those that others show', async ({ db }) => {
  const [one, other] = [await aCreator(db, 'one'), await aCreator(db, 'other')]
  await store(db, one, { fetched: [picture('1', 'shared'), picture('2', 'own', 1)] })
  await store(db, other, { fetched: [picture('9', 'shared')] })

  const removed = await db.transaction().execute(async (tx) => await forgetImages(tx, [one]))

  expect(removed).toEqual({ blog_images: 2, images: 1 })
  expect(await bytesLeft(db)).toEqual(['shared'])
  expect(await readKnownImages(db, other)).toEqual(new Set(['post 9']))
})

test('a picture that a scrape is just storing is not taken for unused', async ({ db }) => {
  const blogId = await aCreator(db, 'one')
  const image = picture('1', 'wanted')
  const { sha256, bytes, width, height } = image
  await db.insertInto('images').values({ sha256, bytes, width, height }).execute()

  await db.transaction().execute(async (tx) => {
    await storeImages(tx, blogId, { known: [], fetched: [image], failed: 0 })
    const removed = await db
      .transaction()
      .execute(async (cleaner) => await removeUnusedImages(cleaner, [sha256]))
    expect(removed).toBe(0)
  })

  expect(await bytesLeft(db)).toEqual(['wanted'])
})

test('a scrape waits for a removal that is under way, and then has its picture', async ({ db }) => {
  const blogId = await aCreator(db, 'one')
  const image = picture('1', 'wanted')
  const { sha256, bytes, width, height } = image
  await db.insertInto('images').values({ sha256, bytes, width, height }).execute()

  let storing: Promise<void> | undefined
  await db.transaction().execute(async (cleaner) => {
    expect(await removeUnusedImages(cleaner, [sha256])).toBe(1)
    storing = store(db, blogId, { fetched: [image] })
  })
  await storing

  expect(await bytesLeft(db)).toEqual(['wanted'])
})

test('pictures are forgotten once they are too old, and those of creators who are gone at once', async ({
  db,
}) => {
  await setWorldTime(db, { worldAt: Date.UTC(2026, 10, 21), realAt: Date.now(), speed: 0 })
  const [one, gone] = [await aCreator(db, 'one'), await aCreator(db, 'gone')]
  await store(db, one, { fetched: [picture('1', 'old')] })
  await advanceWorldTime(db, 20 * DAY)
  await store(db, one, {
    known: [{ kind: 'post', platformId: '1', position: 1 }],
    fetched: [picture('2', 'new')],
  })
  await store(db, gone, { fetched: [picture('3', 'orphan')] })
  await db.deleteFrom('blogs').where('id', '=', gone).execute()
  await advanceWorldTime(db, 11 * DAY)

  expect(await forgetUnusedImages(db, signal)).toBe(1)
  expect(await bytesLeft(db)).toEqual(['new', 'old'])
  expect(await forgetOldImages(db, 30 * DAY, signal)).toBe(1)

  expect(await bytesLeft(db)).toEqual(['new'])
  expect(await readKnownImages(db, one)).toEqual(new Set(['post 2']))
  expect(await forgetOldImages(db, 30 * DAY, signal)).toBe(0)
})

test('pictures of posts that are gone go, the avatar stays', async ({ db }) => {
  const blogId = await aCreator(db, 'one', { captions: ['kept'] })
  const avatar = { ...picture('77', 'avatar'), kind: 'avatar' as const }
  await store(db, blogId, { fetched: [avatar, picture('one-0', 'post', 1), picture('5', 'x', 2)] })

  expect(await forgetImagesWithoutPost(db, signal)).toBe(1)

  expect(await bytesLeft(db)).toEqual(['avatar', 'post'])
})

test('pictures that are too old are found by an index', async ({ db }) => {
  await sql`
    insert into images (sha256, bytes, width, height, created_at)
    select sha256(n::text::bytea), 'x', 1, 1, world_now() - n * interval '1 minute'
    from generate_series(1, 5000) n`.execute(db)
  await sql`vacuum analyze images`.execute(db)
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${oldImagesQuery(DAY)}`.execute(db)
  expect(rows.map((row) => row['QUERY PLAN']).join()).toContain('images_created_idx')
})

test('a signal that has aborted keeps old pictures for another time', async ({ db }) => {
  const blogId = await aCreator(db, 'one')
  await store(db, blogId, { fetched: [picture('1', 'old')] })
  await db
    .updateTable('images')
    .set({ created_at: new Date(0) })
    .execute()
  expect(await forgetOldImages(db, DAY, AbortSignal.abort())).toBe(0)
  expect(await bytesLeft(db)).toEqual(['old'])
})

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import {
  dropUnusedVideos,
  planProductVideos,
} from '../../../src/features/catalog/videos/download-videos.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, says, startCatalogWorld, type CatalogWorld } from './kit.ts'

const REEL = 'Ankara dress, KES 2,500. DM to order'
const HOUR_MS = 3_600_000
const Videos = z.looseObject({ videos: z.array(z.string()) })

/** A shop whose only draft is of a reel, and where its files are. */
async function aReel(db: Db): Promise<CatalogWorld & { folder: string; postId: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-videos-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const world = await startCatalogWorld(db, { GRAMD_UPLOADS_DIR: folder })
  const { id: postId } = world.publish(REEL, { type: 'VIDEO' })
  world.model.answer = () => ({
    products: [
      says({
        name: 'Ankara dress',
        price: '2500.00',
        quote: { name: 'Ankara dress', price: 'KES 2,500' },
      }),
    ],
  })
  await world.scan({ limit: 1, includeVideos: true })
  return { ...world, folder, postId }
}

async function approve(world: CatalogWorld): Promise<string> {
  const { data } = await world.get('/api/products/drafts', Drafts)
  await world.send('POST', `/api/products/drafts/${data[0]?.id ?? ''}/approve`)
  const products = z.object({ data: z.array(z.looseObject({ id: z.uuid() })) })
  return (await world.get('/api/products', products)).data[0]?.id ?? ''
}

async function keep({ services, runAll }: CatalogWorld, db: Db): Promise<string[]> {
  await services.queue.enqueue(db, planProductVideos, {})
  return await runAll()
}

const videosIn = async (folder: string): Promise<string[]> =>
  (await readdir(join(folder, 'products'), { recursive: true })).filter((name) =>
    name.endsWith('.mp4'),
  )

test('a product keeps the video of its post, and shops can fetch it in parts', async ({ db }) => {
  const world = await aReel(db)
  const id = await approve(world)
  expect(await keep(world, db)).toEqual(['schedule_product_videos', 'download_product_videos'])

  const { videos } = await world.get(`/api/products/${id}`, Videos)
  expect(videos).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  await world.send('PATCH', `/api/stores/${world.storeId}`, {
    product_url: 'https://qahwa.example/p/{slug}',
  })
  const file = await world.send('GET', `/api/products/export?store=${world.storeId}&format=meta`)
  const [address = ''] = /http[^,"]*\.mp4/.exec(await file.text()) ?? []
  const part = await world.catalogApi.send('GET', new URL(address).pathname, {
    token: null,
    headers: { range: 'bytes=4-7' },
  })
  expect([part.status, await part.text()]).toEqual([206, 'ftyp'])
  // What is kept is not fetched again.
  expect(await keep(world, db)).toEqual(['schedule_product_videos'])

  await world.send('DELETE', `/api/products/${id}`)
  expect(await videosIn(world.folder)).toHaveLength(1)
  expect(await dropUnusedVideos(world.services, AbortSignal.timeout(10_000))).toBe(1)
  expect(await videosIn(world.folder)).toEqual([])
  const gone = await world.catalogApi.send('GET', new URL(address).pathname, { token: null })
  expect(gone.status).toBe(404)
})

test('a product whose post is gone has no video, and is not asked about again', async ({ db }) => {
  const world = await aReel(db)
  const id = await approve(world)
  world.sim.control.deletePost('qahwa.co', world.postId)
  expect(await keep(world, db)).toEqual(['schedule_product_videos', 'download_product_videos'])

  expect(await world.get(`/api/products/${id}`, Videos)).toMatchObject({ videos: [] })
  await world.advance(2 * 3_600_000)
  expect(await keep(world, db)).toEqual(['schedule_product_videos'])
})

test('a product of a picture needs no request', async ({ db }) => {
  const world = await aReel(db)
  await sql`update catalog_posts set type = 'IMAGE'`.execute(db)
  await approve(world)
  expect(await keep(world, db)).toEqual(['schedule_product_videos'])
})

test('a video is fetched once, although the database refuses for a moment that it is kept', async ({
  db,
}) => {
  const world = await aReel(db)
  const id = await approve(world)
  await sql
    .raw(
      `create sequence refusals;
       create function refuse() returns trigger language plpgsql as $$ begin
         if nextval('refusals') = 1 then raise exception 'try again' using errcode = 'serialization_failure'; end if;
         return null;
       end $$;
       create constraint trigger refuse after insert on product_videos deferrable initially deferred
         for each row execute function refuse()`,
    )
    .execute(db)
  await world.services.queue.enqueue(db, planProductVideos, {})
  await world.run('schedule_product_videos')

  expect(await world.run('download_product_videos')).toMatchObject({
    status: 'done',
    attempts: 0,
    result: { videos: 1 },
  })
  expect(await world.get(`/api/products/${id}`, Videos)).toMatchObject({
    videos: [expect.stringMatching(/^[0-9a-f]{64}$/)],
  })
  expect(await videosIn(world.folder)).toHaveLength(1)
})

test('a video that is not to be had is tried again after an hour', async ({ db }) => {
  const world = await aReel(db)
  const id = await approve(world)
  const { fetch } = globalThis
  onTestFinished(() => void (globalThis.fetch = fetch))
  let isDown = true
  globalThis.fetch = async (...args) => {
    const answer = await fetch(...args)
    const isVideo = answer.headers.get('content-type') === 'video/mp4'
    return isDown && isVideo ? new Response('busy', { status: 503 }) : answer
  }
  expect(await keep(world, db)).toEqual(['schedule_product_videos', 'download_product_videos'])
  expect(await keep(world, db)).toEqual(['schedule_product_videos'])
  isDown = false
  await world.advance(HOUR_MS)
  expect(await keep(world, db)).toEqual(['schedule_product_videos', 'download_product_videos'])
  expect(await world.get(`/api/products/${id}`, Videos)).toMatchObject({
    videos: [expect.stringMatching(/^[0-9a-f]{64}$/)],
  })
  await world.advance(HOUR_MS)
  expect(await keep(world, db)).toEqual(['schedule_product_videos'])
})

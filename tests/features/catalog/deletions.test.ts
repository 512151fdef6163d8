import { sql } from 'kysely'
import { z } from 'zod'
import { pollStore } from '../../../src/features/catalog/syncs/poll-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { one, Scan, startCatalogWorld, type CatalogWorld } from './kit.ts'

const SHOP = 'qahwa.co'

/** Posts of the shop a minute apart, read by a scan; the newest first. */
async function withPosts(world: CatalogWorld, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 1; n <= count; n += 1) {
    ids.unshift(world.publish(`Thing ${n}. KES 900. DM to order`).id)
    await world.advance(60_000)
  }
  world.model.answer = (caption) => ({
    products: [one(caption?.split('.')[0] ?? '', '900.00', 'KES 900')],
  })
  await world.scan({ limit: count })
  return ids
}

async function look(world: CatalogWorld, whole = false): Promise<void> {
  await world.advance(60_000)
  const { db, queue } = world.services
  await queue.enqueue(db, pollStore, { store_id: world.storeId, whole })
  await world.runAll()
}

const deleted = async ({ services: { db } }: CatalogWorld): Promise<string[]> => {
  const { rows } = await sql<{ platform_id: string }>`
    select platform_id from catalog_posts where deleted_at is not null order by published_at desc`.execute(
    db,
  )
  return rows.map(({ platform_id }) => platform_id)
}

test('the newest post that is deleted is missed by the next look', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const [newest = ''] = await withPosts(world, 2)
  world.sim.control.deletePost(SHOP, newest)
  await look(world)
  expect(await deleted(world)).toEqual([newest])
})

test('a whole look misses posts on both sides of the border of a page, and the oldest one', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const ids = await withPosts(world, 30)
  const gone = [ids[24], ids[25], ids[29]].map((id) => id ?? '')
  for (const id of gone) world.sim.control.deletePost(SHOP, id)
  await look(world, true)
  expect(await deleted(world)).toEqual(gone)
})

test('an account that has no post left has all of its posts missed', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const ids = await withPosts(world, 2)
  const { accountId } = world
  const reader = world.services.ownMediaReader
  if (!reader) throw new Error('there is no reader')
  for (let after: string | null = null; ;) {
    const call = { connectionId: accountId, isUrgent: true, signal: new AbortController().signal }
    const page = await reader.listMedia(call, { after, limit: 25 })
    for (const { platformId } of page.media) world.sim.control.deletePost(SHOP, platformId)
    if (page.after === null) break
    after = page.after
  }
  await look(world)
  expect(await deleted(world)).toEqual(ids)
})

test('a post that is there although lists leave it out is asked for once a day', async ({ db }) => {
  const world = await startCatalogWorld(db)
  await withPosts(world, 2)
  // Such as one that is kept back in some countries: the list has it not, and its address has.
  const { platformId: hidden } = await unlisted(world)
  const asked = (): number =>
    world.sim.control.requests().filter(({ path }) => path.endsWith(`/${hidden}`)).length
  await look(world)
  await look(world)
  expect(asked()).toBe(1)
  await world.advance(86_400_000)
  await look(world)
  expect(asked()).toBe(2)
  expect(await deleted(world)).toEqual([])
})

test('a limit that is met between two missing posts does not have the first one asked for again', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const ids = await withPosts(world, 4)
  const gone = ids.slice(0, 3)
  for (const id of gone) world.sim.control.deletePost(SHOP, id)
  const asked = (): number[] =>
    gone.map(
      (id) => world.sim.control.requests().filter(({ path }) => path.endsWith(`/${id}`)).length,
    )
  world.sim.control.addFault({
    kind: 'rate_limit',
    path: `/${gone[1]}$`,
    times: 1,
    retry_after_seconds: 60,
  })
  const answer = await world.send('POST', `/api/stores/${world.storeId}/refresh`)
  const { scan_id: scanId } = z.object({ scan_id: z.uuid() }).parse(await answer.json())
  expect(await world.run('poll_store')).toMatchObject({ status: 'pending', attempts: 0 })
  expect(await deleted(world)).toEqual(gone.slice(0, 1))

  await world.advance(3_600_000)
  expect(await world.run('poll_store')).toMatchObject({
    status: 'done',
    result: { posts: expect.any(Number), deleted: 3 },
  })
  expect(await deleted(world)).toEqual(gone)
  expect(asked()).toEqual([1, 2, 1])
  // Two lists and three answers about posts.
  expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({ requests: 5 })
})

/** A post of the account that the store knows as a newer one than it is, so that no page covers it. */
async function unlisted({ services: { db, ownMediaReader }, accountId, storeId }: CatalogWorld) {
  const call = { connectionId: accountId, isUrgent: true, signal: new AbortController().signal }
  const first = await ownMediaReader?.listMedia(call, { after: null, limit: 25 })
  const second = await ownMediaReader?.listMedia(call, { after: first?.after ?? null, limit: 25 })
  const [post] = second?.media ?? []
  if (!post) throw new Error('the account has one page')
  await sql`
    insert into catalog_posts (store_id, account_id, platform_id, type, published_at, extracted_revision, outcome)
    select ${storeId}::uuid, platform_id, ${post.platformId}, 'IMAGE', world_now(), 1, 'skipped'
    from connections where id = ${accountId}::uuid`.execute(db)
  return post
}

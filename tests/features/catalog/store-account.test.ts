import { sql } from 'kysely'
import { z } from 'zod'
import { pollStore } from '../../../src/features/catalog/syncs/poll-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Connected } from '../connections/kit.ts'
import {
  Drafts,
  one,
  Product,
  Scan,
  startCatalogWorld,
  untilHeldUp,
  type CatalogWorld,
} from './kit.ts'

const DAY_MS = 86_400_000
const DRESS = 'Ankara dress. KES 2,500. DM to order'

/** Another account of the seller; gives its id. */
async function connectOther(world: CatalogWorld): Promise<string> {
  const answer = await world.connect(
    { as: 'creator' },
    { token: world.token, query: { login: 'instagram' } },
  )
  return Connected.parse(await answer.json()).accountId
}

async function lookAtAll(world: CatalogWorld): Promise<void> {
  const { db, queue } = world.services
  await queue.enqueue(db, pollStore, { store_id: world.storeId, whole: true })
  await world.runAll()
}

test('a store that is given another account follows that one from then on, and keeps what it has of the other', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  await world.scan({ limit: 1 })
  const productId = await world.approveNewest()
  await world.advance(10 * DAY_MS)
  const connectionId = await connectOther(world)
  const now = world.services.clock.now().getTime()
  for (const days of [1, 9])
    world.sim.control.addPost('dana.draws', {
      caption: `Old print ${days}. KES 700, DM to order`,
      type: 'IMAGE',
      product: 'FEED',
      publishedAt: now - days * DAY_MS,
    })
  const changed = await world.send('PATCH', `/api/stores/${world.storeId}`, {
    connection_id: connectionId,
  })
  expect(await changed.json()).toMatchObject({ username: 'dana.draws' })
  const asked = world.model.asked.length
  await lookAtAll(world)

  expect(world.model.asked.slice(asked)).toEqual([])
  const { rows } = await sql`
    select caption, deleted_at from catalog_posts where store_id = ${world.storeId}::uuid`.execute(
    db,
  )
  expect(rows).toEqual([{ caption: DRESS, deleted_at: null }])
  expect(await world.get(`/api/products/${productId}`, Product)).toMatchObject({
    source_deleted_at: null,
  })
  // The other account comes back: what has gone from it meanwhile is noticed.
  await world.send('PATCH', `/api/stores/${world.storeId}`, { connection_id: world.accountId })
  const { rows: posts } = await sql<{ platform_id: string }>`
    select platform_id from catalog_posts`.execute(db)
  world.sim.control.deletePost('qahwa.co', posts[0]?.platform_id ?? '')
  await world.look()
  const { source_deleted_at } = await world.get(`/api/products/${productId}`, Product)
  expect(source_deleted_at).not.toBeNull()
})

const Named = z.object({ data: z.array(z.looseObject({ name: z.string() })) })

test.for([
  [
    'parted',
    async (world: CatalogWorld) => {
      await world.send('PATCH', `/api/stores/${world.storeId}`, { connection_id: null })
    },
    'the account was parted from the store',
  ],
  [
    'given another account',
    async (world: CatalogWorld) => {
      const connectionId = await connectOther(world)
      await world.send('PATCH', `/api/stores/${world.storeId}`, { connection_id: connectionId })
    },
    'the store was given another account',
  ],
  [
    'parted by its own route',
    async (world: CatalogWorld) => {
      await world.send('DELETE', `/api/instagram/connection?store=${world.storeId}`)
    },
    'the account was parted from the store',
  ],
  [
    'disconnected',
    async (world: CatalogWorld) => {
      await world.send(
        'DELETE',
        `/api/instagram/connection?store=${world.storeId}&revoke=true&confirmed=true`,
      )
    },
    'the account was disconnected',
  ],
  [
    'removed',
    async (world: CatalogWorld) => {
      await world.send('DELETE', `/api/stores/${world.storeId}`)
    },
    null,
  ],
] as const)('a store that is %s has none of its tasks left', async ([, act, reason], { db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  const begun = await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 })
  const { scanId } = z.object({ scanId: z.uuid() }).parse(await begun.json())
  await world.run('scan_store')
  await world.services.queue.enqueue(db, pollStore, { store_id: world.storeId })
  await act(world)

  const { rows } = await sql`
    select task_type, status from scrape_tasks
    where status in ('pending', 'running') and task_type in ('scan_store', 'poll_store', 'extract_post')`.execute(
    db,
  )
  expect(rows).toEqual([])
  if (reason === null) return
  expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({
    status: 'cancelled',
    reason,
  })
})

test('a removed store leaves no picture behind', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  await world.scan({ limit: 1 })
  await world.approveNewest()
  const media = async (): Promise<unknown[]> =>
    (await sql`select owner from media_uses union all select sha256::text from media`.execute(db))
      .rows
  expect(await media()).toHaveLength(3)
  expect((await world.send('DELETE', `/api/stores/${world.storeId}`)).status).toBe(204)
  expect(await media()).toEqual([])
  expect((await world.get('/api/products', Named)).data).toEqual([])
  expect((await world.get('/api/products/drafts', Drafts)).data).toEqual([])
})

test.for([
  [
    'scan',
    async (world: CatalogWorld) =>
      await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 }),
  ],
  [
    'refresh',
    async (world: CatalogWorld) => await world.send('POST', `/api/stores/${world.storeId}/refresh`),
  ],
] as const)(
  'a %s that begins while its store is parted comes to an end',
  async ([, begin], { db }) => {
    const world = await startCatalogWorld(db)
    const { begun, parted } = await db.transaction().execute(async (tx) => {
      await sql`select from stores where id = ${world.storeId}::uuid for update`.execute(tx)
      const begun = begin(world)
      await untilHeldUp(db, 1)
      // It has found nothing to cancel, and waits for the store behind what begins.
      const parted = world.send('PATCH', `/api/stores/${world.storeId}`, { connection_id: null })
      await untilHeldUp(db, 2)
      return { begun, parted }
    })
    expect((await parted).status).toBe(200)
    const scan = (await begun).headers.get('location') ?? ''
    await world.runAll()

    expect(await world.get(scan, Scan)).toMatchObject({
      status: 'cancelled',
      reason: 'the store reads no account any more',
      completedAt: expect.any(String),
    })
  },
)

test('a store that is given another account while its own is disconnected keeps the other one', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const other = await connectOther(world)
  const { connections } = world.services
  if (!connections) throw new Error('there are no connections')
  const { api } = connections
  // Meta takes its time, and somebody does not wait.
  const revoke = api.revoke.bind(api)
  api.revoke = async (call) => {
    await world.send('PATCH', `/api/stores/${world.storeId}`, { connection_id: other })
    return await revoke(call)
  }
  const answer = await world.send(
    'DELETE',
    `/api/instagram/connection?store=${world.storeId}&revoke=true&confirmed=true`,
  )

  expect(answer.status).toBe(204)
  const Store = z.looseObject({ connection_id: z.uuid().nullable() })
  expect(await world.get(`/api/stores/${world.storeId}`, Store)).toMatchObject({
    connection_id: other,
  })
})

import { sql } from 'kysely'
import { z } from 'zod'
import { pollStore } from '../../../src/features/catalog/syncs/poll-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { one, Scan, startCatalogWorld, type CatalogWorld } from './kit.ts'

const DRESS = 'Ankara dress. KES 2,500. DM to order'
const History = z.object({
  data: z.array(z.looseObject({ scanId: z.uuid(), type: z.string(), status: z.string() })),
})
const history = async (world: CatalogWorld) =>
  (await world.get(`/api/instagram/sync-history?store=${world.storeId}`, History)).data

test('a look that fails stands in the history with why', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.sim.control.addFault({
    kind: 'error',
    path: '/media$',
    code: 100,
    status: 400,
    times: null,
  })
  for (let n = 0; n < 6 && (await history(world)).length === 0; n += 1) {
    await world.look()
    await world.advance(30 * 60_000)
  }
  expect(await history(world)).toMatchObject([
    {
      type: 'incremental_sync',
      trigger: 'scheduled_job',
      status: 'failed',
      reason: 'the posts of the account could not be listed',
      progress: { total: 0 },
    },
  ])
})

test('a look of several pages is one sync, with the requests of all pages and of posts asked for by themselves', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const ids: string[] = []
  for (let n = 1; n <= 30; n += 1) {
    ids.unshift(world.publish(`Thing ${n}. KES 900. DM to order`).id)
    await world.advance(60_000)
  }
  world.model.answer = (caption) => ({
    products: [one(caption?.split('.')[0] ?? '', '900.00', 'KES 900')],
  })
  await world.scan({ limit: 30 })
  // A look reads again what a scan has read within the hour.
  await world.advance(60_000)
  world.sim.control.deletePost('qahwa.co', ids[3] ?? '')
  const change = { caption: 'Something else. KES 900. DM to order' }
  for (const at of [2, 28]) world.sim.control.editPost('qahwa.co', ids[at] ?? '', change)
  await world.services.queue.enqueue(db, pollStore, { store_id: world.storeId, whole: true })
  await world.runAll()

  expect(await history(world)).toMatchObject([
    {
      type: 'incremental_sync',
      status: 'success',
      requests: 3,
      progress: { total: 2, updated: 2 },
    },
    { type: 'bulk_import', status: 'success' },
  ])
})

test('a person has a store looked at as a whole, and follows it as a scan', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(DRESS)
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  await world.scan({ limit: 1 })
  const path = `/api/stores/${world.storeId}/refresh`
  const refresh = async (): Promise<string> => {
    const begun = await world.send('POST', path)
    expect(begun.status).toBe(202)
    return z.object({ scan_id: z.uuid() }).parse(await begun.json()).scan_id
  }
  world.sim.control.editPost('qahwa.co', id, { caption: `${DRESS} today` })
  const changed = await refresh()
  expect((await world.send('POST', path)).status).toBe(409)
  await world.runAll()
  expect(await world.get(`/api/instagram/scan/${changed}`, Scan)).toMatchObject({
    type: 'manual_refresh',
    trigger: 'user_initiated',
    status: 'success',
    requests: 1,
    progress: { total: 1, updated: 1 },
  })
  const unchanged = await refresh()
  await world.runAll()
  expect(await world.get(`/api/instagram/scan/${unchanged}`, Scan)).toMatchObject({
    status: 'success',
    requests: 1,
    progress: { total: 0 },
  })

  const cancelled = await refresh()
  await world.send('POST', `/api/instagram/scan/${cancelled}/cancel`)
  expect(await world.runAll()).toEqual([])
  expect(await world.get(`/api/instagram/scan/${cancelled}`, Scan)).toMatchObject({
    status: 'cancelled',
  })
  const stranger = await world.person('stranger')
  const others = await world.catalogApi.send('POST', path, { token: stranger.token })
  expect(others.status).toBe(404)
  await world.send('PATCH', `/api/stores/${world.storeId}`, { connection_id: null })
  expect((await world.send('POST', path)).status).toBe(409)
})

test('a person does not wait for the share of the limit that is kept for people', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.sim.control.setUsage({ account: 'qahwa.co', login: 'facebook' }, 80, 600)
  // The first answer tells of the usage.
  await world.look()
  const scanId = await world.scan({ limit: 1 })
  expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({
    status: 'success',
  })
})

test('posts that wait for a batch are asked about at once by no look', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  await world.send('POST', '/api/instagram/scan', {
    store: world.storeId,
    limit: 1,
    inBatches: true,
  })
  await world.runAll()
  await world.advance(60_000)
  await world.look()
  expect(world.model.asked).toEqual([])
  expect(await history(world)).toHaveLength(1)
})

test('a scan that is cancelled stays so, whatever the next look sees', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  const begun = await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 })
  const { scanId } = z.object({ scanId: z.uuid() }).parse(await begun.json())
  await world.run('scan_store')
  const cancel = `/api/instagram/scan/${scanId}/cancel`
  expect(await (await world.send('POST', cancel)).json()).toMatchObject({ status: 'cancelled' })
  expect((await world.send('POST', cancel)).status).toBe(409)
  await world.look()
  expect(world.model.asked).toEqual([])
  // Another scan reads it.
  await world.scan({ limit: 1 })
  expect(world.model.asked).toEqual([DRESS])
})

test('a scan ends with its task, whoever cancels that', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const begun = await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 })
  const { scanId } = z.object({ scanId: z.uuid() }).parse(await begun.json())
  const { rows } = await sql<{ id: number }>`
    select id from scrape_tasks where task_type = 'scan_store'`.execute(db)
  await db.transaction().execute(async (tx) => {
    const ids = rows.map(({ id }) => id)
    await world.services.queue.cancelWithin(tx, { ids, statuses: ['pending', 'running'] })
  })
  expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({
    status: 'cancelled',
    reason: 'its task was cancelled',
  })
})

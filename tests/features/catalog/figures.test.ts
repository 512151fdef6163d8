import { sql } from 'kysely'
import { Registry } from 'prom-client'
import { z } from 'zod'
import { CATALOG_METRICS } from '../../../src/features/catalog/metrics.ts'
import { logEndedSyncs } from '../../../src/features/catalog/syncs/store/catalog-syncs/log-syncs.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aLog } from '../../http/kit.ts'
import { Drafts, one, startCatalogWorld, type CatalogWorld } from './kit.ts'

const BAG = 'Leather bag KES 900. DM to order'
const HAT = 'Straw hat KES 400. DM to order'

async function aShop(db: Db): Promise<CatalogWorld> {
  const world = await startCatalogWorld(db)
  world.model.answer = (caption) => ({
    products:
      caption === BAG ? [one('Leather bag', '900.00', BAG)] : [one('Straw hat', '400.00', HAT)],
  })
  return world
}

const Stats = z.looseObject({
  approved: z.int(),
  approved_by_store: z.int(),
  accuracy: z.number().nullable(),
  approval_rate: z.number().nullable(),
  sync_success_rate: z.number().nullable(),
  errors_per_1000_posts: z.number().nullable(),
  api_calls_per_day: z.number().nullable(),
})
const statsOf = async ({ get, storeId }: CatalogWorld) =>
  await get(`/api/stores/${storeId}/stats`, Stats)

test('accuracy and approvals count what people decided, and a correction back is none', async ({
  db,
}) => {
  const world = await aShop(db)
  await world.send('PATCH', `/api/stores/${world.storeId}`, { auto_approve_from: 0.9 })
  world.publish(BAG)
  await world.scan({ limit: 1 })
  // The store has approved it by itself: nobody has said that it is right.
  expect(await statsOf(world)).toMatchObject({
    approved: 1,
    approved_by_store: 1,
    accuracy: null,
    approval_rate: null,
  })

  await world.send('PATCH', `/api/stores/${world.storeId}`, { auto_approve_from: null })
  world.publish(HAT)
  await world.scan({ limit: 1 })
  const { data } = await world.get(
    `/api/products/drafts?store=${world.storeId}&status=pending`,
    Drafts,
  )
  const path = `/api/products/drafts/${data[0]?.id}`
  const Edited = z.looseObject({ edited: z.array(z.string()), price: z.string().nullable() })
  const edit = async (change: object) =>
    Edited.parse(await (await world.send('PATCH', path, change)).json())
  expect(
    (await edit({ price: '450', tags: ['hat'], category: 'Other' })).edited.toSorted(),
  ).toEqual(['category', 'price', 'tags'])
  expect(await edit({ price: '400', tags: [], category: null })).toMatchObject({
    edited: [],
    price: '400.00',
  })
  const approved = await world.send('POST', `${path}/approve`)
  expect(await approved.json()).toMatchObject({ touched: [] })
  expect(await statsOf(world)).toMatchObject({
    approved: 2,
    approved_by_store: 1,
    accuracy: 1,
    approval_rate: 1,
  })
})

test('a store says how many syncs worked, posts failed and calls of the API it takes', async ({
  db,
}) => {
  const world = await aShop(db)
  world.publish(BAG)
  await world.scan({ limit: 1 })
  for (let minute = 0; minute < 3; minute += 1) {
    await world.advance(60_000)
    await world.look()
  }
  await sql`
    insert into catalog_syncs (store_id, connection_id, type, begun_by, status, counts, completed_at)
    select ${world.storeId}::uuid, ${world.accountId}::uuid, 'incremental_sync', 'scheduled_job', status,
      jsonb_build_object('total', 100, 'failed', failed), world_now()
    from (values ('failed', 0), ('partial_success', 5), ('cancelled', 90)) s (status, failed)`.execute(
    db,
  )

  expect(await statsOf(world)).toMatchObject({
    syncs: 3,
    sync_success_rate: expect.closeTo(2 / 3, 5),
    errors_per_1000_posts: expect.closeTo((5 / 201) * 1_000, 3),
  })
  // One of the scan and one of each look, although these found nothing.
  expect((await statsOf(world)).api_calls_per_day).toBe(4)
})

test('Prometheus reads the same figures, without a store among the labels', async ({ db }) => {
  const world = await aShop(db)
  world.publish(BAG)
  await world.scan({ limit: 1 })
  await world.approveNewest()
  const readings = await Promise.all(
    CATALOG_METRICS.map(
      async (metric) => [metric.name, await metric.read(world.services)] as const,
    ),
  )
  expect(Object.fromEntries(readings)).toEqual({
    gramd_catalog_recent_syncs: [
      { labels: { status: 'success' }, value: 1 },
      { labels: { status: 'partial_success' }, value: 0 },
      { labels: { status: 'failed' }, value: 0 },
    ],
    gramd_catalog_recent_posts: [
      { labels: { outcome: 'ok' }, value: 1 },
      { labels: { outcome: 'failed' }, value: 0 },
    ],
    gramd_catalog_recent_decisions: [
      { labels: { outcome: 'approved' }, value: 1 },
      { labels: { outcome: 'rejected' }, value: 0 },
    ],
  })
})

test('each scan and sync that has ended is one line of the log, with its counts and duration', async ({
  db,
}) => {
  const world = await aShop(db)
  world.publish(BAG)
  const scan = await world.scan({ limit: 1 })
  await world.advance(60_000)
  const begun = await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 })
  const { scanId } = z.object({ scanId: z.uuid() }).parse(await begun.json())
  await world.advance(5_000)
  await world.send('POST', `/api/instagram/scan/${scanId}/cancel`)
  const { log, lines } = aLog()

  await logEndedSyncs(db, log)
  await logEndedSyncs(db, log)

  expect(lines).toMatchObject([
    {
      msg: 'scan or sync of a store ended',
      sync_id: scan,
      store_id: world.storeId,
      type: 'bulk_import',
      trigger: 'user_initiated',
      status: 'success',
      posts: 1,
      drafts: 1,
      updated: 0,
      skipped: 0,
      failed: 0,
      requests: 1,
      cost_usd: expect.any(Number),
      duration_ms: expect.any(Number),
    },
    { sync_id: scanId, status: 'cancelled', posts: 0, duration_ms: 5_000 },
  ])
})

test('requests of the official API are counted by what they are for', async ({ db }) => {
  const registry = new Registry()
  const world = await startCatalogWorld(db, {}, registry)
  await world.look()
  const [counter] = (await registry.getMetricsAsJSON()).filter(
    ({ name }) => name === 'gramd_graph_requests_total',
  )
  expect(counter?.values).toContainEqual(
    expect.objectContaining({ labels: { area: 'catalog' }, value: 1 }),
  )
})

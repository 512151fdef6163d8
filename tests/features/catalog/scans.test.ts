import { sql } from 'kysely'
import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { one, Scan, startCatalogWorld, type CatalogWorld } from './kit.ts'

const DAY_MS = 86_400_000
const History = z.object({
  data: z.array(z.looseObject({ scanId: z.uuid() })),
  nextCursor: z.string().nullable(),
})

function publishAgo(world: CatalogWorld, days: number): void {
  world.sim.control.addPost('qahwa.co', {
    caption: `Print ${days}. KES 700, DM to order`,
    type: 'IMAGE',
    product: 'FEED',
    publishedAt: world.services.clock.now().getTime() - days * DAY_MS,
  })
}

const scanned = async (world: CatalogWorld, options: Record<string, unknown>) =>
  await world.get(`/api/instagram/scan/${await world.scan(options)}`, Scan)

const prints = ({ model }: CatalogWorld): string[] =>
  model.asked.splice(0).flatMap((caption) => /^Print \d+/.exec(caption) ?? [])

test('a scan reads as far back as it is told, six months unless it is', async ({ db }) => {
  const world = await startCatalogWorld(db)
  for (const days of [200, 170, 40, 20]) publishAgo(world, days)
  const since = new Date(world.services.clock.now().getTime() - 30 * DAY_MS).toISOString()
  await scanned(world, { limit: 5_000, since })
  expect(prints(world)).toEqual(['Print 20'])
  await scanned(world, { limit: 5_000, months: 2 })
  expect(prints(world)).toEqual(['Print 40'])
  await scanned(world, { limit: 5_000 })
  expect(prints(world)).toEqual(['Print 170'])
  const both = { store: world.storeId, months: 2, since }
  expect((await world.send('POST', '/api/instagram/scan', both)).status).toBe(422)
})

test('a scan takes its options in both spellings', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish('Ankara dress. KES 2,500. DM to order', { type: 'VIDEO' })
  const { status } = await world.send('POST', '/api/instagram/scan', {
    store: world.storeId,
    limit: 1,
    include_videos: false,
    in_batches: true,
  })
  expect(status).toBe(202)
  const { rows } = await sql`select options from catalog_syncs where type = 'bulk_import'`.execute(
    db,
  )
  expect(rows).toMatchObject([{ options: { with_videos: false, in_batches: true } }])
})

test('videos and carousels are left out of one scan, and the store stays as it is', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish('Ankara dress. KES 2,500. DM to order', { type: 'VIDEO' })
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  const since = new Date(world.services.clock.now().getTime() - 1_000).toISOString()
  const off = { limit: 1, since, includeVideos: false, includeCarousels: false }
  expect(await scanned(world, off)).toMatchObject({ progress: { total: 0 } })
  const Store = z.looseObject({ with_videos: z.boolean(), with_carousels: z.boolean() })
  expect(await world.get(`/api/stores/${world.storeId}`, Store)).toMatchObject({
    with_videos: true,
    with_carousels: true,
  })
  // A store that takes no videos takes those of a scan that does, whatever a look sees meanwhile.
  await world.send('PATCH', `/api/stores/${world.storeId}`, { with_videos: false })
  await world.look()
  const begun = await world.send('POST', '/api/instagram/scan', {
    store: world.storeId,
    limit: 1,
    includeVideos: true,
  })
  const { scanId } = z.object({ scanId: z.uuid() }).parse(await begun.json())
  await world.run('scan_store')
  await world.advance(60_000)
  await world.look()
  expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({
    progress: { total: 1, draftsCreated: 1 },
  })
})

test.for([
  ['4', '6', 200],
  ['10', '10', 80],
  ['10', '5', 160],
] as const)(
  'of %s posts at once, and %s questions of all of gramd, a hundred are read in %i seconds',
  async ([models, calls, estimatedSeconds], { db }) => {
    const world = await startCatalogWorld(db, {
      GRAMD_CATALOG_MODEL_CALLS: models,
      GRAMD_OPENAI_DIRECT_CALLS: calls,
    })
    const asked = await world.send('POST', '/api/instagram/scan/estimate', { store: world.storeId })
    expect(await asked.json()).toMatchObject({ estimatedSeconds })
  },
)

test('one scan of a store runs at a time, and what it takes is asked for before', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const body = { store: world.storeId, limit: 100 }
  const asked = await world.send('POST', '/api/instagram/scan/estimate', body)
  const estimate = await asked.json()
  expect(estimate).toEqual({ estimatedSeconds: 200, estimatedCost: expect.any(Number) })
  expect(
    (await world.get(`/api/instagram/sync-history?store=${world.storeId}`, History)).data,
  ).toEqual([])
  const begun = await world.send('POST', '/api/instagram/scan', body)
  expect(await begun.json()).toMatchObject({
    ...z.looseObject({}).parse(estimate),
    status: 'running',
  })
  expect((await world.send('POST', '/api/instagram/scan', body)).status).toBe(409)
  const stranger = await world.person('stranger')
  for (const path of ['/api/instagram/scan', '/api/instagram/scan/estimate'])
    expect(
      (await world.catalogApi.send('POST', path, { token: stranger.token, json: body })).status,
    ).toBe(404)
})

test('a scan says that it waits for a batch, and another one that failed in part', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish('Ankara dress. KES 2,500. DM to order')
  await world.advance(1_000)
  world.publish('Kitenge bag. KES 900. DM to order')
  const waits = await scanned(world, { limit: 2, inBatches: true })
  expect(waits).toMatchObject({ status: 'running', waitsFor: 'the next batch' })
  const { data } = await world.get(`/api/instagram/sync-history?store=${world.storeId}`, History)
  await world.send('POST', `/api/instagram/scan/${data[0]?.scanId ?? ''}/cancel`)

  world.model.answer = (caption) =>
    caption?.startsWith('Ankara')
      ? { products: [one('Ankara dress', '2500.00', 'KES 2,500')] }
      : null
  const failed = await scanned(world, { limit: 2 })
  expect(failed).toMatchObject({
    status: 'partial_success',
    requests: 1,
    progress: { total: 2, failed: 1 },
    errors: [{ media: expect.stringMatching(/^\d+$/), code: 'model_failed' }],
  })
  const path = `/api/instagram/sync-history?store=${world.storeId}&limit=1`
  const first = await world.get(path, History)
  const second = await world.get(`${path}&cursor=${first.nextCursor ?? ''}`, History)
  expect([...first.data, ...second.data]).toHaveLength(2)
  expect(second.nextCursor).toBeNull()
})

test('pages after the first are kept for an hour', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const requests = async (): Promise<number> =>
    (await scanned(world, { limit: 50, months: 60 })).requests
  expect(await requests()).toBe(2)
  await world.advance(3_000_000)
  expect(await requests()).toBe(1)
  await world.advance(700_000)
  expect(await requests()).toBe(2)
})

test('a page that is read and not kept at once is counted as a request all the same', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  for (let days = 1; days <= 30; days += 1) publishAgo(world, days)
  await sql
    .raw(
      `create function refuse() returns trigger language plpgsql as $$ begin
         raise exception 'try again' using errcode = 'serialization_failure';
       end $$;
       create constraint trigger refuse after update on scrape_tasks_open deferrable initially deferred
         for each row when (new.checkpoint is distinct from old.checkpoint) execute function refuse()`,
    )
    .execute(db)
  const answer = await world.send('POST', '/api/instagram/scan', {
    store: world.storeId,
    limit: 50,
  })
  const { scanId } = z.object({ scanId: z.uuid() }).parse(await answer.json())
  const lists = (): number =>
    world.sim.control.requests().filter(({ path }) => path.endsWith('/media')).length
  const before = lists()
  expect(await world.run('scan_store')).toMatchObject({ status: 'pending' })
  await sql`drop trigger refuse on scrape_tasks_open`.execute(db)
  await world.advance(DAY_MS / 24)
  expect(await world.run('scan_store')).toMatchObject({ status: 'done' })

  const { requests } = await world.get(`/api/instagram/scan/${scanId}`, Scan)
  expect(requests).toBe(lists() - before)
})

import { sql } from 'kysely'
import { watchStores } from '../../../src/features/catalog/notices/watch-stores.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, says, Scan, startCatalogWorld, type CatalogWorld } from './kit.ts'

const HOUR = 3_600_000
const DRESS = 'Ankara dress. KES 2,500. DM to order'
const BAG = 'Kitenge bag. KES 900. DM to order'

const drafts = async (world: CatalogWorld) =>
  (await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)).data
const scanOf = async (world: CatalogWorld, id: string) =>
  await world.get(`/api/instagram/scan/${id}`, Scan)

/** Two posts, whose scan asks in batches. */
async function withScan(
  settings: Record<string, string>,
  db: Parameters<typeof startCatalogWorld>[0],
) {
  const world = await startCatalogWorld(db, { GRAMD_BATCH_MIN_TASKS: '1', ...settings })
  world.model.answer = (caption) => {
    const [name = '', quote = ''] = caption?.split('. ') ?? []
    const price = `${quote.replaceAll(/\D/g, '')}.00`
    return { products: [says({ name, price, quote: { name, price: quote } })] }
  }
  world.publish(DRESS)
  await world.advance(60_000)
  world.publish(BAG)
  const scanId = await world.scan({ limit: 2, inBatches: true })
  return { world, scanId }
}

async function runTask(world: CatalogWorld, name: string): Promise<void> {
  const { queue, db } = world.services
  const type = queue.types.get(name)
  if (!type) throw new Error(`no task type ${name}`)
  await queue.enqueue(db, type, {})
  await world.run(name)
}

/** Sends what waits, and reads it back an hour later. */
async function runBatch(world: CatalogWorld): Promise<void> {
  await runTask(world, 'submit_batch')
  await world.advance(HOUR)
  await runTask(world, 'poll_batches')
}

const waiting = async ({ services }: CatalogWorld) =>
  (
    await sql<{ id: number; status: string }>`
      select id, status from scrape_tasks where task_type = 'draft_products' order by id`.execute(
      services.db,
    )
  ).rows

test('a scan in batches waits for its batch, whose answers become drafts', async ({ db }) => {
  const { world, scanId } = await withScan({}, db)
  expect(await scanOf(world, scanId)).toMatchObject({
    status: 'running',
    progress: { total: 2, processed: 0 },
  })
  await runBatch(world)

  expect((await drafts(world)).map(({ name, price, flags }) => [name, price, flags])).toEqual(
    expect.arrayContaining([
      ['Ankara dress', '2500.00', []],
      ['Kitenge bag', '900.00', []],
    ]),
  )
  const scan = await scanOf(world, scanId)
  expect(scan).toMatchObject({ status: 'success', progress: { processed: 2, draftsCreated: 2 } })
  expect(scan.costUsd).toBeGreaterThan(0)
  expect(world.model.asked).toEqual([])
})

test('a row that fails in three batches leaves a draft for the seller to write, for as long as the settings say', async ({
  db,
}) => {
  const { world, scanId } = await withScan({ GRAMD_CATALOG_DRAFT_DAYS: '30' }, db)
  world.openai.control.addFault({ on: 'row', kind: 'schema_mismatch', match: 'Kitenge' })
  for (let batch = 1; batch <= 5; batch += 1) {
    await runBatch(world)
    await world.advance(24 * HOUR)
  }
  const [bag] = (await drafts(world)).filter(({ name }) => name === 'Untitled Product')
  expect(bag).toMatchObject({ description: BAG, flags: ['model_failed', 'low_confidence'] })
  const { rows } = await sql<{ days: number }>`
    select round(extract(epoch from expires_at - created_at) / 86400)::int as days from product_drafts
    where extracted ->> 'name' = 'Untitled Product'`.execute(db)
  expect(rows).toEqual([{ days: 30 }])
  expect(await scanOf(world, scanId)).toMatchObject({
    status: 'partial_success',
    progress: { processed: 2, failed: 1 },
  })
})

test('a post that a model refuses in a batch is in the next one again', async ({ db }) => {
  const { world, scanId } = await withScan({}, db)
  world.openai.control.addFault({ on: 'row', kind: 'refusal', match: 'Kitenge', times: 1 })
  await runBatch(world)
  expect((await drafts(world)).map(({ name }) => name)).toEqual(['Ankara dress'])
  expect(await scanOf(world, scanId)).toMatchObject({ status: 'running' })

  await world.advance(HOUR)
  await runBatch(world)
  const bag = (await drafts(world)).find(({ name }) => name === 'Kitenge bag')
  expect(bag).toMatchObject({ price: '900.00', flags: [] })
  const scan = await scanOf(world, scanId)
  expect(scan).toMatchObject({ status: 'success', progress: { processed: 2, failed: 0 } })
  // The refusal was paid, too.
  const { rows } = await sql<{ cost: number }>`
    select sum(cost_usd) as cost from ai_batch_rows`.execute(db)
  expect(scan.costUsd).toBeCloseTo(rows[0]?.cost ?? 0)
})

test.for(['refusal', 'content_filter'] as const)(
  'a post that a model refuses in three batches leaves a draft for the seller to write (%s)',
  async (kind, { db }) => {
    const { world, scanId } = await withScan({}, db)
    world.openai.control.addFault({ on: 'row', kind, match: 'Kitenge' })
    for (let batch = 1; batch <= 3; batch += 1) {
      await runBatch(world)
      await world.advance(HOUR)
    }
    expect((await drafts(world)).map(({ name }) => name).toSorted()).toEqual([
      'Ankara dress',
      'Untitled Product',
    ])
    expect(await scanOf(world, scanId)).toMatchObject({ status: 'partial_success' })
    expect(world.openai.control.report().batches.total).toBe(3)
  },
)

test('a scan that is cancelled takes its rows out of the next batch', async ({ db }) => {
  const { world, scanId } = await withScan({}, db)
  expect((await world.send('POST', `/api/instagram/scan/${scanId}/cancel`)).status).toBe(200)
  expect((await waiting(world)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
  await runBatch(world)
  expect(await drafts(world)).toEqual([])
  expect(await scanOf(world, scanId)).toMatchObject({ status: 'cancelled' })
})

/** What the scan says that it waits for, and what the owner is told of it. */
async function waitOf(world: CatalogWorld, scanId: string) {
  const { queue, db } = world.services
  await queue.enqueue(db, watchStores, {})
  await world.run('watch_stores')
  const { rows } = await sql<{ item: { waits_for: string; posts: number } }>`
    select items -> 0 as item from notifications where kind = 'store_limited'`.execute(db)
  return {
    scan: (await scanOf(world, scanId)).waitsFor,
    owner: rows.map(({ item }) => `${item.posts} posts: ${item.waits_for}`),
  }
}

test('questions that the money of the day does not pay for say so, after an hour to the owner, too', async ({
  db,
}) => {
  const { world, scanId } = await withScan({ GRAMD_OPENAI_DAILY_BUDGET_USD: '0.0001' }, db)
  expect(await waitOf(world, scanId)).toEqual({ scan: 'the next batch', owner: [] })
  await runTask(world, 'submit_batch')
  const waits = `the next batch: what is left of GRAMD_OPENAI_DAILY_BUDGET_USD for today does not pay for it`
  expect(await waitOf(world, scanId)).toEqual({ scan: waits, owner: [] })
  await world.advance(HOUR + 1_000)
  expect(await waitOf(world, scanId)).toEqual({ scan: waits, owner: [`2 posts: ${waits}`] })
})

test('a batch that rate limits refuse is not one whose answers are waited for', async ({ db }) => {
  const { world, scanId } = await withScan({}, db)
  world.openai.control.addFault({
    on: 'http',
    kind: 'rate_limit',
    path: '/files$',
    times: 1_000,
    retry_after_seconds: 1_800,
  })
  await runTask(world, 'submit_batch')
  const waits =
    'the next batch: OpenAI cannot be reached, or answers with errors such as a rate limit'
  expect(await waitOf(world, scanId)).toEqual({ scan: waits, owner: [] })
  await world.advance(HOUR + 1_000)
  expect(await waitOf(world, scanId)).toEqual({ scan: waits, owner: [`2 posts: ${waits}`] })
  // It may take days: nothing is lost.
  await world.advance(72 * HOUR)
  await runTask(world, 'submit_batch')
  expect((await waiting(world)).map(({ status }) => status)).toEqual(['pending', 'pending'])
  world.openai.control.clearFaults()
  await world.advance(HOUR)
  await runBatch(world)
  expect(await scanOf(world, scanId)).toMatchObject({ status: 'success', waitsFor: null })
})

test('what holds other questions does not hold those about posts', async ({ db }) => {
  const { world, scanId } = await withScan({ GRAMD_BATCH_MIN_TASKS: '10' }, db)
  await sql`update ai_sending set held = 'failed_batches', held_since = world_now()`.execute(db)
  await world.advance(HOUR + 1_000)
  expect(await waitOf(world, scanId)).toEqual({ scan: 'the next batch', owner: [] })
})

test('an owner is told of answers that take longer than the day that a batch may', async ({
  db,
}) => {
  const { world, scanId } = await withScan({}, db)
  await runTask(world, 'submit_batch')
  const waits = 'the answers of a batch: validating'
  await world.advance(25 * HOUR)
  expect(await waitOf(world, scanId)).toEqual({ scan: waits, owner: [] })
  await world.advance(2 * HOUR)
  expect(await waitOf(world, scanId)).toEqual({ scan: waits, owner: [`2 posts: ${waits}`] })
})

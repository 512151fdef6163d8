import { sql } from 'kysely'
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
  expect(scan.cost_usd).toBeGreaterThan(0)
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

test('a scan that is cancelled takes its rows out of the next batch', async ({ db }) => {
  const { world, scanId } = await withScan({}, db)
  expect((await world.send('POST', `/api/instagram/scan/${scanId}/cancel`)).status).toBe(200)
  expect((await waiting(world)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
  await runBatch(world)
  expect(await drafts(world)).toEqual([])
  expect(await scanOf(world, scanId)).toMatchObject({ status: 'cancelled' })
})

import { sql } from 'kysely'
import { z } from 'zod'
import { UnansweredError } from '../../../src/ai/openai/errors.ts'
import { pollStore } from '../../../src/features/catalog/syncs/poll-store.ts'
import { losingCommits } from '../../fixtures/lost-commits.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, one, Product, says, Scan, startCatalogWorld, type CatalogWorld } from './kit.ts'

const DRESS = 'Ankara dress, size M or L. KES 2,500. DM to order'
const dress = () =>
  says({
    name: 'Ankara dress',
    price: '2500.00',
    quote: { name: 'Ankara dress', price: 'KES 2,500' },
  })

/** A scan that has listed its posts, but read none. */
async function listed(world: CatalogWorld): Promise<string> {
  const answer = await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 })
  await world.run('scan_store')
  return z.object({ scanId: z.uuid() }).parse(await answer.json()).scanId
}

const drafts = async (world: CatalogWorld) =>
  (await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)).data

const scanOf = async (world: CatalogWorld, id: string) =>
  await world.get(`/api/instagram/scan/${id}`, Scan)

test('a post about which a dead process may still be asking is asked about later, and once', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  const scanId = await listed(world)
  await sql`
    insert into ai_calls (kind, subject, model, cost_usd, under_way_until)
    select 'product_draft', 'catalog_post:' || id, 'gpt-6-luna', 0.01, clock_timestamp() + interval '1 min'
    from catalog_posts`.execute(db)
  const task = await world.run('extract_post')

  expect(task).toMatchObject({ status: 'pending', error_code: 'already_asked', attempts: 0 })
  expect(world.model.asked).toEqual([])
  await sql`update ai_calls set under_way_until = clock_timestamp()`.execute(db)
  await world.advance(60_000)
  await world.runAll()
  expect(await drafts(world)).toMatchObject([{ name: 'Ankara dress', flags: [] }])
  expect(world.model.asked).toEqual([DRESS])
  expect(await scanOf(world, scanId)).toMatchObject({ status: 'success' })
})

test('an answer that is lost on its way is asked for again, and counts as a failure', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  const { openai } = world.services
  if (!openai) throw new Error('there is no gateway')
  let asked = 0
  world.services.openai = {
    ...openai,
    async complete(body, call) {
      asked += 1
      if (asked === 1) throw new UnansweredError('the connection ended')
      return await openai.complete(body, call)
    },
  }
  await world.scan({ limit: 1 })

  expect(asked).toBe(2)
  expect(await drafts(world)).toMatchObject([{ name: 'Ankara dress', flags: [] }])
})

test('failures of the model count on, whoever asks next', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => null
  const scanId = await listed(world)
  await sql`update catalog_posts set failures = 2`.execute(db)
  await world.runAll()

  expect(world.model.asked).toHaveLength(1)
  expect(await drafts(world)).toMatchObject([{ name: 'Untitled Product' }])
  expect(await scanOf(world, scanId)).toMatchObject({ status: 'failed' })
})

test('a scan ends although a queued post has changed into one that sells nothing', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(DRESS)
  const scanId = await listed(world)
  world.sim.control.editPost('qahwa.co', id, {
    caption: 'Happy Easter to all our customers!',
  })
  await world.services.queue.enqueue(db, pollStore, { store_id: world.storeId })
  await world.run('poll_store')
  await world.runAll()

  expect(world.model.asked).toEqual([])
  expect(await scanOf(world, scanId)).toMatchObject({
    status: 'success',
    progress: { total: 1, processed: 1, skipped: 1 },
  })
})

test('what an answer has cost stands at its post and its scan once, also when it was no use', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => (world.model.asked.length <= 1 ? null : { products: [dress()] })
  const scanId = await world.scan({ limit: 1 })

  const { rows } = await sql<{ calls: number; usd: number; posts: number }>`
    select (select count(*)::int from ai_calls) as calls, (select sum(cost_usd) from ai_calls) as usd,
      (select sum(cost_usd) from catalog_posts) as posts`.execute(db)
  expect(rows[0]?.calls).toBe(2)
  expect(rows[0]?.posts).toBeCloseTo(rows[0]?.usd ?? 0, 9)
  expect((await scanOf(world, scanId)).costUsd).toBeCloseTo(rows[0]?.usd ?? 0, 6)
})

test('an answer costs once, although nobody hears that it was stored', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  const scanId = await listed(world)
  let lost = 0
  world.services.db = losingCommits(db, async () => {
    const { rows } = await sql`select from ai_calls where outcome = 'success'`.execute(db)
    lost += rows.length > 0 ? 1 : 0
    return rows.length > 0 && lost === 1
  })
  expect(await world.run('extract_post')).toMatchObject({
    status: 'done',
    result: { status: 'answered' },
  })

  expect(lost).toBeGreaterThan(0)
  expect(await drafts(world)).toMatchObject([{ name: 'Ankara dress', flags: [] }])
  const { rows } = await sql<{ usd: number; posts: number }>`
    select (select sum(cost_usd) from ai_calls) as usd, (select sum(cost_usd) from catalog_posts) as posts`.execute(
    db,
  )
  expect(rows[0]?.posts).toBeCloseTo(rows[0]?.usd ?? 0, 9)
  expect((await scanOf(world, scanId)).costUsd).toBeCloseTo(rows[0]?.usd ?? 0, 6)
})

test('a change that no model could read is asked about again when the post has another revision', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  await world.scan({ limit: 1 })
  const productId = await world.approveNewest()
  const dearer = DRESS.replace('2,500', '2,900')
  world.model.answer = () => null
  world.sim.control.editPost('qahwa.co', id, { caption: dearer })
  await world.advance(60_000)
  await world.look()
  expect(world.model.asked.splice(0)).toEqual([DRESS, dearer, dearer, dearer])

  // Meta has moved its picture: what it says is what nobody has read.
  world.model.answer = () => ({
    products: [one('Ankara dress', '2900.00', 'KES 2,900')],
  })
  world.sim.control.editPost('qahwa.co', id, { pictureOf: id })
  await world.advance(60_000)
  await world.look()
  expect(world.model.asked).toEqual([dearer])
  expect(await world.get(`/api/products/${productId}`, Product)).toMatchObject({ price: '2900.00' })
})

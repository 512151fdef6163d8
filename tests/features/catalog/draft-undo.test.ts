import { sql } from 'kysely'
import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { Draft, Drafts, one, Product, startCatalogWorld, type CatalogWorld } from './kit.ts'

const Counts = z.object({
  pending: z.int(),
  clear: z.int(),
  approved: z.int(),
  rejected: z.int(),
  expired: z.int(),
  conflicts: z.int(),
  resolved_conflicts: z.int(),
  skipped_posts: z.int(),
  first_expires_at: z.string().nullable(),
  next_poll_at: z.string().nullable(),
})

/** Drafts of a dress and a hat, and a post that sells nothing. */
async function withDrafts(world: CatalogWorld): Promise<string[]> {
  world.model.answer = (caption) => ({
    products: [one(caption?.split('.')[0] ?? '', '900.00', 'KES 900')],
  })
  for (const caption of ['Dress. KES 900. DM to order', 'Hat. KES 900. DM to order']) {
    world.publish(caption)
    await world.advance(1_000)
  }
  await world.scan({ limit: 2 })
  const { data } = await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)
  return data.map(({ id }) => id)
}

const undo = async (world: CatalogWorld, id: string): Promise<number> =>
  (await world.send('POST', `/api/products/drafts/${id}/undo`)).status

test('an approval is taken back with its product, and a rejection with its reason', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const [first = '', second = ''] = await withDrafts(world)
  const path = `/api/products/drafts/${first}`
  const approved = await world.send('POST', `${path}/approve`, { delay_seconds: 10 })
  const { id } = Product.parse(await approved.json())
  expect(await undo(world, first)).toBe(200)
  expect(await world.get(path, Draft)).toMatchObject({ status: 'pending', product_id: null })
  expect((await world.send('GET', `/api/products/${id}`)).status).toBe(404)
  expect(
    (await sql`select from media_uses where owner = ${`product:${id}`}`.execute(db)).rows,
  ).toEqual([])
  expect(await undo(world, first)).toBe(409)

  await world.send('POST', `/api/products/drafts/${second}/reject`, {})
  await world.send('POST', `/api/products/drafts/${second}/reject`, { reason: 'sold out' })
  await world.send('POST', `/api/products/drafts/${second}/reject`, { reason: 'other' })
  const draft = z.object({ reason: z.string().nullable() })
  const at = `/api/products/drafts/${second}`
  expect(await world.get(at, draft)).toEqual({ reason: 'sold out' })
  expect(await undo(world, second)).toBe(200)
  expect(await world.get(at, draft)).toEqual({ reason: null })
})

test('an approval stays once it is old or its product has changed', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const [first = '', second = ''] = await withDrafts(world)
  const approved = await world.send('POST', `/api/products/drafts/${first}/approve`)
  const { id } = Product.parse(await approved.json())
  await world.advance(1_000)
  await world.send('PATCH', `/api/products/${id}`, { name: 'Gown' })
  expect(await undo(world, first)).toBe(409)
  await world.send('POST', `/api/products/drafts/${second}/approve`)
  await world.advance(121_000)
  expect(await undo(world, second)).toBe(409)
})

test('the drafts of each state are counted with conflicts and skipped posts', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const [first = '', second = ''] = await withDrafts(world)
  const counts = async () =>
    await world.get(`/api/products/drafts/counts?store=${world.storeId}`, Counts)
  const before = await counts()
  expect(before).toMatchObject({ pending: 2, clear: 2, approved: 0, conflicts: 0 })
  expect(before.first_expires_at).not.toBeNull()
  expect(before.next_poll_at).not.toBeNull()
  await sql`update product_drafts set flags = '{price_differs}' where id = ${second}`.execute(db)
  expect(await counts()).toMatchObject({ pending: 2, clear: 1 })
  const clear = `/api/products/drafts?store=${world.storeId}&clear=`
  expect((await world.get(`${clear}true`, Drafts)).data.map(({ id }) => id)).toEqual([first])
  expect((await world.get(`${clear}false`, Drafts)).data.map(({ id }) => id)).toEqual([second])
  await world.send('POST', `/api/products/drafts/${first}/approve`)
  await world.send('POST', `/api/products/drafts/${second}/reject`)
  await sql`
    insert into product_conflicts (store_id, product_id, field, mine, theirs, before)
    select store_id, id, 'price', '1', '2', '1' from products`.execute(db)
  await sql`
    update catalog_posts set outcome = 'skipped' where id = (select post_id from product_drafts where id = ${second})`.execute(
    db,
  )
  expect(await counts()).toMatchObject({
    pending: 0,
    clear: 0,
    approved: 1,
    rejected: 1,
    expired: 0,
    conflicts: 1,
    resolved_conflicts: 0,
    skipped_posts: 1,
    first_expires_at: null,
  })
})

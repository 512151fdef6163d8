import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, one, Product, says, startCatalogWorld, type CatalogWorld } from './kit.ts'

const SHOP = 'qahwa.co'
const PATH = '/api/products/drafts'

const drafts = async (world: CatalogWorld, status: string) =>
  (await world.get(`${PATH}?store=${world.storeId}&status=${status}`, Drafts)).data

const approved = async (world: CatalogWorld, id: string) =>
  Product.parse(await (await world.send('POST', `${PATH}/${id}/approve`)).json())

async function look(world: CatalogWorld): Promise<void> {
  await world.advance(60_000)
  await world.look()
}

/** A shop with posts, read by a scan, that are deleted afterwards. */
async function withDeleted(world: CatalogWorld, names: readonly string[]) {
  world.model.answer = (caption) => ({
    products: [one(caption?.split('.')[0] ?? '', '900.00', 'KES 900')],
  })
  const posts = names.map((name) => world.publish(`${name}. KES 900. DM to order`))
  await world.scan({ limit: names.length })
  return () => {
    for (const { id } of posts) world.sim.control.deletePost(SHOP, id)
  }
}

test('a product that is made of a deleted post says so', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const removePosts = await withDeleted(world, ['Bag'])
  removePosts()
  await look(world)
  const [draft] = await drafts(world, 'pending')
  expect(draft?.flags).toEqual(['post_deleted'])
  expect(await approved(world, draft?.id ?? '')).toMatchObject({
    source_deleted_at: expect.any(String),
    source_dropped_at: null,
  })
})

test('a draft whose post was deleted after its rejection says so once it is restored, for no longer than before', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const removePosts = await withDeleted(world, ['Bag', 'Hat'])
  const [first, second] = await drafts(world, 'pending')
  for (const draft of [first, second]) await world.send('POST', `${PATH}/${draft?.id ?? ''}/reject`)
  await world.advance(20 * 86_400_000)
  removePosts()
  await look(world)
  const restored = await world.send('POST', `${PATH}/${first?.id ?? ''}/restore`)
  expect(await restored.json()).toMatchObject({ status: 'pending', flags: ['post_deleted'] })
  // The 30 days are those since the rejection.
  await world.advance(11 * 86_400_000)
  expect((await world.send('POST', `${PATH}/${second?.id ?? ''}/restore`)).status).toBe(409)
})

test('a product of a corrected draft that its post sells no more says so', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { id: postId } = world.publish('Bag and hat. KES 900. DM to order')
  world.model.answer = () => ({
    products: [one('Bag', '900.00', 'KES 900'), says({ name: 'Hat', quote: { name: 'hat' } })],
  })
  await world.scan({ limit: 1 })
  const hat = (await drafts(world, 'pending')).find(({ name }) => name === 'Hat')
  await world.send('PATCH', `${PATH}/${hat?.id ?? ''}`, { description: 'Made of straw.' })
  world.sim.control.editPost(SHOP, postId, { caption: 'Bag. KES 900. DM to order' })
  world.model.answer = () => ({ products: [one('Bag', '900.00', 'KES 900')] })
  await look(world)
  const made = await Promise.all(
    (await drafts(world, 'pending')).map(async ({ id }) => await approved(world, id)),
  )
  const said = made.map(({ name, source_dropped_at: at }) => [name, at !== null])
  expect(Object.fromEntries(z.array(z.tuple([z.string(), z.boolean()])).parse(said))).toEqual({
    Bag: false,
    Hat: true,
  })
})

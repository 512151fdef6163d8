import { z } from 'zod'
import type { DraftAnswer } from '../../../src/features/catalog/extract/answer.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, Product, says, startCatalogWorld, type CatalogWorld } from './kit.ts'

const SHOP = 'qahwa.co'
const Products = z.object({ data: z.array(Product) })

const drafts = async (world: CatalogWorld, query = '') =>
  (await world.get(`/api/products/drafts?store=${world.storeId}${query}`, Drafts)).data
const product = async (world: CatalogWorld, id: string) =>
  await world.get(`/api/products/${id}`, Product)

/** A model's product of a price that the caption states so. */
const sold = (name: string, price: string, quote: string) =>
  says({ name, price, quote: { name, price: quote } })

async function approve(world: CatalogWorld, draftId: string | undefined): Promise<string> {
  const answer = await world.send('POST', `/api/products/drafts/${draftId ?? ''}/approve`)
  return z.object({ id: z.uuid() }).parse(await answer.json()).id
}

/** The post says something else, and gramd looks. */
async function change(
  world: CatalogWorld,
  id: string,
  to: {
    caption: string
    answer?: Partial<DraftAnswer>
  },
): Promise<void> {
  const { answer, caption } = to
  world.sim.control.editPost(SHOP, id, { caption })
  if (answer) world.model.answer = () => answer
  await world.advance(60_000)
  await world.look()
}

const DRESS = 'Ankara dress. KES 2,500. DM to order'
const dress = () => sold('Ankara dress', '2500.00', 'KES 2,500')

/** A store with one approved dress. */
async function withDress(world: CatalogWorld): Promise<{ postId: string; productId: string }> {
  const { id: postId } = world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  await world.scan({ limit: 1 })
  return { postId, productId: await approve(world, (await drafts(world))[0]?.id) }
}

test('a product that leaves a post of several takes no other one’s place, and comes back as itself', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const both = 'Red bag KES 900. Blue hat KES 500. DM to order'
  const { id } = world.publish(both)
  const [bag, hat] = [sold('Red bag', '900.00', 'KES 900'), sold('Blue hat', '500.00', 'KES 500')]
  world.model.answer = () => ({ products: [bag, hat] })
  await world.scan({ limit: 1 })
  for (const draft of await drafts(world)) await approve(world, draft.id)
  const read = async () =>
    (await world.get('/api/products', Products)).data
      .map(({ slug, name, price, source_dropped_at: at }) => [slug, name, price, at !== null])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))

  await change(world, id, {
    caption: 'Bag sold out! Blue hat KES 500. DM to order',
    answer: { products: [hat] },
  })
  expect(await read()).toEqual([
    ['blue-hat', 'Blue hat', '500.00', false],
    ['red-bag', 'Red bag', '900.00', true],
  ])
  await change(world, id, { caption: `${both}!`, answer: { products: [hat, bag] } })
  expect(await read()).toEqual([
    ['blue-hat', 'Blue hat', '500.00', false],
    ['red-bag', 'Red bag', '900.00', false],
  ])
  expect(await drafts(world, '&status=pending')).toEqual([])
})

test('a post that stops selling says so at its product and at what was corrected, until it sells again', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { postId, productId } = await withDress(world)
  await world.advance(60_000)
  const { id: second } = world.publish('Kitenge bag. KES 900. DM to order')
  const bag = () => sold('Kitenge bag', '900.00', 'KES 900')
  world.model.answer = () => ({ products: [bag()] })
  await world.look()
  const [draft] = await drafts(world, '&status=pending')
  await world.send('PATCH', `/api/products/drafts/${draft?.id ?? ''}`, { name: 'My bag' })

  await change(world, postId, { caption: 'SOLD OUT, thank you', answer: { is_product: false } })
  await change(world, second, { caption: 'SOLD OUT, thank you!', answer: { is_product: false } })
  expect(await product(world, productId)).toMatchObject({
    status: 'active',
    price: '2500.00',
    source_caption: 'SOLD OUT, thank you',
    source_dropped_at: expect.any(String),
  })
  expect(await drafts(world, '&status=pending')).toMatchObject([
    { name: 'My bag', flags: ['post_dropped'] },
  ])

  await change(world, second, {
    caption: 'Kitenge bag is back. KES 900. DM to order',
    answer: { products: [bag()] },
  })
  await change(world, postId, { caption: `${DRESS} again`, answer: { products: [dress()] } })
  expect(await product(world, productId)).toMatchObject({ source_dropped_at: null })
  const [back] = await drafts(world, '&status=pending')
  expect(back?.flags).not.toContain('post_dropped')
})

test('a deleted post that is back is deleted no more, nor are its product and its draft', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { postId, productId } = await withDress(world)
  await world.advance(60_000)
  const { id: second } = world.publish('Kitenge bag. KES 900. DM to order')
  world.model.answer = () => ({ products: [sold('Kitenge bag', '900.00', 'KES 900')] })
  await world.look()
  await world.advance(60_000)
  world.publish('Good morning!')
  world.sim.control.deletePost(SHOP, postId)
  world.sim.control.deletePost(SHOP, second)
  await world.advance(60_000)
  await world.look()
  expect((await product(world, productId)).source_deleted_at).not.toBeNull()
  const pending = async () => (await drafts(world, '&status=pending'))[0]
  expect(await pending()).toMatchObject({ flags: ['post_deleted'], post: { deleted: true } })

  world.sim.control.restorePost(SHOP, postId)
  world.sim.control.restorePost(SHOP, second)
  await world.advance(60_000)
  await world.look()
  expect(await pending()).toMatchObject({ flags: [], post: { deleted: false } })
  expect((await product(world, productId)).source_deleted_at).toBeNull()
})

test('an edited draft keeps what was corrected and takes the rest from its post, so that its product does, too', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  await world.scan({ limit: 1 })
  const [draft] = await drafts(world)
  await world.send('PATCH', `/api/products/drafts/${draft?.id ?? ''}`, { name: 'My dress' })
  const caption = 'Beautiful Ankara dress. KES 2,900. DM to order'
  await change(world, id, {
    caption,
    answer: { products: [sold('Ankara dress', '2900.00', 'KES 2,900')] },
  })

  const [edited] = await drafts(world)
  expect(edited).toMatchObject({ name: 'My dress', price: '2900.00', flags: ['post_changed'] })
  const span = z.object({ start: z.int(), end: z.int() }).parse(edited?.evidence['price'])
  expect(caption.slice(span.start, span.end)).toBe('KES 2,900')
  expect(await product(world, await approve(world, edited?.id))).toMatchObject({
    name: 'My dress',
    price: '2900.00',
    source_caption: caption,
  })
})

test.for([
  ['what the seller wrote', 'Ankara dress. KES 2,400. DM to order', '2400.00', 'KES 2,400'],
  ['what it said before', DRESS, '2500.00', 'KES 2,500'],
] as const)('a conflict ends when the post says %s', async ([, caption, price, quote], { db }) => {
  const world = await startCatalogWorld(db)
  const { postId, productId } = await withDress(world)
  await world.send('PATCH', `/api/products/${productId}`, { price: '2400.00' })
  await change(world, postId, {
    caption: 'Ankara dress. KES 2,900. DM to order',
    answer: { products: [sold('Ankara dress', '2900.00', 'KES 2,900')] },
  })
  expect(await product(world, productId)).toMatchObject({
    price: '2400.00',
    source_caption: 'Ankara dress. KES 2,900. DM to order',
    open_conflicts: 1,
  })
  await change(world, postId, {
    caption,
    answer: { products: [sold('Ankara dress', price, quote)] },
  })

  expect(await product(world, productId)).toMatchObject({
    price: '2400.00',
    source_caption: caption,
    open_conflicts: 0,
  })
})

test('a price that the seller took away can be in conflict', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { postId, productId } = await withDress(world)
  await world.send('PATCH', `/api/products/${productId}`, { price: null })
  await change(world, postId, {
    caption: 'Ankara dress. KES 2,900. DM to order',
    answer: { products: [sold('Ankara dress', '2900.00', 'KES 2,900')] },
  })
  expect(await product(world, productId)).toMatchObject({ price: null, open_conflicts: 1 })
})

test('posts of a kind that the store takes later are read then', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS, { type: 'VIDEO' })
  world.model.answer = () => ({ products: [dress()] })
  const since = new Date(world.services.clock.now().getTime() - 3_600_000).toISOString()
  await world.scan({ since, includeVideos: false })
  expect(world.model.asked).toEqual([])
  await world.scan({ since, includeVideos: true })

  expect(await drafts(world)).toMatchObject([{ name: 'Ankara dress' }])
  expect(world.model.asked).toHaveLength(1)
})

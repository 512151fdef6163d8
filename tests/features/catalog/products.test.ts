import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { one, Product, startCatalogWorld, type CatalogWorld } from './kit.ts'

const created = async (world: CatalogWorld, body: Record<string, unknown>) => {
  const answer = await world.send('POST', '/api/products', { store: world.storeId, ...body })
  expect(answer.status).toBe(201)
  return Product.parse(await answer.json())
}
const Products = z.object({ data: z.array(Product), next_cursor: z.string().nullable() })

test('a product is available until after it is, also when only one end changes', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const post = await world.send('POST', '/api/products', {
    store: world.storeId,
    name: 'Cup',
    available_from: '2026-01-02T00:00:00Z',
    available_until: '2026-01-01T00:00:00Z',
  })
  expect([post.status, await post.text()]).toEqual([
    422,
    expect.stringContaining('available_until'),
  ])
  const { id } = await created(world, { name: 'Cup', available_from: '2026-01-02T00:00:00Z' })
  for (const [available_until, status] of [
    ['2025-01-01T00:00:00Z', 422],
    ['2026-01-02T00:00:00Z', 422],
    ['2026-01-03T00:00:00Z', 200],
    [null, 200],
  ] as const) {
    const answer = await world.send('PATCH', `/api/products/${id}`, { available_until })
    expect(answer.status).toBe(status)
  }
})

test('what is no currency, address or text is refused', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const store = `/api/stores/${world.storeId}`
  const { id } = await created(world, { name: 'Cup' })
  for (const [path, body, status] of [
    [store, { currency: 'ABC' }, 422],
    [store, { currency: 'XXX' }, 422],
    [store, { currency: 'KZT' }, 200],
    [`/api/products/${id}`, { currency: 'ABC' }, 422],
    [`/api/products/${id}`, { name: 'a\u0000b' }, 422],
    [store, { product_url: 'https://shop.example/%ff/{slug}' }, 200],
    [store, { product_url: 'https://shop.example/{slug}%' }, 422],
    [store, { product_url: 'https://shop.example/%7Bslug%7D' }, 200],
    [store, { product_url: 'https://shop.example/p/' }, 422],
    [store, { auto_approve_from: 0.89 }, 422],
    [store, { auto_approve_from: 0.9 }, 200],
  ] as const)
    expect((await world.send('PATCH', path, body)).status, JSON.stringify(body)).toBe(status)
})

test('shops write products and their counters; these do not count as changed by a person', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const cup = await created(world, {
    name: 'Blue Cup',
    source: 'whatsapp_catalog',
    source_id: 'w-7',
    source_caption: 'Blue cup, 900 bob',
    price: '900',
    sold_count: 3,
    rating: 4.5,
  })
  expect(cup).toMatchObject({
    slug: 'blue-cup',
    source: 'whatsapp_catalog',
    source_caption: 'Blue cup, 900 bob',
    imported_at: expect.any(String),
    price: '900.00',
    currency: 'KES',
    sold_count: 3,
    rating: 4.5,
    like_count: null,
    touched: [],
  })
  const other = await created(world, { name: 'Blue Cup' })
  expect(other).toMatchObject({ slug: 'blue-cup-2', source: 'manual', imported_at: null })
  const path = `/api/products/${cup.id}`
  const counted = await world.send('PATCH', path, {
    sold_count: 4,
    view_count: 90,
    review_count: 2,
  })
  expect(await counted.json()).toMatchObject({ sold_count: 4, view_count: 90, touched: [] })
  const priced = await world.send('PATCH', path, { price: '950.00' })
  expect(await priced.json()).toMatchObject({ touched: ['price'] })
  expect((await world.send('PATCH', path, { slug: 'blue-cup-2' })).status).toBe(409)
  expect((await world.send('PATCH', path, { slug: 'cup' })).status).toBe(200)

  const found = await world.get('/api/products?q=BLUE%20c', Products)
  expect(found.data.map(({ id }) => id)).toEqual([other.id, cup.id])
  expect((await world.get('/api/products?q=red', Products)).data).toEqual([])
  const first = await world.get('/api/products?limit=1', Products)
  expect(first.data.map(({ id }) => id)).toEqual([other.id])
  const rest = await world.get(`/api/products?limit=1&cursor=${first.next_cursor ?? ''}`, Products)
  expect(rest).toMatchObject({ data: [{ id: cup.id }], next_cursor: null })

  expect((await world.send('DELETE', path)).status).toBe(204)
  expect((await world.send('GET', path)).status).toBe(404)
  expect((await world.send('DELETE', path)).status).toBe(404)
})

test('conflicts are settled by either side, or by another value', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { id: postId } = world.publish('Ankara dress. KES 2,500. DM to order')
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  await world.scan({ limit: 1 })
  const id = await world.approveNewest()
  await world.send('PATCH', `/api/products/${id}`, { price: '2400.00', name: 'Dress of mine' })
  world.sim.control.editPost('qahwa.co', postId, {
    caption: 'Kitenge dress. KES 2,900. DM to order',
  })
  world.model.answer = () => ({ products: [one('Kitenge dress', '2900.00', 'KES 2,900')] })
  await world.look()
  const resolve = async (choice: unknown) =>
    await world.send('POST', `/api/products/conflicts/${id}/resolve`, choice)
  expect(await (await resolve({ name: 'mine' })).json()).toMatchObject({
    name: 'Dress of mine',
    touched: ['name', 'price'],
    open_conflicts: 1,
  })
  expect((await resolve({ name: 'theirs' })).status).toBe(404)
  const unclear = await resolve({ price: 'ours' })
  expect([unclear.status, await unclear.text()]).toEqual([
    422,
    expect.stringContaining("price: expected 'mine', 'theirs' or { value }"),
  ])
  expect(await (await resolve({ price: { value: 2_700 } })).json()).toMatchObject({
    price: '2700.00',
    touched: ['name', 'price'],
    open_conflicts: 0,
  })
})

test('a conflict has what the product says now, and ends when that is what the post says', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id: postId } = world.publish('Ankara dress. KES 2,500. DM to order')
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  await world.scan({ limit: 1 })
  const id = await world.approveNewest()
  const change = async (fields: unknown) =>
    await (await world.send('PATCH', `/api/products/${id}`, fields)).json()
  await change({ price: '2400.00', name: 'Dress of mine' })
  world.sim.control.editPost('qahwa.co', postId, {
    caption: 'Kitenge dress. KES 2,900. DM to order',
  })
  world.model.answer = () => ({ products: [one('Kitenge dress', '2900.00', 'KES 2,900')] })
  await world.look()

  expect(await change({ name: 'Kitenge dress', price: null })).toMatchObject({ open_conflicts: 1 })
  const Conflicts = z.object({
    data: z.array(z.looseObject({ field: z.string(), mine: z.unknown(), theirs: z.unknown() })),
  })
  const conflicts = async () => (await world.get('/api/products/conflicts', Conflicts)).data
  expect(await conflicts()).toMatchObject([{ field: 'price', mine: null, theirs: '2900.00' }])
  await change({ price: '2450.00' })
  expect(await conflicts()).toMatchObject([{ field: 'price', mine: '2450.00' }])
  expect(await change({ price: '2900' })).toMatchObject({ open_conflicts: 0, price: '2900.00' })
})

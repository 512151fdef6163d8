import { randomUUID } from 'node:crypto'
import { sql, type KyselyPlugin } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { changeManyProducts } from '../../../src/features/catalog/products/change-products.ts'
import { expect, test } from '../../fixtures/test.ts'
import { one, Product, startCatalogWorld, type CatalogWorld } from './kit.ts'

const Results = z.strictObject({
  changed: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  data: z.array(
    z.strictObject({
      id: z.string(),
      result: z.string(),
      refused: z.string().nullable(),
      field: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
})

const made = async (world: CatalogWorld, body: Record<string, unknown>): Promise<string> => {
  const answer = await world.send('POST', '/api/products', { store: world.storeId, ...body })
  return Product.parse(await answer.json()).id
}

const change = async (world: CatalogWorld, ids: readonly string[], given: unknown) => {
  const answer = await world.send('POST', '/api/products/batch-update', { ids, change: given })
  expect(answer.status).toBe(200)
  return Results.parse(await answer.json())
}

const show = async (world: CatalogWorld, id: string) =>
  await world.get(`/api/products/${id}`, Product)

test('many products change at once; what does not fit one of them is its answer alone', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const cup = await made(world, {
    name: 'Cup',
    price: '9.50',
    available_from: '2026-03-01T00:00:00Z',
  })
  const bowl = await made(world, { name: 'Bowl', status: 'archived', categories: ['Kitchen'] })
  const full = await made(world, {
    name: 'Full',
    categories: Array.from({ length: 20 }, (_, at) => `c${at}`),
  })
  const unknown = randomUUID()

  const archived = await change(world, [cup, bowl, unknown.toUpperCase(), cup], {
    status: 'archived',
  })
  expect(archived).toMatchObject({ changed: 1, unchanged: 1, refused: 1 })
  expect(archived.data).toEqual([
    { id: cup, result: 'changed', refused: null, field: null, message: null },
    { id: bowl, result: 'unchanged', refused: null, field: null, message: null },
    {
      id: unknown,
      result: 'refused',
      refused: 'not_found',
      field: null,
      message: 'there is no such product of yours',
    },
  ])
  expect(await show(world, cup)).toMatchObject({ status: 'archived', touched: ['status'] })
  expect(await show(world, bowl)).toMatchObject({ status: 'archived', touched: [] })

  const sorted = await change(world, [cup, bowl, full], {
    add_categories: ['Gifts', 'Kitchen'],
    remove_tags: ['old'],
  })
  expect(sorted.data.map(({ result, refused, field }) => [result, refused, field])).toEqual([
    ['changed', null, null],
    ['changed', null, null],
    ['refused', 'too_many', 'categories'],
  ])
  expect(await show(world, cup)).toMatchObject({ categories: ['Gifts', 'Kitchen'] })
  expect(await show(world, bowl)).toMatchObject({ categories: ['Kitchen', 'Gifts'] })
  const taken = await change(world, [bowl], { remove_categories: ['Kitchen'] })
  expect(taken.changed).toBe(1)
  expect(await show(world, bowl)).toMatchObject({ categories: ['Gifts'] })

  const unfit = await change(world, [cup, bowl], {
    available_until: '2026-02-01T00:00:00Z',
    currency: 'JPY',
  })
  expect(unfit.data.map(({ refused, field }) => [refused, field])).toEqual([
    ['ends_early', 'available_until'],
    [null, null],
  ])
  const digits = await change(world, [cup, bowl], { currency: 'JPY' })
  expect(digits.data.map(({ result, refused, field }) => [result, refused, field])).toEqual([
    ['refused', 'too_many_decimals', 'price'],
    ['unchanged', null, null],
  ])
  expect(await show(world, cup)).toMatchObject({ currency: 'KES', price: '9.50' })
})

test('products of others are as unknown as none at all, and a wrong change changes nothing', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const cup = await made(world, { name: 'Cup' })
  const stranger = await world.person('stranger')
  for (const [path, body] of [
    ['/api/products/batch-update', { ids: [cup], change: { status: 'archived' } }],
    ['/api/products/batch-delete', { ids: [cup] }],
  ] as const) {
    const answer = await world.catalogApi.send('POST', path, { token: stranger.token, json: body })
    expect(Results.parse(await answer.json()).data).toMatchObject([
      { id: cup, refused: 'not_found' },
    ])
  }
  expect(await show(world, cup)).toMatchObject({ status: 'active' })
  for (const [path, body] of [
    ['batch-update', { ids: [cup], change: {} }],
    ['batch-update', { ids: [], change: { status: 'archived' } }],
    ['batch-update', { ids: [cup], change: { slug: 'one' } }],
    ['batch-update', { ids: [cup], change: { status: 'sold' } }],
    ['batch-update', { ids: Array.from({ length: 501 }, () => cup), change: { status: 'draft' } }],
    ['batch-delete', { ids: ['cup'] }],
  ] as const)
    expect((await world.send('POST', `/api/products/${path}`, body)).status).toBe(422)
})

test('a change of many settles the conflicts that it answers, and removed products leave no pictures', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id: postId } = world.publish('Ankara dress. KES 2,500. DM to order')
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  await world.scan({ limit: 1 })
  const dress = await world.approveNewest()
  await world.send('PATCH', `/api/products/${dress}`, { price: '2400.00' })
  world.sim.control.editPost('qahwa.co', postId, {
    caption: 'Ankara dress. KES 2,900. DM to order',
  })
  world.model.answer = () => ({ products: [one('Ankara dress', '2900.00', 'KES 2,900')] })
  await world.look()
  expect(await show(world, dress)).toMatchObject({ open_conflicts: 1 })
  await change(world, [dress], { price: '2900' })
  expect(await show(world, dress)).toMatchObject({ open_conflicts: 0, price: '2900.00' })

  const usesOf = async (): Promise<number> => {
    const { rows } = await sql`select from media_uses where owner = ${`product:${dress}`}`.execute(
      db,
    )
    return rows.length
  }
  expect(await usesOf()).toBe(1)
  const removed = await world.send('POST', '/api/products/batch-delete', { ids: [dress] })
  expect(Results.parse(await removed.json())).toMatchObject({ changed: 1, refused: 0 })
  expect(await usesOf()).toBe(0)
  const again = await world.send('POST', '/api/products/batch-delete', { ids: [dress] })
  expect(Results.parse(await again.json())).toMatchObject({ changed: 0, refused: 1 })
})

/** Counts the statements that a database handle sends. */
function counting(db: Db): { db: Db; count(): number } {
  let statements = 0
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      statements += 1
      return node
    },
    transformResult: async ({ result }) => await Promise.resolve(result),
  }
  return { db: db.withPlugin(plugin), count: () => statements }
}

test('as many statements change two products as two hundred', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { rows } = await sql<{ id: string }>`
    insert into products (store_id, slug, name, currency, source)
    select ${world.storeId}::uuid, 'p' || n, 'Product ' || n, 'KES', 'manual' from generate_series(1, 200) n
    returning id`.execute(db)
  const ids = rows.map(({ id }) => id)
  const limits = { categories: 20, tags: 100 }
  const statementsFor = async (some: readonly string[], name: string): Promise<number> => {
    const counted = counting(db)
    const given = { fields: { status: 'draft' as const }, added: { tags: [name] }, taken: {} }
    const results = await changeManyProducts(counted.db, null, some, { change: given, limits })
    expect(results.filter(({ result }) => result === 'changed')).toHaveLength(some.length)
    return counted.count()
  }
  const few = await statementsFor(ids.slice(0, 2), 'few')
  expect(few).toBeGreaterThan(0)
  expect(await statementsFor(ids, 'many')).toBe(few)
})

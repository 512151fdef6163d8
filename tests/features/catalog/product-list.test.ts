import { sql } from 'kysely'
import { z } from 'zod'
import { encodeCursor } from '../../../src/http/pagination.ts'
import type { Db } from '../../../src/db/handles.ts'
import { PRODUCT_SORTS } from '../../../src/features/catalog/fields/products.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Product, startCatalogWorld, type CatalogWorld } from './kit.ts'

const Products = z.object({ data: z.array(Product), next_cursor: z.string().nullable() })

/** Names of the products of a list, page by page. */
async function namesOf(world: CatalogWorld, query: string, limit: number): Promise<string[]> {
  const names: string[] = []
  let cursor: string | null = null
  do {
    const after: string = cursor === null ? '' : `&cursor=${cursor}`
    const page: z.output<typeof Products> = await world.get(
      `/api/products?limit=${limit}${query}${after}`,
      Products,
    )
    names.push(...page.data.map(({ name }) => name))
    expect(page.data.length <= limit).toBe(true)
    cursor = page.next_cursor
  } while (cursor !== null)
  return names
}

const LONG = 'x'.repeat(59)

/** Ties in every column, and no price for three of them; names beyond the 60 characters that are compared. */
const PRODUCTS = [
  { name: 'cup', price: 900, status: 'active', day: 1 },
  { name: 'Bowl', price: null, status: 'archived', day: 2 },
  { name: 'apron', price: 1200.5, status: 'draft', day: 3 },
  { name: 'Apron', price: 900, status: 'active', day: 3 },
  { name: 'Dress "Ñandú" 裙', price: null, status: 'active', day: 1 },
  { name: `${LONG}裙 b`, price: 0, status: 'draft', day: 5 },
  { name: `${LONG}裙 a`, price: 10_000, status: 'archived', day: 4 },
  { name: 'Zebra', price: null, status: 'archived', day: 2 },
] as const

/** In two stores of the seller, and one product in a store of nobody's. */
async function addProducts(db: Db, storeId: string): Promise<void> {
  await sql`
    insert into stores (id, name, slug, currency, categories, owner_id)
    select '0198c1a5-0000-7000-8000-000000000001'::uuid, 'Second', 'second', 'KES', '{}'::text[], owner_id from stores where id = ${storeId}::uuid
    union all select '0198c1a5-0000-7000-8000-000000000002', 'Foreign', 'foreign', 'KES', '{}', null`.execute(
    db,
  )
  for (const [at, { name, price, status, day }] of PRODUCTS.entries())
    await sql`
      insert into products (id, store_id, slug, name, price, currency, status, source, created_at, updated_at)
      values (${`0198c1a5-0000-7000-8000-00000000010${at}`}::uuid,
        ${at % 2 === 0 ? storeId : '0198c1a5-0000-7000-8000-000000000001'}::uuid, ${`p${at}`}, ${name}, ${price}, 'KES', ${status},
        'manual', ${`2026-01-0${day}T10:00:00.123456Z`}, ${`2026-02-0${9 - day}T10:00:00.123456Z`})`.execute(
      db,
    )
  await sql`
    insert into products (store_id, slug, name, currency, source)
    values ('0198c1a5-0000-7000-8000-000000000002', 'x', 'Of another owner', 'KES', 'manual')`.execute(
    db,
  )
}

const name = (at: number): string => PRODUCTS[at]?.name ?? ''

test('products are sorted by each sortable field, page by page, with ties and missing values', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  await addProducts(db, world.storeId)
  const ascending: Record<(typeof PRODUCT_SORTS)[number], readonly number[]> = {
    name: [2, 3, 1, 0, 4, 5, 6, 7],
    price: [5, 0, 3, 2, 6],
    status: [0, 3, 4, 1, 6, 7, 2, 5],
    created_at: [0, 4, 1, 7, 2, 3, 6, 5],
    updated_at: [5, 6, 2, 3, 1, 7, 0, 4],
  }
  const valueless = { asc: [1, 4, 7], desc: [7, 4, 1] }
  for (const sort of PRODUCT_SORTS)
    for (const order of ['asc', 'desc'] as const) {
      const valued = order === 'asc' ? ascending[sort] : ascending[sort].toReversed()
      const expected = [...valued, ...(sort === 'price' ? valueless[order] : [])].map(name)
      for (const limit of [1, 3, 5, 8, 50])
        expect(
          await namesOf(world, `&sort=${sort}&order=${order}`, limit),
          `${sort} ${order} by ${limit}`,
        ).toEqual(expected)
    }
  // Without a sort they are in the order in which they were made, newest first.
  const made = PRODUCTS.map((_, at) => name(at))
  expect(await namesOf(world, '', 3)).toEqual(made.toReversed())
  expect(await namesOf(world, '&order=asc', 3)).toEqual(made)
})

test('a sorted list keeps its filters, and a product that goes between two pages loses no other one', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  await addProducts(db, world.storeId)
  expect(await namesOf(world, `&sort=price&status=active&order=asc`, 1)).toEqual(
    [0, 3, 4].map(name),
  )
  expect(await namesOf(world, `&sort=price&order=asc&store=${world.storeId}`, 2)).toEqual(
    [0, 2, 6, 4].map(name),
  )
  expect(await namesOf(world, `&sort=name&order=asc&q=APRON`, 1)).toEqual([2, 3].map(name))
  const first = await world.get('/api/products?sort=price&order=asc&limit=2', Products)
  expect(first.data.map((each) => each.name)).toEqual([5, 0].map(name))
  await world.send('DELETE', `/api/products/${first.data[1]?.id ?? ''}`)
  const next = await world.get(
    `/api/products?sort=price&order=asc&limit=2&cursor=${first.next_cursor ?? ''}`,
    Products,
  )
  expect(next.data.map((each) => each.name)).toEqual([3, 2].map(name))
})

test('a cursor of another sort, or with a key that its column cannot have, is refused', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  await addProducts(db, world.storeId)
  const { next_cursor: cursor } = await world.get('/api/products?sort=name&limit=1', Products)
  const id = '0198c1a5-0000-7000-8000-000000000100'
  for (const [query, given] of [
    ['', cursor],
    ['&sort=price', cursor],
    ['&sort=name&order=asc', cursor],
    ['&sort=price', encodeCursor(['price', 'desc', 'ten', id])],
    ['&sort=price', encodeCursor(['price', 'desc', 'NaN', id])],
    ['&sort=name', encodeCursor(['name', 'desc', 'a\0b', id])],
    ['&sort=updated_at', encodeCursor(['updated_at', 'desc', '9'.repeat(30), id])],
    ['', encodeCursor([id])],
    ['', encodeCursor([null, 'desc', 'key', id])],
  ] as const) {
    const answer = await world.send('GET', `/api/products?limit=1${query}&cursor=${given ?? ''}`)
    expect([query, answer.status]).toEqual([query, 422])
    expect(await answer.text()).toContain('cursor')
  }
  expect((await world.send('GET', '/api/products?sort=sku')).status).toBe(422)
})

test('each sort has an index on the store, the value and the id', async ({ db }) => {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = 'products'::regclass`.execute(
    db,
  )
  const columns = rows.map(({ definition }) => /\((.*)\)$/.exec(definition)?.[1] ?? '')
  for (const sort of PRODUCT_SORTS) {
    const value = sort === 'name' ? '"left"(lower(name), 60)' : sort
    expect(columns).toContain(
      sort === 'price' ? 'store_id, price DESC NULLS LAST, id DESC' : `store_id, ${value}, id`,
    )
  }
})

import { z } from 'zod'
import type { StoreFields } from '../../../src/features/catalog/fields/stores.ts'
import { expect, test } from '../../fixtures/test.ts'
import { startCatalogWorld, type CatalogWorld } from './kit.ts'

const Store = z.looseObject({
  id: z.uuid(),
  slug: z.string(),
  currency: z.string(),
  categories: z.array(z.string()),
  approved_as: z.string(),
})
const Stores = z.object({ data: z.array(Store), next_cursor: z.string().nullable() })

const opened = async (world: CatalogWorld, body: Record<string, unknown>) => {
  const answer = await world.send('POST', '/api/stores', body)
  expect(answer.status).toBe(201)
  return Store.parse(await answer.json())
}

test('a store has the currency of the setting, an address of its name and the usual categories', async ({
  db,
}) => {
  const world = await startCatalogWorld(db, { GRAMD_CATALOG_CURRENCY: 'KZT' })
  expect(await opened(world, { name: 'Алма Сән' })).toMatchObject({
    currency: 'KZT',
    slug: expect.stringMatching(/^[a-z0-9-]+$/),
    categories: expect.arrayContaining(['Fashion & Apparel', 'Other']),
    approved_as: 'active',
    auto_sync: true,
    auto_approve_from: null,
  })
  expect(
    await opened(world, { name: 'Own', currency: 'KES', categories: ['Kitenge', 'Bags'] }),
  ).toMatchObject({ currency: 'KES', categories: ['Kitenge', 'Bags'] })
})

test('each field of a store is stored, answered and changed', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const fields = {
    name: 'Fabrics',
    connection_id: null,
    currency: 'TZS',
    auto_sync: false,
    with_videos: false,
    with_carousels: false,
    auto_approve_from: 0.95,
    approved_as: 'draft',
    languages: ['sw'],
    categories: ['Kitenge'],
    product_url: 'https://shop.example/p/{slug}',
  } satisfies StoreFields
  const { id, ...made } = await opened(world, fields)
  expect(made).toMatchObject(fields)

  const changed = {
    ...fields,
    name: 'Bags',
    connection_id: null,
    currency: 'KES',
    auto_sync: true,
    with_videos: true,
    with_carousels: true,
    auto_approve_from: null,
    approved_as: 'active',
    languages: [],
    categories: ['Bags', 'Belts'],
    product_url: null,
  } satisfies StoreFields
  const answer = await world.send('PATCH', `/api/stores/${id}`, changed)
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining(changed)])
  expect(await world.get(`/api/stores/${id}`, Store)).toMatchObject({ ...changed, slug: made.slug })

  for (const [name, value] of Object.entries({
    name: 'two\nlines',
    currency: 'kes',
    auto_approve_from: 0.89,
    approved_as: 'archived',
    languages: ['english'],
    categories: ['Bags', 'bags'],
    product_url: 'https://shop.example/p',
  })) {
    const refused = await world.send('PATCH', `/api/stores/${id}`, { [name]: value })
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining(name)])
  }
})

test('an address and an account are one store’s', async ({ db }) => {
  const world = await startCatalogWorld(db)
  await opened(world, { name: 'Second', slug: 'second' })
  for (const [body, field] of [
    [{ name: 'Third', slug: 'second' }, 'slug'],
    [{ name: 'Third', connection_id: world.accountId }, 'connection_id'],
  ] as const) {
    const refused = await world.send('POST', '/api/stores', body)
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining(field)])
  }
  // Made of the name, an address gets a number.
  expect(await opened(world, { name: 'Second' })).toMatchObject({ slug: 'second-2' })
  const third = await opened(world, { name: 'Third' })
  const path = `/api/stores/${third.id}`
  const taken = await world.send('PATCH', path, { connection_id: world.accountId })
  expect(taken.status).toBe(409)
  const stranger = await world.person('stranger')
  const others = await world.catalogApi.send('POST', '/api/stores', {
    token: stranger.token,
    json: { name: 'Theirs', connection_id: world.accountId },
  })
  expect(others.status).toBe(404)

  const first = await world.get('/api/stores?limit=3', Stores)
  const rest = await world.get(`/api/stores?limit=3&cursor=${first.next_cursor ?? ''}`, Stores)
  expect([...first.data, ...rest.data].map(({ slug }) => slug)).toEqual([
    'third',
    'second-2',
    'second',
    'qahwa-styles',
  ])
})

test('a connection tells when its token was checked and its posts were looked at', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const Connection = z.looseObject({
    lastValidatedAt: z.string().nullable(),
    lastPolledAt: z.string().nullable(),
  })
  const path = `/api/instagram/connection?store=${world.storeId}`
  const before = await world.get(path, Connection)
  expect(before.lastPolledAt).toBeNull()
  await world.advance(60_000)
  await world.look()
  const after = await world.get(path, Connection)
  expect(after.lastPolledAt).toBe('2026-11-01T12:01:00.000Z')
  expect(after.lastValidatedAt).toBe(before.lastValidatedAt)
})

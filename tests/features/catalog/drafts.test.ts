import { z } from 'zod'
import { expireProductDrafts } from '../../../src/features/catalog/drafts/expire-drafts.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Draft, Drafts, one, says, startCatalogWorld, type CatalogWorld } from './kit.ts'

const DAY_MS = 86_400_000
const UNKNOWN = '0190aaaa-0000-7000-8000-000000000001'
const Decided = z.object({
  data: z.array(z.looseObject({ id: z.uuid(), refused: z.string().nullable() })),
  more: z.boolean(),
})

/** Drafts of a sure dress and of a bag whose price stands nowhere; gives the ids. */
async function withDrafts(world: CatalogWorld): Promise<{ sure: string; unsure: string }> {
  world.publish('Ankara dress. KES 2,500. DM to order')
  await world.advance(1_000)
  world.publish('Leather bag. DM for price')
  world.model.answer = (caption) => ({
    products: [
      caption?.startsWith('Ankara')
        ? one('Ankara dress', '2500.00', 'KES 2,500')
        : says({
            name: 'Leather bag',
            price: '4999.00',
            quote: { name: 'Leather bag', price: '4' },
          }),
    ],
  })
  await world.scan({ limit: 2 })
  const { data } = await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)
  const idOf = (name: string): string => data.find((draft) => draft.name === name)?.id ?? ''
  return { sure: idOf('Ankara dress'), unsure: idOf('Leather bag') }
}

const listed = async (world: CatalogWorld, query: string): Promise<string[]> => {
  const page = await world.get(`/api/products/drafts?store=${world.storeId}&${query}`, Drafts)
  return page.data.map(({ id }) => id)
}

async function batch(world: CatalogWorld, act: 'approve' | 'reject', body: unknown) {
  const answer = await world.send('POST', `/api/products/drafts/batch-${act}`, body)
  return Decided.parse(await answer.json())
}

test('drafts are found by confidence and by their end, page by page', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { sure, unsure } = await withDrafts(world)
  expect(await listed(world, 'confidence=high')).toEqual([sure])
  expect(await listed(world, 'confidence=low')).toEqual([unsure])
  expect(await listed(world, 'expiring=true')).toEqual([])
  await world.advance(6 * DAY_MS)
  expect((await listed(world, 'expiring=true')).toSorted()).toEqual([sure, unsure].toSorted())
  expect(await listed(world, 'status=approved')).toEqual([])

  const path = `/api/products/drafts?store=${world.storeId}&limit=1`
  const first = await world.get(path, Drafts)
  const second = await world.get(`${path}&cursor=${first.next_cursor ?? ''}`, Drafts)
  expect(second.next_cursor).toBeNull()
  const ids = [...first.data, ...second.data].map(({ id }) => id)
  expect(ids.toSorted()).toEqual([sure, unsure].toSorted())
})

test('many drafts are decided at once, and each that is not says why', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { sure, unsure } = await withDrafts(world)
  const soon = { store: world.storeId, expiring: true }
  expect(await batch(world, 'approve', { filter: soon })).toEqual({ data: [], more: false })

  expect(await batch(world, 'reject', { ids: [unsure, UNKNOWN] })).toMatchObject({
    data: [
      { id: unsure, refused: null },
      { id: UNKNOWN, refused: 'not_found' },
    ],
  })
  expect(await batch(world, 'approve', { ids: [sure, unsure, UNKNOWN, sure] })).toMatchObject({
    data: [
      { id: sure, refused: null, product_id: expect.any(String) },
      { id: unsure, refused: 'rejected', product_id: null },
      { id: UNKNOWN, refused: 'not_found', product_id: null },
    ],
  })
  expect(await batch(world, 'reject', { ids: [sure] })).toMatchObject({
    data: [{ id: sure, refused: 'decided' }],
  })
  const both = await world.send('POST', '/api/products/drafts/batch-approve', {
    ids: [sure],
    filter: {},
  })
  expect(both.status).toBe(422)
})

test('a batch takes the ids of its drafts by either name, and not by both', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { sure, unsure } = await withDrafts(world)
  expect(await batch(world, 'approve', { draftIds: [sure] })).toMatchObject({
    data: [{ id: sure, refused: null }],
  })
  expect(await batch(world, 'reject', { draftIds: [unsure] })).toMatchObject({
    data: [{ id: unsure, refused: null }],
  })
  for (const body of [{ ids: [sure], draftIds: [sure] }, { draftIds: [sure], filter: {} }, {}]) {
    const refused = await world.send('POST', '/api/products/drafts/batch-reject', body)
    expect(refused.status).toBe(422)
  }
})

test('those that expire soon are decided by a filter', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { sure, unsure } = await withDrafts(world)
  await world.advance(6 * DAY_MS)
  const { data } = await batch(world, 'approve', {
    filter: { store: world.storeId, expiring: true, confidence: 'high' },
  })
  expect(data).toMatchObject([{ id: sure, refused: null }])
  expect(await listed(world, 'status=pending')).toEqual([unsure])
})

test('an approval answers the product', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { sure } = await withDrafts(world)
  const answer = await world.send('POST', `/api/products/drafts/${sure}/approve`)
  const product = z.looseObject({ id: z.uuid() }).parse(await answer.json())
  expect(product).toMatchObject({ name: 'Ankara dress', slug: 'ankara-dress', status: 'active' })
  expect(await world.get(`/api/products/drafts/${sure}`, Draft)).toMatchObject({
    status: 'approved',
    product_id: product.id,
  })
})

test('what a draft does not take is named once, with what it takes', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { sure } = await withDrafts(world)
  const path = `/api/products/drafts/${sure}`
  const Faults = z.object({ errors: z.array(z.looseObject({ field: z.string() })) })
  const refused = async (change: unknown) => {
    const answer = await world.send('PATCH', path, change)
    expect(answer.status).toBe(422)
    return Faults.parse(await answer.json()).errors
  }
  expect(await refused({ currency: 'kes' })).toMatchObject([
    { field: 'currency', reason: 'expected a code of ISO 4217, as in KES' },
  ])
  expect(await refused({ category: 'Bags\nShoes' })).toMatchObject([
    { field: 'category', reason: 'expected 1 to 80 characters on one line' },
  ])
  expect(await refused({ pictures: [1, 4] })).toMatchObject([
    { field: 'pictures', reason: 'expected numbers of pictures of the post, which has 1' },
  ])
  await world.send('POST', `${path}/approve`)
  expect(await (await world.send('POST', `${path}/reject`)).json()).toMatchObject({
    detail: 'the draft is approved: only pending ones can be rejected',
  })
})

test('a store may want its products as drafts first', async ({ db }) => {
  const world = await startCatalogWorld(db)
  await world.send('PATCH', `/api/stores/${world.storeId}`, { approved_as: 'draft' })
  const { sure } = await withDrafts(world)
  const answer = await world.send('POST', `/api/products/drafts/${sure}/approve`)
  expect(await answer.json()).toMatchObject({ status: 'draft' })
})

test('after thirty days a draft is restored no more', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { sure, unsure } = await withDrafts(world)
  const restore = async (id: string): Promise<number> =>
    (await world.send('POST', `/api/products/drafts/${id}/restore`)).status
  expect(await restore(sure)).toBe(409)
  await world.send('POST', `/api/products/drafts/${unsure}/reject`, { reason: 'sold' })
  await world.advance(8 * DAY_MS)
  await world.services.queue.enqueue(db, expireProductDrafts, {})
  await world.runAll()
  await world.advance(21 * DAY_MS)
  expect([await restore(sure), await restore(unsure)]).toEqual([200, 200])
  await world.send('POST', `/api/products/drafts/${unsure}/reject`)
  await world.advance(31 * DAY_MS)
  expect(await restore(unsure)).toBe(409)
})

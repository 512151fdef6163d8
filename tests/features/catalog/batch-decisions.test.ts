import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../src/db/handles.ts'
import { lockStores } from '../../../src/features/catalog/posts/store/lock-posts.ts'
import { expect, test } from '../../fixtures/test.ts'
import { says, startCatalogWorld, untilHeldUp, type CatalogWorld } from './kit.ts'

const Drafts = z.object({ data: z.array(z.object({ id: z.string(), status: z.string() })) })
const drafts = async (world: CatalogWorld, query: string) =>
  (await world.get(`/api/products/drafts?store=${world.storeId}${query}`, Drafts)).data

/** A store whose import has made a draft of each of three posts. */
async function startWithDrafts(db: Parameters<typeof startCatalogWorld>[0]) {
  const world = await startCatalogWorld(db)
  for (let n = 1; n <= 3; n += 1) world.publish(`Ankara dress ${n}. KES ${n}00, DM to order`)
  world.model.answer = (caption) => ({
    products: [
      says({
        name: caption?.split('.')[0] ?? '',
        quote: {
          name: caption?.split('.')[0] ?? '',
          price: /KES \d+/.exec(caption ?? '')?.[0] ?? '',
        },
        price: /\d00/.exec(caption ?? '')?.[0] ?? null,
        currency: 'KES',
      }),
    ],
  })
  const scan = await world.scan({ limit: 3 })
  return { world, scan }
}

test('a list takes several states, and an import names its drafts', async ({ db }) => {
  const { world, scan } = await startWithDrafts(db)
  const [newest, middle] = await drafts(world, '')
  await world.send('POST', `/api/products/drafts/${newest?.id ?? ''}/approve`)
  await world.send('POST', `/api/products/drafts/${middle?.id ?? ''}/reject`)
  world.publish('Kanga. KES 400, DM to order')
  await world.look()

  const decided = await drafts(world, '&status=approved,rejected,expired')
  expect(decided.map(({ status }) => status)).toEqual(['approved', 'rejected'])
  expect(await drafts(world, '')).toHaveLength(4)
  expect((await drafts(world, `&scan=${scan}`)).map(({ status }) => status)).toEqual([
    'approved',
    'rejected',
    'pending',
  ])
  const all = `/api/products/drafts?scan=${scan}&status=pending`
  expect((await world.get(all, Drafts)).data).toHaveLength(1)
  const { token } = await world.person('other')
  expect(await (await world.catalogApi.send('GET', all, { token })).json()).toMatchObject({
    data: [],
  })
  expect((await world.send('GET', '/api/products/drafts?status=pending,lost')).status).toBe(422)
})

test('a decision about a filter tells its number first, and decides nothing when another number fits', async ({
  db,
}) => {
  const { world, scan } = await startWithDrafts(db)
  const decide = async (body: object) => {
    const answer = await world.send('POST', '/api/products/drafts/batch-approve', body)
    return {
      status: answer.status,
      body: z.record(z.string(), z.unknown()).parse(await answer.json()),
    }
  }
  const filter = { store: world.storeId, confidence: 'high', scan }

  expect(await decide({ filter, dry_run: true })).toMatchObject({
    status: 200,
    body: { matched: 3, data: [], more: false },
  })
  const [newest] = await drafts(world, '')
  await world.send('POST', `/api/products/drafts/${newest?.id ?? ''}/reject`)
  expect(await decide({ filter, expected: 3 })).toMatchObject({
    status: 409,
    body: { code: 'count_changed', facts: { matched: 2, expected: 3 } },
  })
  expect(await drafts(world, '&status=approved')).toEqual([])
  expect(
    (await decide({ filter: { ...filter, expiring: true }, dry_run: true })).body,
  ).toMatchObject({ matched: 0 })
  expect(await decide({ filter, expected: 2 })).toMatchObject({ status: 200, body: { matched: 2 } })
  expect(await drafts(world, '&status=approved')).toHaveLength(2)
})

test('several drafts are rejected while a post is read that changes them in another order', async ({
  db,
}) => {
  const { world } = await startWithDrafts(db)
  const ids = (await drafts(world, '')).map(({ id }) => id).toSorted()
  const [first = '', last = ''] = [ids.at(0), ids.at(-1)]
  const touch = async (tx: Tx, id: string) =>
    await sql`update product_drafts set updated_at = world_now() where id = ${id}::uuid`.execute(tx)
  let rejecting: Promise<Response> | undefined
  // As a post that is read does: its store, its drafts, and then those that resemble them.
  await db.transaction().execute(async (tx) => {
    await lockStores(tx, [world.storeId])
    await touch(tx, last)
    rejecting = world.send('POST', '/api/products/drafts/batch-reject', { ids })
    await untilHeldUp(db, 1)
    await touch(tx, first)
  })
  const answer = await rejecting
  expect(answer?.status).toBe(200)
  expect((await drafts(world, '&status=rejected')).map(({ id }) => id).toSorted()).toEqual(ids)
})

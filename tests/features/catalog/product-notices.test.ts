import { sql } from 'kysely'
import { z } from 'zod'
import { notifyOfDrafts } from '../../../src/features/catalog/notices/notify-of-drafts.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { one, Product, startCatalogWorld, type CatalogWorld } from './kit.ts'

const SHOP = 'qahwa.co'
const DAY_MS = 24 * 3_600_000

/** A shop with a product whose price its seller has changed. */
async function aShop(db: Db): Promise<CatalogWorld & { productId: string; media: string }> {
  const world = await startCatalogWorld(db)
  world.model.answer = (caption) => {
    const [, price] = /KES (\d+)/.exec(caption ?? '') ?? []
    return price === undefined
      ? { is_product: false }
      : { products: [one('Leather bag', `${price}.00`, caption ?? '')] }
  }
  const { id: media } = world.publish('Leather bag KES 900')
  await world.scan({ limit: 1 })
  const productId = await world.approveNewest()
  await tell(world)
  await sql`delete from notifications`.execute(db)
  return { ...world, productId, media }
}

async function tell(world: CatalogWorld): Promise<void> {
  const { queue, db } = world.services
  await queue.enqueue(db, notifyOfDrafts, {})
  await world.run('notify_of_drafts')
}

type Notice = { kind: string; audience: string; item: Record<string, unknown> }
const notices = async (db: Db): Promise<Notice[]> =>
  (
    await sql<Notice>`
      select kind, audience, items -> 0 as item from notifications order by kind`.execute(db)
  ).rows

const codeIn = (address: unknown): string =>
  /\/console\/product-link\?once=([\w-]{43})$/.exec(String(address))?.[1] ?? ''

const Shown = z.object({
  product: Product,
  conflict: z.looseObject({ field: z.string(), mine: z.unknown(), theirs: z.unknown() }).nullable(),
})
const Conflicts = z.object({
  data: z.array(
    z.looseObject({
      field: z.string(),
      resolved_to: z.string().nullable(),
      resolved_at: z.string().nullable(),
    }),
  ),
})

test('a conflict with the shop reaches its owner once, with a link that settles it', async ({
  db,
}) => {
  const world = await aShop(db)
  const { productId, media, send } = world
  await send('PATCH', `/api/products/${productId}`, { price: '950' })
  world.sim.control.editPost(SHOP, media, { caption: 'Leather bag KES 700' })
  await world.look()

  await tell(world)
  await tell(world)
  const [notice, ...others] = await notices(db)
  expect(others).toEqual([])
  expect(notice).toMatchObject({
    kind: 'product_conflicts',
    audience: expect.stringMatching(/^user:/),
    item: {
      store: 'Qahwa Styles',
      conflicts: 1,
      review: `http://127.0.0.1:18080/console/products/conflicts?store=${world.storeId}`,
      product_1: 'Leather bag',
      field_1: 'price',
      yours_1: '950.00',
      post_1: '700.00',
    },
  })
  const code = codeIn(notice?.item['decide_1'])
  const show = async () => await send('POST', '/api/products/links/show', { code })
  expect(Shown.parse(await (await show()).json())).toMatchObject({
    product: { id: productId },
    conflict: { field: 'price', mine: '950.00', theirs: '700.00' },
  })
  const decide = async (choice: string) =>
    await send('POST', '/api/products/links/decide', { code, choice })
  const stranger = await world.person('stranger', 'admin')
  const refused = await world.catalogApi.send('POST', '/api/products/links/decide', {
    token: stranger.token,
    json: { code, choice: 'theirs' },
  })
  expect(refused.status).toBe(404)
  expect((await decide('archive')).status).toBe(422)
  expect(await (await decide('theirs')).json()).toMatchObject({ price: '700.00' })
  expect((await decide('theirs')).status).toBe(404)
  // A link of a draft is none of a product, and the other way round.
  expect((await send('POST', '/api/products/draft-links/show', { code })).status).toBe(404)

  const open = await world.get('/api/products/conflicts', Conflicts)
  const resolved = await world.get('/api/products/conflicts?state=resolved', Conflicts)
  expect(open.data).toEqual([])
  expect(resolved.data).toMatchObject([
    { field: 'price', resolved_to: 'theirs', resolved_at: expect.any(String) },
  ])
})

test('a product that has lost its post reaches its owner, who keeps or archives it', async ({
  db,
}) => {
  const world = await aShop(db)
  const { productId, media, send } = world
  expect((await send('POST', `/api/products/source/${productId}`, { choice: 'keep' })).status).toBe(
    409,
  )
  world.sim.control.editPost(SHOP, media, { caption: 'Thanks to all of you' })
  await world.scan({ limit: 1 })
  await tell(world)
  await tell(world)

  const [dropped, ...others] = await notices(db)
  expect(others).toEqual([])
  expect(dropped).toMatchObject({
    kind: 'product_posts_dropped',
    item: {
      products: 1,
      product_1: 'Leather bag',
      review: expect.stringContaining('/console/products?store='),
    },
  })
  expect((await world.get('/api/products?source=dropped', Products)).data).toHaveLength(1)
  expect((await world.get('/api/products?source=gone', Products)).data).toHaveLength(0)
  const code = codeIn(dropped?.item['decide_1'])
  const kept = await send('POST', '/api/products/links/decide', { code, choice: 'keep' })
  expect(await kept.json()).toMatchObject({
    status: 'active',
    source_loss_accepted_at: expect.any(String),
  })

  await sql`delete from notifications`.execute(db)
  world.sim.control.deletePost(SHOP, media)
  await world.advance(DAY_MS + 1)
  await world.look()
  await tell(world)
  const [gone] = await notices(db)
  expect(gone).toMatchObject({ kind: 'product_posts_gone', item: { product_1: 'Leather bag' } })
  const archived = await send('POST', '/api/products/links/decide', {
    code: codeIn(gone?.item['decide_1']),
    choice: 'archive',
  })
  expect(await archived.json()).toMatchObject({ status: 'archived' })

  // Back and gone again is another matter; what is archived is none.
  await sql`delete from notifications`.execute(db)
  await sql`update products set source_deleted_at = world_now() + interval '1 hour' where id = ${productId}`.execute(
    db,
  )
  await tell(world)
  expect(await notices(db)).toEqual([])
})

const Products = z.object({ data: z.array(z.unknown()) })

test('of many things a message has three with a link, and the number of all', async ({ db }) => {
  const world = await aShop(db)
  await sql`
    insert into products (store_id, slug, name, currency, source, source_deleted_at)
    select ${world.storeId}::uuid, 'gone-' || n, 'Gone ' || n, 'KES', 'instagram', world_now()
    from generate_series(1, 5) n`.execute(db)
  await tell(world)
  const [notice] = await notices(db)
  expect(notice?.item).toMatchObject({ products: 5 })
  expect(Object.keys(notice?.item ?? {}).filter((name) => name.startsWith('decide_'))).toHaveLength(
    3,
  )
  const { rows } = await sql`select from draft_links where product_id is not null`.execute(db)
  expect(rows).toHaveLength(3)
})

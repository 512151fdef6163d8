import { sql } from 'kysely'
import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import {
  Draft,
  Drafts,
  Product,
  says,
  startCatalogWorld,
  untilHeldUp,
  type CatalogWorld,
} from './kit.ts'

const SHOP = 'qahwa.co'
const CAPTION = 'Ankara dress. KES 2,500. DM to order'

const drafts = async (world: CatalogWorld) =>
  (
    await world.get(
      `/api/products/drafts?store=${world.storeId}`,
      Drafts.extend({ data: z.array(Draft.extend({ pictures: z.array(z.int()) })) }),
    )
  ).data
const product = async (world: CatalogWorld, id: string) =>
  await world.get(`/api/products/${id}`, Product)

/** A model that sees the product in these pictures, of those that it is shown. */
const seesIn = (world: CatalogWorld, pictures: number[]): void => {
  world.model.answer = () => ({
    products: [
      says({
        name: 'Ankara dress',
        price: '2500.00',
        quote: { name: 'Ankara dress', price: 'KES 2,500' },
        pictures,
      }),
    ],
  })
}

const publishAlbum = (world: CatalogWorld): string =>
  world.sim.control.addPost(SHOP, {
    caption: CAPTION,
    type: 'CAROUSEL_ALBUM',
    product: 'FEED',
    children: 3,
  }).id

async function approve(world: CatalogWorld): Promise<string> {
  const [draft] = await drafts(world)
  const answer = await world.send('POST', `/api/products/drafts/${draft?.id ?? ''}/approve`)
  return z.object({ id: z.uuid() }).parse(await answer.json()).id
}

const refuseQuestions = (world: CatalogWorld, seconds: number): void =>
  void world.openai.control.addFault({
    on: 'http',
    kind: 'rate_limit',
    path: '/chat/completions$',
    times: 10,
    retry_after_seconds: seconds,
  })

async function lookAgain(world: CatalogWorld): Promise<void> {
  await world.advance(60_000)
  await world.look()
}

const hashesOf = async (world: CatalogWorld) =>
  (await drafts(world))[0]?.post.pictures.map(({ hash }) => hash) ?? []

/** How each kept picture of the post looks, by its place. */
const placesOf = async ({ db }: Pick<CatalogWorld['services'], 'db'>) =>
  (
    await sql<{
      position: number
    }>`select position from catalog_pictures order by position`.execute(db)
  ).rows.map(({ position }) => position)

test('numbers of pictures are those of the post, also when a model was not shown all of them', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  publishAlbum(world)
  await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 })
  await world.run('scan_store')
  const { rows } = await sql<{
    url: string
  }>`select picture_urls[1] as url from catalog_posts`.execute(db)
  world.sim.control.set({
    lostFiles: [new URL(rows[0]?.url ?? '').pathname.split('/').at(-1) ?? ''],
  })
  seesIn(world, [1, 3])
  await world.runAll()

  const [draft] = await drafts(world)
  expect(draft?.pictures).toEqual([2])
  const [first, second] = draft?.post.pictures ?? []
  expect([first?.hash, (await product(world, await approve(world))).pictures]).toEqual([
    null,
    [second?.hash],
  ])
})

test('an album that loses a picture shows and sends the others, and its product follows', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const id = publishAlbum(world)
  seesIn(world, [1, 2])
  await world.scan({ limit: 1 })
  const [first, second, third] = await hashesOf(world)
  const productId = await approve(world)
  expect((await product(world, productId)).pictures).toEqual([first, second])

  world.sim.control.editPost(SHOP, id, { parts: [2, 1] })
  seesIn(world, [2])
  await lookAgain(world)
  expect(await hashesOf(world)).toEqual([third, second])
  expect(await placesOf(world.services)).toEqual([0, 1])
  expect((await product(world, productId)).pictures).toEqual([second])
})

test('what a seller has chosen of an album stays chosen when the album changes', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const id = publishAlbum(world)
  seesIn(world, [1])
  await world.scan({ limit: 1 })
  const [draft] = await drafts(world)
  await world.send('PATCH', `/api/products/drafts/${draft?.id ?? ''}`, { pictures: [3, 1] })
  world.sim.control.editPost(SHOP, id, { parts: [2, 1] })
  await lookAgain(world)
  expect((await drafts(world))[0]).toMatchObject({ pictures: [1], edited: ['pictures'] })
})

test('a product takes the changed picture of its post, unless the seller chose its pictures', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(CAPTION)
  seesIn(world, [1])
  await world.scan({ limit: 1 })
  const [before] = await hashesOf(world)
  const productId = await approve(world)

  world.sim.control.editPost(SHOP, id, { pictureOf: 'another' })
  await lookAgain(world)
  const [after] = await hashesOf(world)
  expect(after).not.toBe(before)
  expect(await product(world, productId)).toMatchObject({ pictures: [after], open_conflicts: 0 })
  expect(world.model.asked).toHaveLength(2)

  await sql`update products set touched = '{pictures}'`.execute(db)
  world.sim.control.editPost(SHOP, id, { pictureOf: 'other-17' })
  await lookAgain(world)
  const [third] = await hashesOf(world)
  expect(await product(world, productId)).toMatchObject({ pictures: [after], open_conflicts: 1 })
  const Conflicts = z.object({ data: z.array(z.looseObject({ field: z.string() })) })
  const conflicts = async () =>
    (await world.get(`/api/products/conflicts?product=${productId}`, Conflicts)).data
  expect(await conflicts()).toMatchObject([{ field: 'pictures', mine: [after], theirs: [third] }])
  await world.send('PUT', `/api/products/pictures/${productId}`, { pictures: [] })
  expect(await conflicts()).toMatchObject([{ field: 'pictures', mine: [], theirs: [third] }])
  const settled = await world.send('POST', `/api/products/conflicts/${productId}/resolve`, {
    pictures: 'theirs',
  })
  expect(await settled.json()).toMatchObject({ pictures: [third], touched: [], open_conflicts: 0 })
})

test('the same picture under another address is no change, and no model is asked', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(CAPTION)
  seesIn(world, [1])
  await world.scan({ limit: 1 })
  const productId = await approve(world)
  world.sim.control.editPost(SHOP, id, { pictureOf: id })
  await lookAgain(world)

  expect(world.model.asked).toHaveLength(1)
  expect(await product(world, productId)).toMatchObject({ open_conflicts: 0 })
  const { rows } = await sql`
    select p.revision = p.extracted_revision as is_read, e.outcome from catalog_posts p
    join catalog_sync_posts e on e.post_id = p.id where p.platform_id = ${id} order by e.ended_at desc limit 1`.execute(
    db,
  )
  expect(rows).toEqual([{ is_read: true, outcome: 'unchanged' }])
})

test('a changed picture is read, although the first question about it is refused', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(CAPTION)
  seesIn(world, [1])
  await world.scan({ limit: 1 })
  const [before] = await hashesOf(world)
  const productId = await approve(world)
  world.sim.control.editPost(SHOP, id, { pictureOf: 'another' })
  refuseQuestions(world, 60)
  await lookAgain(world)
  expect(world.model.asked).toHaveLength(1)

  world.openai.control.clearFaults()
  await world.advance(60_000)
  await world.runAll()
  expect(world.model.asked).toHaveLength(2)
  const { pictures } = await product(world, productId)
  expect(pictures).toEqual(await hashesOf(world))
  expect(pictures).not.toEqual([before])
})

test('a picture that is back before anybody has read what was there meanwhile is no change', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(CAPTION)
  seesIn(world, [1])
  await world.scan({ limit: 1 })
  refuseQuestions(world, 3_600)
  world.sim.control.editPost(SHOP, id, { pictureOf: 'another' })
  await lookAgain(world)
  world.sim.control.editPost(SHOP, id, { pictureOf: id })
  await lookAgain(world)
  expect(world.model.asked).toHaveLength(1)
  const { rows } = await sql`
    select revision, extracted_revision from catalog_posts where platform_id = ${id}`.execute(db)
  expect(rows).toEqual([{ revision: 3, extracted_revision: 3 }])
})

test('a draft that is approved while its post gets other pictures keeps the picture that it shows', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  publishAlbum(world)
  seesIn(world, [1])
  await world.scan({ limit: 1 })
  const [first] = await hashesOf(world)
  const approving = await db.transaction().execute(async (tx) => {
    // A look has found the pictures in another order, and is about to end.
    await sql`update catalog_posts set picture_ids = array(
      select name from unnest(picture_ids) with ordinality as p (name, number) order by number desc)`.execute(
      tx,
    )
    await sql`update product_drafts set extracted = jsonb_set(extracted, '{pictures}', '[3]')`.execute(
      tx,
    )
    const approved = approve(world)
    await untilHeldUp(db, 1)
    return { approved }
  })
  expect((await product(world, await approving.approved)).pictures).toEqual([first])
})

import { sql } from 'kysely'
import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, says, startCatalogWorld, type CatalogWorld } from './kit.ts'

const SHOP = 'qahwa.co'
const DRESS = 'Ankara dress. KES 2,500. DM to order'

const drafts = async (world: CatalogWorld, query = '') =>
  (await world.get(`/api/products/drafts?store=${world.storeId}${query}`, Drafts)).data

/** A model that reads name and price as they stand: "Ankara dress. KES 2,500". */
const readsAll = (world: CatalogWorld): void => {
  world.model.answer = (caption) => {
    const [name = '', quote = ''] = caption?.split('. ') ?? []
    const price = `${quote.replaceAll(/\D/g, '')}.00`
    return { products: [says({ name, price, quote: { name, price: quote } })] }
  }
}

const Decisions = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      product_id: z.string().nullable(),
      refused: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
})

const approveAll = async (world: CatalogWorld, body: object) =>
  Decisions.parse(
    await (await world.send('POST', '/api/products/drafts/batch-approve', body)).json(),
  ).data

/** Two posts of one dress, a minute apart, and one of a bag. */
async function withReposts(world: CatalogWorld, again = DRESS.replace('.', '. KES 2,500.')) {
  readsAll(world)
  const { id: first } = world.publish(DRESS)
  await world.advance(60_000)
  const { id: second } = world.publish(again)
  await world.advance(60_000)
  world.publish('Kitenge bag. KES 900. DM to order')
  await world.scan({ limit: 3 })
  const byPost = new Map((await drafts(world)).map((draft) => [draft.post.media_id, draft]))
  return { original: byPost.get(first), copy: byPost.get(second) }
}

test('of two posts of one scan the later one says that it may be the earlier one', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { original, copy } = await withReposts(world)
  expect(original).toMatchObject({ flags: [], possible_duplicate_draft: null })
  expect(copy).toMatchObject({
    flags: ['possible_duplicate'],
    possible_duplicate: null,
    possible_duplicate_draft: { id: original?.id, name: 'Ankara dress' },
  })
})

test('the picture of a post that is not decided yet is known again', async ({ db }) => {
  const world = await startCatalogWorld(db)
  readsAll(world)
  const { id } = world.publish(DRESS)
  await world.look()
  await world.advance(60_000)
  world.sim.control.addPost(SHOP, {
    caption: 'Our bestseller. KES 2,600. DM to order',
    type: 'IMAGE',
    product: 'FEED',
    pictureOf: id,
  })
  await world.look()
  expect((await drafts(world)).map(({ name, flags }) => [name, flags])).toEqual([
    ['Our bestseller', ['possible_duplicate']],
    ['Ankara dress', []],
  ])
})

test('a filter leaves the copy, with its reason; who chooses it has both', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { original, copy } = await withReposts(world)
  const decided = await approveAll(world, { filter: { store: world.storeId } })
  expect(decided.filter(({ refused }) => refused !== null)).toMatchObject([
    { id: copy?.id, refused: 'possible_duplicate' },
  ])
  const product = decided.find(({ id }) => id === original?.id)?.product_id
  const [left] = await drafts(world, '&status=pending')
  expect(left).toMatchObject({
    id: copy?.id,
    possible_duplicate: { id: product },
    possible_duplicate_draft: null,
  })
  const [chosen] = await approveAll(world, { ids: [copy?.id] })
  expect(chosen).toMatchObject({ product_id: expect.any(String), refused: null })
})

test('a product that was added after a draft has it say so, before there are two', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  readsAll(world)
  world.publish(DRESS)
  await world.look()
  const [draft] = await drafts(world)
  const product = { store: world.storeId, name: 'Ankara Dress', price: '2500.00' }
  await world.send('POST', '/api/products', product)

  const path = `/api/products/drafts/${draft?.id ?? ''}`
  const refused = await world.send('POST', `${path}/approve`)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('“Ankara Dress”') })
  expect(await (await world.send('GET', path)).json()).toMatchObject({
    flags: ['possible_duplicate'],
    possible_duplicate: { name: 'Ankara Dress' },
  })
  expect((await world.send('POST', `${path}/approve`)).status).toBe(200)
})

test('a store approves no copy by itself, even if both posts are read at once', async ({ db }) => {
  const world = await startCatalogWorld(db)
  await world.send('PATCH', `/api/stores/${world.storeId}`, { auto_approve_from: 0.9 })
  readsAll(world)
  world.publish(DRESS)
  await world.advance(60_000)
  world.publish(`${DRESS} now`)
  await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 2 })
  await world.run('scan_store')
  await Promise.all([world.run('extract_post'), world.run('extract_post')])
  await world.runAll()
  expect(
    (await drafts(world)).map(({ status, flags }) => `${status} ${flags.join()}`).toSorted(),
  ).toEqual(['approved ', 'pending possible_duplicate'])
})

test('a copy that becomes another product says nothing any more', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { original } = await withReposts(world)
  world.sim.control.editPost(SHOP, original?.post.media_id ?? '', {
    caption: 'Leso. KES 700. DM to order',
  })
  await world.advance(60_000)
  await world.look()
  expect((await drafts(world)).map(({ flags }) => flags)).toEqual([[], [], []])
})

/** A store that approves by itself, of which a model is sure but of the first post that says DRESS. */
async function withSureCopies(db: Parameters<typeof startCatalogWorld>[0], copies: number) {
  const world = await startCatalogWorld(db)
  await world.send('PATCH', `/api/stores/${world.storeId}`, { auto_approve_from: 0.9 })
  world.model.answer = (caption) => {
    const [name = '', quote = ''] = caption?.split('. ') ?? []
    if (quote === '') return { is_product: false }
    const price = `${quote.replaceAll(/\D/g, '')}.00`
    const said = says({ name, price, quote: { name, price: quote } })
    return { products: [{ ...said, confidence: caption === DRESS ? 0.7 : 0.95 }] }
  }
  const published = [DRESS, ...Array.from({ length: copies }, (_, n) => `${DRESS} (${n})`)]
  const posts: string[] = []
  for (const caption of published) {
    posts.push(world.publish(caption).id)
    await world.advance(60_000)
  }
  await world.scan({ limit: posts.length })
  const byPost = async () => {
    const all = new Map((await drafts(world)).map((draft) => [draft.post.media_id, draft]))
    return posts.map((id) => all.get(id))
  }
  const edit = async (caption: string): Promise<void> => {
    world.sim.control.editPost(SHOP, posts[0] ?? '', { caption })
    await world.advance(60_000)
    await world.look()
  }
  return { world, byPost, edit, posts }
}

test('a store approves by itself what is no copy any more, and of two that are alike the first', async ({
  db,
}) => {
  const { world, byPost, edit } = await withSureCopies(db, 2)
  const [original, ...before] = await byPost()
  expect(before).toMatchObject(
    [1, 2].map(() => ({ status: 'pending', flags: ['possible_duplicate'] })),
  )
  await edit('Leso. KES 700. DM to order')

  const [changed, first, second] = await byPost()
  expect(changed).toMatchObject({ id: original?.id, name: 'Leso', status: 'approved', flags: [] })
  expect(first).toMatchObject({ status: 'approved', flags: [], product_id: expect.any(String) })
  expect(second).toMatchObject({
    status: 'pending',
    flags: ['possible_duplicate'],
    possible_duplicate: { id: first?.product_id },
  })
  const { data: syncs } = await world.get(
    `/api/instagram/sync-history?store=${world.storeId}`,
    z.object({ data: z.array(z.looseObject({ type: z.string(), progress: z.unknown() })) }),
  )
  expect(syncs.map(({ type, progress }) => [type, progress])).toMatchObject([
    ['incremental_sync', { total: 1, processed: 1, draftsCreated: 0, updated: 1, failed: 0 }],
    ['bulk_import', { total: 3, processed: 3, draftsCreated: 3, updated: 0, failed: 0 }],
  ])
})

test('a copy whose original sells nothing any more is a copy no more', async ({ db }) => {
  const { byPost, edit } = await withSureCopies(db, 1)
  await edit('Closed for the holidays')
  expect(await byPost()).toMatchObject([undefined, { status: 'approved', flags: [] }])
})

test('a copy stays one while its original only says more', async ({ db }) => {
  const { byPost, edit } = await withSureCopies(db, 1)
  await edit(`${DRESS}!`)
  const [original, copy] = await byPost()
  expect(original).toMatchObject({ status: 'approved' })
  expect(copy).toMatchObject({
    status: 'pending',
    flags: ['possible_duplicate'],
    possible_duplicate: { id: original?.product_id },
  })
})

test('what was a copy waits for its own post, which has changed, too', async ({ db }) => {
  const { world, byPost, edit, posts } = await withSureCopies(db, 1)
  await sql`update catalog_posts set revision = revision + 1 where platform_id = ${posts[1]}`.execute(
    world.services.db,
  )
  await edit('Leso. KES 700. DM to order')
  expect(await byPost()).toMatchObject([
    { status: 'approved' },
    { status: 'pending', flags: [], possible_duplicate_draft: null },
  ])
})

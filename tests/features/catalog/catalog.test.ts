import { sql } from 'kysely'
import { z } from 'zod'
import type { InstagramChange } from '../../../src/platforms/instagram-changes.ts'
import { releaseOldMedia } from '../../../src/media/media-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { comeBack } from '../connections/kit.ts'
import { Draft, Drafts, Product, says, Scan, startCatalogWorld, type CatalogWorld } from './kit.ts'

const drafts = async (world: CatalogWorld, query = '') =>
  (await world.get(`/api/products/drafts?store=${world.storeId}${query}`, Drafts)).data

const ANNA = { platformId: '77', username: 'anna.buys' }
const DRESS = 'Ankara dress, size M or L. KES 2,500. DM to order'
const dress = () =>
  says({
    name: 'Ankara dress',
    price: '2500.00',
    quote: { name: 'Ankara dress', price: 'KES 2,500' },
    variants: [
      { option: 'size', value: 'M', evidence: { caption: 'size M or L', picture: null } },
      { option: 'size', value: 'L', evidence: { caption: 'size M or L', picture: null } },
    ],
  })

/** A store with one approved dress. */
async function withDress(world: CatalogWorld): Promise<{ postId: string; productId: string }> {
  const { id: postId } = world.publish(DRESS)
  world.model.answer = (caption) =>
    caption?.startsWith('Ankara') ? { products: [dress()] } : { is_product: false }
  await world.scan({ limit: 5 })
  const [draft] = await drafts(world)
  const approved = await world.send('POST', `/api/products/drafts/${draft?.id ?? ''}/approve`)
  const { id: productId } = Product.parse(await approved.json())
  return { postId, productId }
}

const product = async (world: CatalogWorld, id: string) =>
  await world.get(`/api/products/${id}`, Product)

test('a scan makes drafts with evidence, and an approved one becomes one product', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish('Happy Easter to all our customers!')
  world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  const scanId = await world.scan({ limit: 2 })

  expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({
    status: 'success',
    progress: { total: 2, processed: 2, draftsCreated: 1, skipped: 1, failed: 0 },
    requests: 1,
    waitsFor: null,
  })
  // What the rules are sure of costs nothing.
  expect(world.model.asked).toEqual([DRESS])
  const [draft] = await drafts(world)
  expect(draft).toMatchObject({
    name: 'Ankara dress',
    price: '2500.00',
    variants: [
      { option: 'size', value: 'M' },
      { option: 'size', value: 'L' },
    ],
    flags: [],
    evidence: {
      price: { kind: 'caption', start: 27, end: 36 },
      'variants.1': { kind: 'caption', start: 14, end: 25 },
    },
    post: {
      caption: DRESS,
      pictures: [{ number: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    },
  })
  const path = `/api/products/drafts/${draft?.id ?? ''}`
  const corrected = await world.send('PATCH', path, { name: 'Ankara dress, long' })
  expect(Draft.parse(await corrected.json())).toMatchObject({
    name: 'Ankara dress, long',
    edited: ['name'],
    extracted: { name: 'Ankara dress' },
  })
  const [first, second] = await Promise.all([
    world.send('POST', `${path}/approve`),
    world.send('POST', `${path}/approve`),
  ])
  expect([first.status, second.status]).toEqual([200, 200])
  const { id } = Product.parse(await first.json())
  expect(Product.parse(await second.json()).id).toBe(id)
  expect(await product(world, id)).toMatchObject({
    slug: 'ankara-dress-long',
    name: 'Ankara dress, long',
    price: '2500.00',
    status: 'active',
    touched: ['name'],
    pictures: [draft?.post.pictures[0]?.hash],
  })
  // As large as Instagram has it; the retention of pictures of creators leaves it.
  await releaseOldMedia(db, { kind: 'blog', keepMs: 0 }, AbortSignal.timeout(10_000))
  const { rows } = await sql`
    select m.width, m.height from media_uses u join media m using (sha256) where u.owner = ${`product:${id}`}`.execute(
    db,
  )
  expect(rows).toEqual([{ width: 640, height: 800 }])
})

test('nothing that a model invents survives', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish('Leather bag, brown. DM for price')
  world.model.answer = () => ({
    products: [
      says({
        name: 'Leather bag',
        price: '4999.00',
        quote: { name: 'Leather bag', price: 'KES 4,999' },
        variants: [
          { option: 'colour', value: 'brown', evidence: { caption: 'brown', picture: null } },
          { option: 'colour', value: 'black', evidence: { caption: 'brown', picture: null } },
          { option: 'size', value: 'XL', evidence: { caption: null, picture: 7 } },
        ],
        pictures: [1, 9],
      }),
    ],
  })
  await world.scan({ limit: 1 })

  const [draft] = await drafts(world)
  expect(draft).toMatchObject({
    price: null,
    variants: [{ option: 'colour', value: 'brown' }],
    flags: expect.arrayContaining(['price_dropped', 'variants_dropped']),
    pictures: [1],
  })
  expect(draft?.confidence).toBeLessThan(0.5)
})

test('a model that fails three times leaves a draft for the seller to write', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => null
  const scanId = await world.scan({ limit: 1 })

  expect(world.model.asked).toHaveLength(3)
  expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({
    status: 'failed',
    progress: { failed: 1, draftsCreated: 1 },
  })
  const [draft] = await drafts(world)
  expect(draft).toMatchObject({
    name: 'Untitled Product',
    description: DRESS,
    confidence: 0,
    flags: ['model_failed', 'low_confidence'],
  })
})

test('a product follows its post where the seller has not touched it; elsewhere both values stand side by side', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { postId, productId } = await withDress(world)
  await world.send('PATCH', `/api/products/${productId}`, { price: '2400.00' })
  const now = 'Ankara dress, now in size S. KES 2,900. DM to order'
  world.sim.control.editPost('qahwa.co', postId, { caption: now })
  world.model.answer = () => ({
    products: [
      says({
        name: 'Ankara dress',
        price: '2900.00',
        quote: { name: 'Ankara dress', price: 'KES 2,900' },
        variants: [{ option: 'size', value: 'S', evidence: { caption: 'size S', picture: null } }],
      }),
    ],
  })
  await world.look()

  expect(await product(world, productId)).toMatchObject({
    price: '2400.00',
    variants: [{ option: 'size', value: 'S' }],
    source_caption: now,
    open_conflicts: 1,
  })
  const Conflicts = z.object({ data: z.array(z.looseObject({ field: z.string() })) })
  const path = `/api/products/conflicts?product=${productId}`
  expect((await world.get(path, Conflicts)).data).toMatchObject([
    {
      field: 'price',
      mine: '2400.00',
      theirs: '2900.00',
      caption_before: DRESS,
      caption_after: now,
    },
  ])
  const settled = await world.send('POST', `/api/products/conflicts/${productId}/resolve`, {
    price: 'theirs',
  })
  expect(await settled.json()).toMatchObject({ price: '2900.00', touched: [], open_conflicts: 0 })
})

test('new posts become drafts by themselves, edited drafts stay, and a deleted post says so', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  await world.look()
  expect(world.model.asked).toEqual([])
  const { productId, postId } = await withDress(world)

  await world.advance(60_000)
  const { id: second } = world.publish('Ankara bag. KES 900, call to order')
  world.model.answer = (caption) => ({
    products: [
      says({
        name: 'Ankara bag',
        price: caption?.includes('950') ? '950.00' : '900.00',
        quote: { name: 'Ankara bag', price: /KES \d+/.exec(caption ?? '')?.[0] ?? '' },
      }),
    ],
  })
  await world.look()
  const [bag] = await drafts(world, '&status=pending')
  expect(bag).toMatchObject({ name: 'Ankara bag', price: '900.00' })
  await world.send('PATCH', `/api/products/drafts/${bag?.id ?? ''}`, { name: 'Bag of the seller' })

  await world.advance(60_000)
  world.sim.control.editPost('qahwa.co', second, { caption: 'Ankara bag. KES 950, call to order' })
  world.sim.control.deletePost('qahwa.co', postId)
  await world.look()
  const [edited] = await drafts(world, '&status=pending')
  expect(edited).toMatchObject({
    name: 'Bag of the seller',
    price: '950.00',
    flags: ['post_changed'],
  })
  const gone = await product(world, productId)
  expect(gone.status).toBe('active')
  expect(gone.source_deleted_at).not.toBeNull()
})

test('the same product again is shown beside its product, neither dropped nor doubled', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { productId } = await withDress(world)
  await world.advance(60_000)
  world.publish(`${DRESS} Restocked!`)
  world.model.answer = () => ({ products: [dress()] })
  await world.look()

  const [again] = await drafts(world, '&status=pending')
  expect(again).toMatchObject({
    flags: ['possible_duplicate'],
    possible_duplicate: { id: productId, name: 'Ankara dress' },
  })
})

test('drafts expire, are restored and rejected; a filter decides many', async ({ db }) => {
  const world = await startCatalogWorld(db)
  for (let n = 1; n <= 3; n += 1) world.publish(`Ankara dress ${n}. KES ${n}00, DM to order`)
  world.model.answer = (caption) => ({
    products: [
      says({ name: caption?.split('.')[0] ?? '', quote: { name: caption?.split('.')[0] ?? '' } }),
    ],
  })
  await world.scan({ limit: 3 })
  const [one] = await drafts(world)
  await world.advance(8 * 86_400_000)
  const { expireProductDrafts } =
    await import('../../../src/features/catalog/drafts/expire-drafts.ts')
  await world.services.queue.enqueue(db, expireProductDrafts, {})
  await world.runAll()
  expect((await drafts(world)).map(({ status }) => status)).toEqual([
    'expired',
    'expired',
    'expired',
  ])
  const path = `/api/products/drafts/${one?.id ?? ''}`
  expect((await world.send('POST', `${path}/approve`)).status).toBe(409)
  expect(await (await world.send('POST', `${path}/restore`)).json()).toMatchObject({
    status: 'pending',
  })
  const rejected = await world.send('POST', '/api/products/drafts/batch-reject', {
    filter: { store: world.storeId },
    reason: 'sold out',
  })
  expect(await rejected.json()).toMatchObject({
    data: [{ id: one?.id, refused: null }],
    more: false,
  })
  expect(await (await world.send('GET', path)).json()).toMatchObject({
    status: 'rejected',
    reason: 'sold out',
  })
})

test('what is somebody else’s does not exist', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { productId } = await withDress(world)
  const { token } = await world.person('other')
  const [draft] = await drafts(world)
  const history = `/api/instagram/sync-history?store=${world.storeId}`
  const Scans = z.object({ data: z.array(z.object({ scanId: z.uuid() })) })
  const [scan] = (await world.get(history, Scans)).data
  const draftPath = `/api/products/drafts/${draft?.id ?? ''}`
  const scanPath = `/api/instagram/scan/${scan?.scanId ?? ''}`
  for (const [method, path, json] of [
    ['GET', `/api/stores/${world.storeId}`],
    ['DELETE', `/api/stores/${world.storeId}`],
    ['GET', `/api/instagram/connection?store=${world.storeId}`],
    ['GET', `/api/instagram/sync-history?store=${world.storeId}`],
    ['GET', draftPath],
    ['POST', `${draftPath}/approve`],
    ['PATCH', draftPath, { name: 'Theirs' }],
    ['POST', `${draftPath}/reject`, {}],
    ['POST', `${draftPath}/restore`],
    ['PATCH', `/api/stores/${world.storeId}`, { name: 'Theirs' }],
    ['GET', `/api/stores/${world.storeId}/stats`],
    ['DELETE', `/api/instagram/connection?store=${world.storeId}`],
    ['GET', scanPath],
    ['POST', `${scanPath}/cancel`],
    ['GET', `/api/products/export/check?store=${world.storeId}&format=csv`],
    ['PATCH', `/api/products/${productId}`, { name: 'Theirs' }],
    ['POST', `/api/products/conflicts/${productId}/resolve`, { name: 'mine' }],
    ['POST', '/api/products', { store: world.storeId, name: 'Theirs' }],
    ['GET', `/api/products/${productId}`],
    ['DELETE', `/api/products/${productId}`],
    ['GET', `/api/products/export?store=${world.storeId}&format=csv`],
  ] as const) {
    const asked = { token, ...(json !== undefined && { json }) }
    expect((await world.catalogApi.send(method, path, asked)).status, path).toBe(404)
  }
  const batch = await world.catalogApi.send('POST', '/api/products/drafts/batch-approve', {
    token,
    json: { ids: [draft?.id] },
  })
  expect(await batch.json()).toMatchObject({ data: [{ id: draft?.id, refused: 'not_found' }] })
})

test('products leave as a file whose pictures anybody with its address can read', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  await withDress(world)
  const file = await world.send('GET', `/api/products/export?store=${world.storeId}&format=shopify`)
  expect(file.headers.get('content-disposition')).toContain('qahwa-styles-shopify-')
  const text = await file.text()
  expect(text).toContain('ankara-dress')
  const [address = ''] = /http[^,"]*api\/public\/media[^,"]*/.exec(text) ?? []
  const picture = await world.catalogApi.send('GET', new URL(address).pathname, { token: null })
  expect(picture.headers.get('content-type')).toBe('image/jpeg')
  const changed = new URL(address).pathname.replace(
    /\/(\d+)\//,
    (_, at: string) => `/${Number(at) + 1}/`,
  )
  expect((await world.catalogApi.send('GET', changed, { token: null })).status).toBe(404)
  const path = `/api/products/export/check?store=${world.storeId}&format=meta`
  const without = await world.get(path, z.looseObject({ left_out: z.array(z.unknown()) }))
  expect(without.left_out).toMatchObject([{ violations: [{ field: 'url' }] }])
  await world.send('PATCH', `/api/stores/${world.storeId}`, {
    product_url: 'https://qahwa.example/p/{slug}',
  })
  const check = await world.send('GET', path)
  expect(await check.json()).toEqual({ products: 1, left_out: [], warned: [] })
  const { id } = await world.get(`/api/products?store=${world.storeId}`, Newest)
  await world.send('PATCH', `/api/products/${id}`, { name: 'ANKARA DRESS', price: '2500.5' })
  expect(await (await world.send('GET', path)).json()).toMatchObject({
    left_out: [],
    warned: [
      { id, name: 'ANKARA DRESS', warnings: [{ code: 'title_in_capitals', field: 'name' }] },
    ],
  })
})

const Newest = z
  .object({ data: z.array(z.looseObject({ id: z.uuid() })) })
  .transform(({ data }) => ({ id: data[0]?.id ?? '' }))

test('the plain table is written for the spreadsheet that reads it, the files of shops are not', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  await withDress(world)
  const { id } = await world.get(`/api/products?store=${world.storeId}`, Newest)
  await world.send('PATCH', `/api/products/${id}`, { price: '2500.5', rating: 4.5 })
  const file = async (choices: string) =>
    await world.send('GET', `/api/products/export?store=${world.storeId}&${choices}`)
  const bytesOf = async (choices: string) =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(await (await file(choices)).arrayBuffer())

  const excel = await bytesOf('format=csv&bom=true&delimiter=%3B')
  expect(excel).toMatch(/^\uFEFF"id";"slug";"name";/)
  expect(excel).toMatch(/;"2500,50";/)
  expect(excel).toMatch(/;4,5;/)
  expect(await bytesOf('format=csv')).toMatch(/^"id","slug","name",/)
  expect(await bytesOf('format=csv&delimiter=%3B&decimal=.')).toMatch(/;"2500\.50";/)
  for (const choices of [
    'format=meta&delimiter=%3B',
    'format=shopify&bom=true',
    'format=jsonl&decimal=.',
  ])
    expect((await file(choices)).status, choices).toBe(422)
})

test('an account is connected to a store, parted from it, and disconnected with it', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { storeId, accountId, send, get } = world
  const Connection = z.looseObject({ connected: z.boolean(), webhookSubscribed: z.boolean() })
  const shown = async () => await get(`/api/instagram/connection?store=${storeId}`, Connection)
  const address = `/api/instagram/connection?store=${storeId}`

  expect(await shown()).toMatchObject({
    connected: true,
    connectionId: accountId,
    webhookSubscribed: false,
  })
  expect((await send('DELETE', address)).status).toBe(204)
  expect(await shown()).toMatchObject({ connected: false, connectionId: null })
  expect((await send('DELETE', address)).status).toBe(404)

  // The way back is that of every other account, and the store has it by then.
  const begun = await get(
    `/api/instagram/auth/url?store=${storeId}&login=facebook`,
    z.object({ url: z.string(), state: z.string() }),
  )
  const way = world.sim.control.consent(begun.url, { as: 'brand' })
  const { search } = new URL(way)
  const stores = await world.api.send('GET', `/api/instagram/auth/callback${search}`, {
    token: null,
  })
  expect((await problemIn(stores)).code).toBe('owner_unconfirmed')
  const confirmed = await world.api.send('POST', '/api/ig/auth/confirm', {
    token: null,
    body: search.slice(1),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(confirmed.status).toBe(200)
  // The state counts once, by either path.
  expect((await comeBack(world.api, way)).status).not.toBe(200)
  expect(await shown()).toMatchObject({ connected: true, connectionId: accountId })
  const others = await world.person('another.seller')
  expect(
    (
      await world.catalogApi.send('GET', `/api/instagram/auth/url?store=${storeId}`, {
        token: others.token,
      })
    ).status,
  ).toBe(404)

  // Own posts hang on the account, too.
  await sql`
    insert into own_media (connection_id, platform_id, type, published_at)
    values (${accountId}::uuid, '1', 'IMAGE', world_now())`.execute(db)
  const refused = await send('DELETE', `${address}&revoke=true`)
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('confirmed=true'),
  ])
  expect((await send('DELETE', `${address}&revoke=true&confirmed=true`)).status).toBe(204)
  expect(await shown()).toMatchObject({ connected: false })
  expect(
    (await world.api.send('GET', `/api/ig/accounts/${accountId}`, { token: world.token })).status,
  ).toBe(404)
})

test('what Meta sends about an account has gramd look at its store at once', async ({ db }) => {
  const world = await startCatalogWorld(db)
  await world.advance(60_000)
  world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  const sent = async (...changes: InstagramChange[]) => {
    await db.transaction().execute(async (tx) => {
      await world.services.announce(tx, 'connection.changed', {
        connectionId: world.accountId,
        changes: changes.map((change) => ({ ...change, at: new Date() })),
      })
    })
    return await world.runAll()
  }
  expect(await sent()).toEqual(['poll_store', 'extract_post'])
  const Syncs = z.object({ data: z.array(z.object({ type: z.string(), trigger: z.string() })) })
  expect(await world.get(`/api/instagram/sync-history?store=${world.storeId}`, Syncs)).toEqual({
    data: [{ type: 'webhook_trigger', trigger: 'webhook' }],
  })
  await world.send('PATCH', `/api/stores/${world.storeId}`, { auto_sync: false })
  expect(await sent()).toEqual([])
})

test('comments on a product’s post and mentions of the account are kept once', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { postId, productId } = await withDress(world)
  const comment = (commentId: string, mediaId: string): InstagramChange => ({
    field: 'comments',
    mediaId,
    value: { commentId, parentId: null, text: `How much is ${commentId}?`, from: ANNA },
  })
  const changes = [
    comment('c1', postId),
    comment('c2', 'another post'),
    { field: 'mentions' as const, mediaId: '555', value: { commentId: null } },
  ].map((change) => ({ ...change, at: new Date() }))
  for (let time = 0; time < 2; time += 1)
    await db.transaction().execute(async (tx) => {
      const { announce } = world.services
      await announce(tx, 'connection.changed', { connectionId: world.accountId, changes })
    })

  const Comments = z.object({ data: z.array(z.looseObject({ kind: z.string() })) })
  const path = `/api/products/comments?store=${world.storeId}`
  const { data } = await world.get(path, Comments)
  expect(data).toHaveLength(2)
  expect(data.find(({ kind }) => kind === 'mention')).toMatchObject({
    media_id: '555',
    products: [],
  })
  expect((await world.get(`${path}&product=${productId}`, Comments)).data).toMatchObject([
    {
      kind: 'comment',
      text: 'How much is c1?',
      username: 'anna.buys',
      products: [{ id: productId, name: 'Ankara dress' }],
    },
  ])
  const stranger = await world.person('stranger')
  const theirs = async (asked: string) =>
    await world.catalogApi.send('GET', asked, { token: stranger.token })
  expect((await theirs(path)).status).toBe(404)
  expect(Comments.parse(await (await theirs('/api/products/comments')).json()).data).toEqual([])
})

import { sql } from 'kysely'
import { z } from 'zod'
import { postsQuery } from '../../../src/features/catalog/posts/store/post-list.ts'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { Drafts, one, Scan, startCatalogWorld, type CatalogWorld } from './kit.ts'

const Post = z.looseObject({
  id: z.uuid(),
  media_id: z.string(),
  caption: z.string().nullable(),
  outcome: z.string(),
  reason: z.string().nullable(),
  wanted: z.boolean(),
  pictures: z.array(z.object({ number: z.int(), hash: z.string().nullable() })),
  drafts: z.array(z.looseObject({ id: z.uuid(), name: z.string(), status: z.string() })),
})
const Posts = z.object({
  data: z.array(Post),
  next_cursor: z.string().nullable(),
  counts: z.record(z.string(), z.int()),
})
const SyncPosts = z.object({
  data: z.array(
    Post.omit({ media_id: true }).extend({
      mediaId: z.string(),
      inSync: z.object({ outcome: z.string().nullable(), code: z.string().nullable() }),
    }),
  ),
  nextCursor: z.string().nullable(),
})

const SHOP = 'qahwa.co'
const GREETING = 'Happy new year to all of you!'
const BAG = 'Leather bag KES 900. DM to order'
const HAT = 'Our straw hat, KES 400 each'

/** A model that finds the bag and nothing else. */
async function aShop(db: Db, settings: Record<string, string> = {}): Promise<CatalogWorld> {
  const world = await startCatalogWorld(db, settings)
  world.model.answer = (caption) =>
    caption === BAG
      ? { products: [one('Leather bag', '900.00', BAG)] }
      : { is_product: false, products: [] }
  return world
}

const postsOf = async ({ get, storeId }: CatalogWorld, query = '') =>
  await get(`/api/stores/${storeId}/posts${query}`, Posts)

async function postOf(world: CatalogWorld, caption: string) {
  const { data } = await postsOf(world)
  const found = data.find((post) => post.caption === caption)
  if (!found) throw new Error(`no post ${caption}`)
  return found
}

const want = async ({ send, storeId }: CatalogWorld, id: string) =>
  await send('POST', `/api/stores/${storeId}/posts/${id}/draft`)
const never = async ({ send, storeId }: CatalogWorld, id: string, method: 'PUT' | 'DELETE') =>
  await send(method, `/api/stores/${storeId}/posts/${id}/never`)
const draftsOf = async ({ get, storeId }: CatalogWorld) =>
  (await get(`/api/products/drafts?store=${storeId}&status=pending`, Drafts)).data

describe('the posts of a store', () => {
  test('are listed with what became of them and why, page by page and by outcome', async ({
    db,
  }) => {
    const world = await aShop(db)
    for (const caption of [GREETING, BAG, HAT]) world.publish(caption)
    const scan = await world.scan({ limit: 3 })

    const { data, counts } = await postsOf(world)
    expect(data.map(({ caption, outcome, reason }) => [caption, outcome, reason])).toEqual([
      [HAT, 'skipped', 'not_for_sale'],
      [BAG, 'drafted', null],
      [GREETING, 'skipped', 'greeting'],
    ])
    expect(data[1]?.drafts).toMatchObject([{ name: 'Leather bag', status: 'pending' }])
    expect(counts).toMatchObject({ drafted: 1, skipped: 2, failed: 0, gone: 0, never: 0 })
    expect((await postsOf(world, '?outcome=skipped')).data.map(({ caption }) => caption)).toEqual([
      HAT,
      GREETING,
    ])
    const seen: (string | null)[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: z.output<typeof Posts> = await postsOf(
        world,
        `?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...page.data.map(({ caption }) => caption))
      cursor = page.next_cursor
    }
    expect(seen).toEqual([HAT, BAG, GREETING])
    expect((await world.send('GET', `/api/stores/${world.storeId}/posts?cursor=x`)).status).toBe(
      422,
    )

    const inSync = await world.get(`/api/instagram/scan/${scan}/posts`, SyncPosts)
    expect(
      inSync.data
        .map(({ caption, inSync: { outcome, code } }) => [caption, outcome, code])
        .toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
    ).toEqual([
      [GREETING, 'skipped', 'greeting'],
      [BAG, 'drafted', null],
      [HAT, 'skipped', 'not_for_sale'],
    ])
    const skipped = await world.get(
      `/api/instagram/scan/${scan}/posts?outcome=skipped&limit=1`,
      SyncPosts,
    )
    expect(skipped.data).toHaveLength(1)
    expect(skipped.nextCursor).not.toBeNull()
  })

  test('say that a post is gone, has failed or was cancelled', async ({ db }) => {
    const world = await aShop(db)
    const { id } = world.publish(BAG)
    await world.scan({ limit: 1 })
    await sql`update catalog_posts set deleted_at = world_now() where platform_id = ${id}`.execute(
      db,
    )
    expect((await postsOf(world, '?outcome=gone')).data).toMatchObject([
      { media_id: id, outcome: 'gone', reason: null },
    ])

    world.model.answer = () => null
    world.publish(HAT)
    await world.scan({ limit: 1 })
    expect((await postsOf(world, '?outcome=failed')).data).toMatchObject([
      { caption: HAT, reason: 'model_failed', drafts: [{ name: 'Untitled Product' }] },
    ])

    world.publish('Belt KES 300')
    const begun = await world.send('POST', '/api/instagram/scan', {
      store: world.storeId,
      limit: 1,
    })
    const { scanId } = z.object({ scanId: z.uuid() }).parse(await begun.json())
    await world.run('scan_store')
    expect((await postsOf(world, '?outcome=waiting')).data).toMatchObject([
      { caption: 'Belt KES 300' },
    ])
    await world.send('POST', `/api/instagram/scan/${scanId}/cancel`)
    expect(await postOf(world, 'Belt KES 300')).toMatchObject({
      outcome: 'failed',
      reason: 'cancelled',
      drafts: [],
    })
  })

  test('are their owner’s alone', async ({ db }) => {
    const world = await aShop(db)
    world.publish(BAG)
    const scan = await world.scan({ limit: 1 })
    const { id } = await postOf(world, BAG)
    const { token } = await world.person('stranger')
    for (const [method, path] of [
      ['GET', `/api/stores/${world.storeId}/posts`],
      ['GET', `/api/instagram/scan/${scan}/posts`],
      ['POST', `/api/stores/${world.storeId}/posts/${id}/draft`],
      ['PUT', `/api/stores/${world.storeId}/posts/${id}/never`],
      ['DELETE', `/api/stores/${world.storeId}/posts/${id}/never`],
    ] as const)
      expect((await world.catalogApi.send(method, path, { token })).status, path).toBe(404)
  })
})

describe('a draft of a post that has none', () => {
  test('is read from a post that the rules have skipped', async ({ db }) => {
    const world = await aShop(db)
    world.publish(GREETING)
    await world.scan({ limit: 1 })
    expect(world.model.asked).toEqual([])
    world.model.answer = () => ({ products: [one('Gift card', '', GREETING)] })
    const post = await postOf(world, GREETING)

    const begun = await want(world, post.id)
    expect(begun.status).toBe(202)
    expect(await begun.json()).toMatchObject({
      result: 'reading',
      post: { outcome: 'waiting', wanted: true },
    })
    await world.runAll()

    expect(world.model.asked).toEqual([GREETING])
    expect(await postOf(world, GREETING)).toMatchObject({
      outcome: 'drafted',
      drafts: [{ name: 'Gift card' }],
    })
    // What a person wants is skipped by no later scan.
    await world.scan({ limit: 1 })
    expect(await postOf(world, GREETING)).toMatchObject({ outcome: 'drafted' })
  })

  test('has the caption and the pictures where the model finds nothing, at once if it has read the post', async ({
    db,
  }) => {
    const world = await aShop(db)
    for (const caption of [GREETING, HAT]) world.publish(caption)
    await world.scan({ limit: 2 })
    const empty = { name: 'Untitled Product', flags: ['nothing_found', 'low_confidence'] }

    const made = await want(world, (await postOf(world, HAT)).id)
    expect(await made.json()).toMatchObject({ result: 'made', post: { outcome: 'drafted' } })
    expect(await draftsOf(world)).toMatchObject([
      {
        ...empty,
        description: HAT,
        price: null,
        pictures: [1],
        post: { pictures: [{ number: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }] },
      },
    ])
    expect(world.model.asked).toEqual([HAT])

    await want(world, (await postOf(world, GREETING)).id)
    await world.runAll()
    expect(await draftsOf(world)).toMatchObject([
      { ...empty, description: GREETING, post: { pictures: [{ hash: expect.any(String) }] } },
      empty,
    ])
    const { id } = await postOf(world, HAT)
    const again = await want(world, id)
    expect([again.status, await again.text()]).toEqual([
      409,
      expect.stringContaining('a draft that'),
    ])
  })

  test('stays when its post changes, and follows it while the seller has not written it', async ({
    db,
  }) => {
    const world = await aShop(db)
    const { id: media } = world.publish(HAT)
    await world.scan({ limit: 1 })
    await want(world, (await postOf(world, HAT)).id)

    world.sim.control.editPost(SHOP, media, { caption: `${HAT}!` })
    await world.scan({ limit: 1 })

    expect(await draftsOf(world)).toMatchObject([
      {
        name: 'Untitled Product',
        description: `${HAT}!`,
        flags: ['nothing_found', 'low_confidence'],
      },
    ])
  })

  test('replaces the one of a reading that failed, and is refused beside a product', async ({
    db,
  }) => {
    const world = await aShop(db)
    const { answer } = world.model
    world.model.answer = () => null
    world.publish(BAG)
    await world.scan({ limit: 1 })
    const { id } = await postOf(world, BAG)
    world.model.answer = answer

    expect(await (await want(world, id)).json()).toMatchObject({ result: 'reading' })
    await world.runAll()
    expect(await draftsOf(world)).toMatchObject([{ name: 'Leather bag' }])
    await world.approveNewest()
    const refused = await want(world, id)
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('a product'),
    ])
  })
})

describe('a post of which a person wants no draft', () => {
  test('is skipped by scans and looks, whatever it says later', async ({ db }) => {
    const world = await aShop(db)
    const { id: media } = world.publish(BAG)
    await world.scan({ limit: 1 })
    const { id } = await postOf(world, BAG)

    const ignored = await never(world, id, 'PUT')
    expect(await ignored.json()).toMatchObject({
      outcome: 'never',
      drafts: [{ status: 'rejected' }],
    })
    world.sim.control.editPost(SHOP, media, { caption: `${BAG}!` })
    await world.look()
    const scan = await world.scan({ limit: 1 })

    expect(world.model.asked).toEqual([BAG])
    expect(await draftsOf(world)).toEqual([])
    expect((await postsOf(world, '?outcome=never')).data).toMatchObject([{ id }])
    const inSync = await world.get(`/api/instagram/scan/${scan}/posts`, SyncPosts)
    expect(inSync.data).toMatchObject([{ id, inSync: { outcome: 'skipped', code: 'never' } }])
    expect(await world.get(`/api/instagram/scan/${scan}`, Scan)).toMatchObject({
      status: 'success',
      progress: { total: 1, skipped: 1 },
    })
  })

  test('is read again once that is taken back, if it was not', async ({ db }) => {
    const world = await aShop(db)
    const { id: media } = world.publish(BAG)
    await world.scan({ limit: 1 })
    const { id } = await postOf(world, BAG)
    await never(world, id, 'PUT')
    const changed = `${BAG} now`
    world.sim.control.editPost(SHOP, media, { caption: changed })
    await world.scan({ limit: 1 })

    expect((await never(world, id, 'DELETE')).status).toBe(200)
    await world.runAll()
    expect(world.model.asked).toEqual([BAG, changed])
    expect((await never(world, id, 'DELETE')).status).toBe(200)
  })

  test('ends the sync that waits for it, and nothing that is asked by then is kept', async ({
    db,
  }) => {
    const world = await aShop(db)
    world.publish(BAG)
    const begun = await world.send('POST', '/api/instagram/scan', {
      store: world.storeId,
      limit: 1,
    })
    const { scanId } = z.object({ scanId: z.uuid() }).parse(await begun.json())
    await world.run('scan_store')
    const { id } = await postOf(world, BAG)

    await never(world, id, 'PUT')

    expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({
      status: 'success',
      progress: { total: 1, processed: 1, skipped: 1 },
    })
    await world.runAll()
    expect(world.model.asked).toEqual([])
    expect(await postOf(world, BAG)).toMatchObject({ outcome: 'never', drafts: [] })
    // A draft of it is a change of mind.
    await want(world, id)
    await world.runAll()
    expect(await postOf(world, BAG)).toMatchObject({ outcome: 'drafted' })
  })

  test('is ignored also while the model reads it', async ({ db }) => {
    const world = await aShop(db)
    world.publish(BAG)
    const { answer } = world.model
    world.model.answer = (caption) => answer(caption)
    const begun = await world.send('POST', '/api/instagram/scan', {
      store: world.storeId,
      limit: 1,
    })
    await begun.json()
    await world.run('scan_store')
    const { id } = await postOf(world, BAG)
    world.model.held = async () => {
      world.model.held = async () => {}
      await never(world, id, 'PUT')
    }
    await world.runAll()

    expect(await postOf(world, BAG)).toMatchObject({ outcome: 'never', drafts: [] })
    expect(await draftsOf(world)).toEqual([])
  })
})

test('a page of posts of one outcome reads its own rows along an index, among 8,000', async ({
  db,
}) => {
  const world = await aShop(db)
  await sql`
    insert into stores (name, slug, currency, categories) select 'Shop ' || n, 'shop-' || n, 'KES', '{Other}'
    from generate_series(1, 10) n`.execute(db)
  await sql`
    insert into catalog_posts (store_id, account_id, platform_id, type, published_at, outcome, extracted_revision)
    select s.id, 'a', s.slug || n, 'IMAGE', world_now() - n * interval '1 minute',
      case when n % 200 = 0 then 'failed' when n % 3 = 0 then 'drafted' else 'skipped' end, 1
    from stores s, generate_series(1, 800) n`.execute(db)
  await sql`analyze catalog_posts`.execute(db)

  for (const state of [undefined, 'failed', 'skipped'] as const) {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain (analyze, buffers off, timing off) ${postsQuery({ storeId: world.storeId, state }, { limit: 51 })}`.execute(
      db,
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).not.toMatch(/Seq Scan on catalog_posts/)
    expect(plan).toMatch(
      state === undefined ? /catalog_posts_published_idx/ : /catalog_posts_state_idx/,
    )
  }
})

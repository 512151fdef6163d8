import { sql } from 'kysely'
import { z } from 'zod'
import { notifyOfDrafts } from '../../../src/features/catalog/notices/notify-of-drafts.ts'
import { watchStores } from '../../../src/features/catalog/notices/watch-stores.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Draft, Drafts, says, startCatalogWorld, type CatalogWorld } from './kit.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const bag = (name: string) =>
  says({ name, price: '900.00', quote: { name, price: 'KES 900' }, confidence: 0.9 })

/** A world whose model reads a product of the first three words of a caption. */
async function aShop(db: Db): Promise<CatalogWorld> {
  const world = await startCatalogWorld(db)
  world.model.answer = (caption) => ({
    products: [bag((caption ?? '').split(',')[0] ?? '')],
  })
  return world
}

type Notice = { kind: string; audience: string; count: number; item: Record<string, unknown> }

const notices = async (db: Db): Promise<Notice[]> =>
  (
    await sql<Notice>`
      select kind, audience, count, items -> 0 as item from notifications where kind <> 'test' order by kind`.execute(
      db,
    )
  ).rows

async function tell(world: CatalogWorld, type: 'notify_of_drafts' | 'watch_stores') {
  const { queue, db } = world.services
  await queue.enqueue(db, type === 'notify_of_drafts' ? notifyOfDrafts : watchStores, {})
  const { result, error_message: error } = await world.run(type)
  return result ?? error
}

const codeIn = (address: unknown): string =>
  /^http:\/\/127\.0\.0\.1:18080\/console\/draft-link\?once=([\w-]{43})$/.exec(
    String(address),
  )?.[1] ?? ''

test('an owner is told once of new drafts, with a link that approves one of them, once', async ({
  db,
}) => {
  const world = await aShop(db)
  for (const name of ['Bag one', 'Bag two', 'Bag three', 'Bag four'])
    world.publish(`${name}, KES 900. DM to order`)
  await world.scan({ limit: 4 })

  expect(await tell(world, 'notify_of_drafts')).toEqual({ drafts: 4, stores: 1 })
  expect(await tell(world, 'notify_of_drafts')).toEqual({ drafts: 0, stores: 0 })
  const [notice] = await notices(db)
  expect(notice).toMatchObject({
    kind: 'drafts_ready',
    audience: expect.stringMatching(/^user:/),
    count: 1,
    item: {
      store: 'Qahwa Styles',
      drafts: 4,
      review: `http://127.0.0.1:18080/console/drafts?store=${world.storeId}`,
      draft_1: expect.stringMatching(/^Bag .* · KES 900\.00$/),
    },
  })
  expect(Object.keys(notice?.item ?? {}).filter((name) => name.startsWith('approve'))).toHaveLength(
    3,
  )
  // The link is in the message alone.
  const code = codeIn(notice?.item['approve_1'])
  expect(code).not.toBe('')
  const { rows: stored } = await sql`select * from draft_links`.execute(db)
  expect(JSON.stringify(stored)).not.toContain(code)

  const shown = await world.send('POST', '/api/products/draft-links/show', { code })
  const draft = Draft.parse(await shown.json())
  expect(`${draft.name} · KES ${draft.price}`).toBe(notice?.item['draft_1'])
  const stranger = await world.person('stranger', 'admin')
  for (const path of ['show', 'approve']) {
    const refused = await world.catalogApi.send('POST', `/api/products/draft-links/${path}`, {
      token: stranger.token,
      json: { code },
    })
    expect(refused.status).toBe(404)
  }
  const approved = await world.send('POST', '/api/products/draft-links/approve', { code })
  expect(z.object({ product_id: z.uuid() }).safeParse(await approved.json()).success).toBe(true)
  expect((await world.send('POST', '/api/products/draft-links/approve', { code })).status).toBe(404)
  const { data } = await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)
  expect(data.filter(({ status }) => status === 'approved').map(({ id }) => id)).toEqual([draft.id])

  // The second expires unused; one of a draft that was rejected meanwhile stays as it is.
  const [second, third] = [codeIn(notice?.item['approve_2']), codeIn(notice?.item['approve_3'])]
  const other = Draft.parse(
    await (await world.send('POST', '/api/products/draft-links/show', { code: third })).json(),
  )
  await world.send('POST', `/api/products/drafts/${other.id}/reject`)
  const late = await world.send('POST', '/api/products/draft-links/approve', { code: third })
  expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('rejected')])
  await world.advance(7 * DAY_MS + HOUR_MS)
  expect(
    (await world.send('POST', '/api/products/draft-links/show', { code: second })).status,
  ).toBe(404)
})

test('what expires, fails, waits or is often wrong is said once a day and store', async ({
  db,
}) => {
  const world = await aShop(db)
  world.publish('Bag one, KES 900. DM to order')
  await world.scan({ limit: 1 })
  const { storeId, accountId } = world
  expect(await tell(world, 'watch_stores')).toEqual({ notified: 0 })

  await world.advance(5.5 * DAY_MS)
  await sql`
    insert into catalog_syncs (store_id, connection_id, type, begun_by, options, status, counts, completed_at)
    select ${storeId}::uuid, ${accountId}::uuid, 'incremental_sync', 'scheduled_job', '{}',
      case when n <= 8 then 'success' else 'failed' end,
      jsonb_build_object('total', 10, 'failed', case when n <= 8 then 0 else 6 end), world_now()
    from generate_series(1, 10) n`.execute(db)
  // Posts of a scan that is cancelled with its account have not failed.
  await sql`
    insert into catalog_syncs (store_id, connection_id, type, begun_by, options, status, counts, completed_at)
    values (${storeId}::uuid, ${accountId}::uuid, 'bulk_import', 'user_initiated', '{}', 'cancelled',
      '{"total": 100, "failed": 90}', world_now())`.execute(db)
  await sql`
    insert into product_drafts (store_id, post_id, position, extracted, edits, confidence, status, expires_at,
      decided_at, decided_by)
    select d.store_id, d.post_id, n, d.extracted, case when n <= 5 then '{"name": "Other"}' else '{}' end::jsonb, 0.9,
      'approved', world_now(), world_now(), 'person'
    from product_drafts d, generate_series(1, 20) n`.execute(db)
  await sql`
    insert into scrape_tasks (task_type, subject, status, priority, payload, due_at, error_code, error_message)
    values ('poll_store', ${`store:${storeId}`}, 'pending', 4, '{}', world_now() + interval '40 minutes',
      'connection_waits', 'the limit of the app is used up')`.execute(db)

  expect(await tell(world, 'watch_stores')).toEqual({ notified: 5 })
  expect(await notices(db)).toMatchObject([
    { kind: 'drafts_expiring', item: { store: 'Qahwa Styles', drafts: 1 } },
    { kind: 'store_drafts_wrong', item: { approved: 20, edited: 5 } },
    { kind: 'store_limited', item: { waits_for: 'the limit of the app is used up' } },
    { kind: 'store_posts_failing', item: { posts: 100, failed: 12 } },
    { kind: 'store_syncs_failing', item: { syncs: 11, failed: 2 } },
  ])
  expect(await tell(world, 'watch_stores')).toEqual({ notified: 0 })
  await world.advance(DAY_MS + HOUR_MS)
  expect(await tell(world, 'watch_stores')).toMatchObject({ notified: expect.any(Number) })
  expect((await notices(db)).find(({ kind }) => kind === 'drafts_expiring')?.count).toBe(2)
})

test('owners hear of posts that wait for a model for more than an hour', async ({ db }) => {
  const world = await aShop(db)
  const { storeId } = world
  await sql`
    with post as (
      insert into catalog_posts (store_id, account_id, platform_id, type, picture_ids, published_at)
      select ${storeId}::uuid, '1', '88' || n, 'IMAGE', '{}', world_now() from generate_series(1, 3) n returning id)
    insert into scrape_tasks (task_type, subject, status, priority, payload, due_at, created_at, error_code, error_message)
    select 'extract_post', 'catalog_post:' || id, 'pending', 3, jsonb_build_object('post_id', id), world_now() + interval '5 minutes',
      world_now() - interval '50 minutes', 'upstream_down', 'OpenAI answered 429 rate limit'
    from post`.execute(db)
  expect(await tell(world, 'watch_stores')).toEqual({ notified: 0 })
  await world.advance(HOUR_MS)
  expect(await tell(world, 'watch_stores')).toEqual({ notified: 1 })
  expect(await notices(db)).toMatchObject([
    { kind: 'store_limited', item: { waits_for: 'OpenAI answered 429 rate limit', posts: 3 } },
  ])
})

test('statistics say what became of drafts, how right they were and what they cost', async ({
  db,
}) => {
  const world = await aShop(db)
  const path = `/api/stores/${world.storeId}/stats`
  const Stats = z.looseObject({
    accuracy: z.number().nullable(),
    fields: z.array(z.looseObject({ field: z.string(), edited: z.int() })),
    cost_usd: z.number(),
    cost_per_product_usd: z.number().nullable(),
  })
  expect(await world.get(path, Stats)).toMatchObject({ approved: 0, accuracy: null, days: 90 })

  await world.advance(60_000)
  for (const name of ['Bag one', 'Bag two', 'Bag three', 'Bag four'])
    world.publish(`${name}, KES 900. DM to order`)
  await world.advance(90_000)
  await world.scan({ limit: 4 })
  const { data } = await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)
  const [first, second, third] = data.map(({ id }) => `/api/products/drafts/${id}`)
  await world.send('PATCH', first ?? '', { price: '950.00' })
  await world.advance(600_000)
  await world.send('POST', `${first}/approve`)
  await world.send('POST', `${second}/approve`)
  await world.send('POST', `${third}/reject`)

  const stats = await world.get(path, Stats)
  expect(stats).toMatchObject({
    pending: 1,
    approved: 2,
    approved_by_store: 0,
    rejected: 1,
    expired: 0,
    accuracy: 0.5,
    post_to_draft_seconds: { median: 90, p95: 90 },
    draft_to_approval_seconds: { median: 600, p95: 600 },
    cost_usd: expect.any(Number),
  })
  expect(stats.fields.filter(({ edited }) => edited > 0)).toEqual([
    { field: 'price', edited: 1, accuracy: 0.5 },
  ])
  expect(stats.cost_usd).toBeGreaterThan(0)
  expect(stats.cost_per_product_usd).toBeCloseTo(stats.cost_usd / 2, 5)
  expect(stats).toMatchObject({
    approval_rate: expect.closeTo(2 / 3, 5),
    syncs: 1,
    sync_success_rate: 1,
    errors_per_1000_posts: 0,
    api_calls_per_day: expect.any(Number),
  })
  expect((await world.send('GET', `${path}?days=0`)).status).toBe(422)
})

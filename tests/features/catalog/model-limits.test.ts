import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { createWakeSignal } from '../../../src/queue/worker/wake-signal.ts'
import { startRunner } from '../../../src/queue/worker/runner.ts'
import { extractPost } from '../../../src/features/catalog/extract/extract-post.ts'
import { refusedSince } from '../../../src/features/catalog/extract/rate-limited-for-a-day.ts'
import { features } from '../../../src/features/index.ts'
import type { Services } from '../../../src/features/services.ts'
import { resourceGauges } from '../../../src/services.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, says, Scan, startCatalogWorld, type CatalogWorld } from './kit.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DRESS = 'Ankara dress, size M or L. KES 2,500. DM to order'
const dress = () =>
  says({
    name: 'Ankara dress',
    price: '2500.00',
    quote: { name: 'Ankara dress', price: 'KES 2,500' },
  })

const refuse = (world: CatalogWorld, seconds: number): void =>
  void world.openai.control.addFault({
    on: 'http',
    kind: 'rate_limit',
    path: '/chat/completions$',
    times: 1_000,
    retry_after_seconds: seconds,
  })

const drafts = async (world: CatalogWorld) =>
  (await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)).data

test('a post that rate limits refuse for a day becomes a draft that the seller writes', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  refuse(world, 1_800)
  const scanId = await world.scan({ limit: 1 })
  for (let halves = 1; halves < 48; halves += 1) {
    await world.advance(30 * MINUTE_MS)
    expect(await world.run('extract_post')).toMatchObject({
      status: 'pending',
      error_code: 'upstream_down',
      attempts: 0,
    })
  }
  expect(await drafts(world)).toEqual([])

  await world.advance(30 * MINUTE_MS)
  expect(await world.run('extract_post')).toMatchObject({
    status: 'failed',
    error_code: 'model_limited',
    error_message: expect.stringContaining('429'),
  })
  expect(await drafts(world)).toMatchObject([
    { name: 'Untitled Product', confidence: 0, price: null, post: { caption: DRESS } },
  ])
  expect(await world.get(`/api/instagram/scan/${scanId}`, Scan)).toMatchObject({
    status: 'failed',
    progress: { failed: 1, draftsCreated: 1 },
  })
})

test('a post is read once a limit of less than a day is over', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => ({ products: [dress()] })
  refuse(world, 3_600)
  await world.scan({ limit: 1 })
  for (let hours = 1; hours < 23; hours += 1) {
    await world.advance(HOUR_MS)
    await world.runAll()
  }
  world.openai.control.clearFaults()
  await world.advance(HOUR_MS)
  await world.runAll()
  expect(await drafts(world)).toMatchObject([{ name: 'Ankara dress', flags: [] }])
})

test('refusals that something else parts are counted from the later one', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour))
  const refused = { refused_since: at(1).toISOString(), refused_at: at(9).toISOString() }
  expect(refusedSince(null, at(3))).toEqual(at(3))
  expect(refusedSince({ other: 1 }, at(3))).toEqual(at(3))
  expect(refusedSince(refused, at(33))).toEqual(at(1))
  expect(refusedSince(refused, at(34))).toEqual(at(34))
})

test('of many posts no more are asked about at once than GRAMD_CATALOG_MODEL_CALLS allows', async ({
  db,
}) => {
  const world = await startCatalogWorld(db, {
    GRAMD_CATALOG_MODEL_CALLS: '3',
    GRAMD_OPENAI_DIRECT_CALLS: '100',
  })
  const { services, openai, model } = world
  // Each question stays open until the test answers it.
  const answers: (() => void)[] = []
  model.held = async () => await new Promise((resolve) => void answers.push(resolve))
  model.answer = () => ({ is_product: false })
  for (let n = 0; n < 9; n += 1) world.publish(`Dress ${n}, KES 2,500. DM to order`)
  await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 9 })
  await world.run('scan_store')
  // Two processes, each with room for all of them.
  for (const owner of ['one', 'two']) {
    const runner = startRunner<Services>({
      ...services,
      services,
      wakeSignal: createWakeSignal(),
      random: () => 0.5,
      types: new Map([[extractPost.name, extractPost]]),
      gauges: resourceGauges(features, services),
      owner,
      slots: 20,
      pollMs: 20,
    })
    onTestFinished(async () => await runner.stop(0))
  }
  const open = () => openai.control.report().open_questions
  const left = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int from scrape_tasks where task_type = 'extract_post' and status in ('pending', 'running')`.execute(
      db,
    )
    return rows[0]?.count ?? 0
  }
  for (let answered = 0; answered < 9; answered += 3) {
    await expect.poll(open, { timeout: 10_000 }).toMatchObject({ now: 3, most: 3 })
    for (const answer of answers.splice(0)) answer()
    await expect.poll(left, { timeout: 10_000 }).toBe(6 - answered)
  }
  expect(open()).toEqual({ now: 0, most: 3 })
  expect(model.asked).toHaveLength(9)
})

import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import type { DraftAnswer } from '../../src/features/catalog/extract/answer.ts'
import type { Services } from '../../src/features/services.ts'
import type { LabelledPost } from '../../tools/evaluate/drafts/labelled-post.ts'
import { createAdjustableClock } from '../adjustable-clock.ts'
import { startGraphStandIn } from '../graph/index.ts'
import { startOpenAiSim } from '../openai/index.ts'
import { connectBrand, graphSettingsOf } from '../own-media/connect-brands.ts'
import { apiHere, type ApiHere } from '../run/api-here.ts'
import { startGramdHere } from '../run/gramd-here.ts'
import {
  approvedIn,
  chooseChanges,
  differencesAfter,
  makeChanges,
  type Changes,
  type Planned,
} from './changes.ts'
import { differencesOf, readDrafts, type Difference } from './judge.ts'
import { openShops, type Shop, type Shops } from './shops.ts'

const START = Date.UTC(2026, 10, 1)
/** A minute of world time in a second. */
const SPEED = 60
const POLL_MS = 100

export type Scenario = {
  /** Returns the model's answer about a post. */
  answer: (post: LabelledPost) => DraftAnswer
  /** How many shops there are; one for each currency by default. */
  shops?: number
  /** Posts of each shop; all labelled ones by default. */
  posts?: number
  /**
   * Posts of each shop that change their caption, and as many new ones, reposts and deletions, once
   * all are read.
   */
  changes: number
  /** Compares with the truth; else only inventions count. */
  isTruthful: boolean
  /** Real ms after which the run ends, wherever it is. */
  limitMs: number
  signal: AbortSignal
}

export type CatalogReport = {
  shops: number
  posts: number
  drafts: number
  /** Posts that sell, and that the rules left out without asking the model. */
  skipped: number
  /** Changes after approvals and without: captions, pictures posted again, and posts taken down. */
  changes: { followed: number; edited: number; reposts: number; deleted: number }
  costUsd: number
  violations: number
  failedTasks: number
  differences: Difference[]
  tookSeconds: number
}

type World = {
  services: Services
  shops: Shops
  stores: Map<Shop, string>
  signal: AbortSignal
  send: ApiHere
}

/** Scans shops whose truth is known, changes some of their posts, and compares every draft. */
export async function scanShops(url: string, scenario: Scenario): Promise<CatalogReport> {
  await using stack = new AsyncDisposableStack()
  const realAt = Date.now()
  const db = openDatabase({ url, max: 20, onIdleError: () => undefined })
  stack.defer(async () => await db.destroy())
  await migrate(db)
  await setWorldTime(db, { worldAt: START, realAt, speed: SPEED })
  const clock = createAdjustableClock({ worldAt: START, realAt, speed: SPEED })
  const graph = await startGraphStandIn({ seed: 'catalog', clock })
  stack.defer(async () => await graph.close())
  const { posts, shops: count } = scenario
  const shops = openShops(graph.control, { now: clock.now(), posts, shops: count })
  const openai = await startOpenAiSim({
    seed: 'catalog',
    clock,
    script: shops.scriptOf(scenario.answer),
  })
  stack.defer(async () => await openai.close())
  const gramd = startGramdHere(db, clock, {
    name: 'catalog',
    settings: {
      ...graphSettingsOf(graph),
      GRAMD_OWN_MEDIA_PICTURE_HOSTS: '127.0.0.1',
      GRAMD_MAX_CONCURRENT_TASKS: '16',
      OPENAI_API_KEY: openai.apiKey,
      OPENAI_BASE_URL: openai.baseUrl,
    },
  })
  stack.defer(async () => await gramd.close())
  const { services } = gramd
  const signal = AbortSignal.any([scenario.signal, AbortSignal.timeout(scenario.limitMs)])
  const world: World = { services, shops, stores: new Map(), signal, send: apiHere(services) }
  for (const shop of shops.all) {
    if (!services.connections) throw new Error('no app of Meta is configured')
    const { connectionId } = await connectBrand(services.connections, graph, shop)
    world.stores.set(shop, await openStore(world, shop, connectionId))
  }
  for (const store of world.stores.values())
    await world.send('POST', '/api/instagram/scan', z.unknown(), {
      store,
      limit: 5_000,
      months: 60,
    })
  await untilSettled(world)
  const changes = await changeSome(world, scenario.changes)
  await gramd.stopWorker()
  const { differences, drafts, skipped } = await judge(world, changes, scenario)
  return {
    shops: shops.all.length,
    posts: shops.all.reduce((sum, { posts }) => sum + posts.size, 0),
    drafts,
    skipped,
    changes: countChanges([...changes.values()]),
    costUsd: await costOf(services),
    violations: graph.control.violations().length + openai.control.violations().length,
    failedTasks: await countTasks(services, 'failed'),
    differences,
    tookSeconds: Math.round((Date.now() - realAt) / 1_000),
  }
}

async function openStore(
  { send }: World,
  { username, currency, languages }: Shop,
  connectionId: string,
): Promise<string> {
  const { id } = await send('POST', '/api/stores', z.object({ id: z.uuid() }), {
    name: username,
    currency,
    languages,
    connection_id: connectionId,
  })
  return id
}

/**
 * Approves drafts as sellers would, and then makes all kinds of changes on Instagram, which a check
 * of all posts finds.
 */
async function changeSome(world: World, count: number): Promise<Map<Shop, Changes>> {
  const made = new Map<Shop, Changes>()
  if (count === 0) return made
  for (const shop of world.shops.all) {
    const changes = chooseChanges(shop, count)
    await approvePosts(world, world.stores.get(shop) ?? '', changes)
    made.set(shop, makeChanges(world.shops, shop, changes))
  }
  const plan = world.services.queue.types.get('poll_store')
  if (!plan) throw new Error('no task type poll_store')
  for (const store of world.stores.values())
    await world.services.queue.enqueue(world.services.db, plan, { store_id: store, whole: true })
  await untilSettled(world)
  return made
}

/** A person approves the drafts of these posts. */
async function approvePosts({ services, send }: World, store: string, changes: Planned) {
  const { rows } = await sql<{ id: string }>`
    select d.id from product_drafts d join catalog_posts p on p.id = d.post_id
    where d.store_id = ${store}::uuid and p.platform_id = any (${approvedIn(changes)}::text[])`.execute(
    services.db,
  )
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await send('POST', '/api/products/drafts/batch-approve', z.unknown(), { ids })
}

async function untilSettled({ services, signal }: World): Promise<void> {
  while ((await countTasks(services, 'open')) > 0) await delay(POLL_MS, undefined, { signal })
}

async function countTasks({ db }: Services, which: 'open' | 'failed'): Promise<number> {
  const states = which === 'open' ? ['pending', 'running'] : ['failed']
  const { count } = await db
    .selectFrom('scrape_tasks')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('status', 'in', states)
    .where('task_type', 'in', ['scan_store', 'poll_store', 'extract_post'])
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function costOf({ db }: Services): Promise<number> {
  const { usd } = await db
    .selectFrom('catalog_posts')
    .select(({ fn }) => fn.sum<string | null>('cost_usd').as('usd'))
    .executeTakeFirstOrThrow()
  return Number(usd ?? 0)
}

function countChanges(all: readonly Changes[]): CatalogReport['changes'] {
  const sumOf = (count: (changes: Changes) => number): number =>
    all.reduce((sum, changes) => sum + count(changes), 0)
  return {
    followed: sumOf(({ followed }) => followed.length),
    edited: sumOf(({ edited }) => edited.length),
    reposts: sumOf(({ reposts }) => reposts.length),
    deleted: sumOf(({ sold, dropped }) => sold.length + dropped.length),
  }
}

async function judge(
  { services, stores, shops }: World,
  changes: ReadonlyMap<Shop, Changes>,
  { isTruthful }: Scenario,
) {
  const differences: Difference[] = []
  let [drafts, skipped] = [0, 0]
  for (const shop of shops.all) {
    const stored = await readDrafts(services.db, stores.get(shop) ?? '')
    for (const [id, post] of shop.posts) {
      const found = stored.get(id)
      drafts += found?.drafts.length ?? 0
      const judged = differencesOf(id, post, found, { isTruthful })
      differences.push(...judged.differences)
      if (judged.isLeftOut) skipped += 1
    }
    const changed = changes.get(shop)
    if (changed && isTruthful)
      differences.push(...(await differencesAfter(services.db, stores.get(shop) ?? '', changed)))
  }
  return { differences, drafts, skipped }
}

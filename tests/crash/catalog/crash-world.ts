import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { z } from 'zod'
import { truthfulAnswer } from '../../../sim/catalog/answers.ts'
import { openShops, type Shop, type Shops } from '../../../sim/catalog/shops.ts'
import { startGraphStandIn, type GraphStandIn } from '../../../sim/graph/index.ts'
import { startOpenAiSim, type OpenAiSim } from '../../../sim/openai/index.ts'
import { connectBrand, graphSettingsOf } from '../../../sim/own-media/connect-brands.ts'
import { reservePort } from '../../../sim/run/port.ts'
import { createClock, type Clock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { setWorldTime } from '../../../src/db/world-clock.ts'
import { DEFAULT_CATEGORIES } from '../../../src/features/catalog/fields/stores.ts'
import { pollStore, scheduleStorePolls } from '../../../src/features/catalog/syncs/poll-store.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { skipReason } from '../../../tools/evaluate/drafts/left-out.ts'
import type { LabelledPost } from '../../../tools/evaluate/drafts/labelled-post.ts'
import { testServices } from '../../features/gramd-world.ts'
import { startDaemon, type Daemon } from '../analyze/daemon.ts'
import { settleCreations } from '../analyze/once.ts'
import { openLedger, type Ledger } from './ledger.ts'

const START = Date.UTC(2026, 10, 1)
/** A minute of world time in a second. */
const SPEED = 60
/** Of each shop: more than three pages. */
const POSTS = 80
const API_KEY = 'a-key-for-the-tests-only'
/** As shipped, except that the clock may be compressed. */
const SCRIPT = fileURLToPath(new URL('../../../sim/run/daemon.ts', import.meta.url))

/** What a started gramd has beyond what all have. */
type Settings = Record<string, string>

/** A database, the stand-ins for Meta and OpenAI, shops whose truth is known, and successive gramd processes. */
export type CrashWorld = {
  db: Db
  url: string
  clock: Clock
  graph: GraphStandIn
  openai: OpenAiSim
  shops: Shops
  ledger: Ledger
  /** Its drafts wait for a person. */
  manual: Shop
  /** Its sure drafts become products by themselves. */
  automatic: Shop
  storeOf(shop: Shop): string
  /** Starts the next gramd, the successor of the last one, which is dead. */
  start(settings?: Settings): Promise<Daemon>
  /** Sends a request, as a seller does; null when gramd died before it had answered. */
  send(method: string, path: string, body?: unknown): Promise<Response | null>
  /** Sends what happened at a shop, as Meta does; null when gramd died before it had answered. */
  tell(shop: Shop, changes: readonly { field: string; value: unknown }[]): Promise<number | null>
  /** Queues a task that the scheduler queues by itself. */
  push(taskType: string): Promise<void>
  /** Queues what is due, as the scheduler does every minute. */
  plan(): Promise<void>
  /** Looks at all posts of all stores, as it is done once a day. */
  lookAtAll(): Promise<void>
  /** Publishes a post that a model has to be asked about; gives what it says. */
  publish(
    shop: Shop,
    isWanted?: (post: LabelledPost) => boolean,
  ): { id: string; post: LabelledPost }
  close(): Promise<void>
}

export async function startCrashWorld(db: Db, url: string): Promise<CrashWorld> {
  const time = { worldAt: START, realAt: Date.now(), speed: SPEED }
  await setWorldTime(db, time)
  const clock = createClock(time)
  const graph = await startGraphStandIn({ seed: 'crash', clock })
  const shops = openShops(graph.control, { now: clock.now(), posts: POSTS })
  const openai = await startOpenAiSim({
    seed: 'crash',
    clock,
    script: shops.scriptOf(truthfulAnswer),
    batchMinutes: { min: 1, max: 2 },
  })
  const settings = {
    ...graphSettingsOf(graph),
    SCRAPER_API_KEY: API_KEY,
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  }
  const { connections, queue } = testServices(db, clock, null, { settings })
  if (!connections) throw new Error('no app of Meta is configured')
  const { port, release } = await reservePort(0)
  // Files of a killed gramd.
  const folder = await mkdtemp(join(tmpdir(), 'gramd-crash-'))
  const origin = `http://127.0.0.1:${port}`
  const env = {
    ...settings,
    TMPDIR: folder,
    DATABASE_URL: url,
    GRAMD_DATABASE_POOL_SIZE: '8',
    GRAMD_ROLES: 'api,worker',
    GRAMD_PORT: String(port),
    GRAMD_DRAIN_SECONDS: '0',
    GRAMD_INSTANCE: 'crash',
    GRAMD_OWN_MEDIA_PICTURE_HOSTS: '127.0.0.1',
    GRAMD_WEBHOOK_VERIFY_TOKEN: 'a token of the tests',
    GRAMD_OPENAI_DIRECT_CALLS: '4',
    GRAMD_BATCH_MIN_TASKS: '1',
    OPENAI_API_KEY: openai.apiKey,
    OPENAI_BASE_URL: openai.baseUrl,
  }
  const stores = new Map<Shop, string>()
  for (const [at, shop] of shops.all.entries()) {
    const { connectionId } = await connectBrand(connections, graph, shop)
    stores.set(shop, await addStore(db, shop, connectionId, at === AUTOMATIC ? 0.9 : null))
  }
  const [automatic, manual] = shops.all
  if (!manual || !automatic) throw new Error('there are too few shops')
  const daemons: Daemon[] = []
  return {
    db,
    url,
    clock,
    graph,
    openai,
    shops,
    ledger: openLedger(),
    manual,
    automatic,
    storeOf: (shop) => stores.get(shop) ?? '',
    async start(more = {}) {
      await endDeadCalls(db)
      await settleCreations({ db })
      const daemon = startDaemon({ ...env, ...more }, [SCRIPT])
      daemons.push(daemon)
      await daemon.running
      return daemon
    },
    send: async (method, path, body) => await sendTo(origin, method, path, body),
    tell: async ({ username }, changes) =>
      await unlessDead(async () => {
        const order = { url: `${origin}/api/webhooks/instagram`, login: 'facebook' as const }
        return (await graph.control.sendWebhook({ ...order, username, changes })).status
      }),
    async push(taskType) {
      const type = queue.types.get(taskType)
      if (!type) throw new Error(`no task type ${taskType}`)
      await queue.enqueue(db, type, {})
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
    },
    async plan() {
      await queue.enqueue(db, scheduleStorePolls, {})
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
    },
    async lookAtAll() {
      for (const store of stores.values())
        await queue.enqueue(db, pollStore, { store_id: store, whole: true })
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
    },
    publish: (shop, isWanted = () => true) =>
      shops.publish(shop, (post) => isAsked(post) && isWanted(post)),
    async close() {
      await Promise.all(daemons.map(async (daemon) => await daemon.kill()))
      await Promise.all([graph.close(), openai.close(), release()])
      await rm(folder, { recursive: true })
    },
  }
}

/** Which of the shops approves by itself: the one with the most posts that were not published before. */
const AUTOMATIC = 0

/** A post that sells, and about which a model is asked. */
const isAsked = (post: LabelledPost): boolean => post.truth.sells && skipReason(post) === null

async function addStore(
  db: Db,
  { username, currency, languages }: Shop,
  connectionId: string,
  autoApproveFrom: number | null,
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into stores (name, slug, currency, languages, connection_id, auto_approve_from, categories, followed_from)
    values (${username}, ${username.replace('.', '-')}, ${currency}, ${languages}::text[], ${connectionId}::uuid,
      ${autoApproveFrom}, ${[...DEFAULT_CATEGORIES]}::text[], world_now())
    returning id`.execute(db)
  return z.uuid().parse(rows[0]?.id)
}

/** Simulates the minutes after which the last call of a dead process is known to have ended. */
async function endDeadCalls(db: Db): Promise<void> {
  await sql`
    update ai_calls set under_way_until = clock_timestamp() - interval '1 s' where outcome is null`.execute(
    db,
  )
}

async function sendTo(
  origin: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Response | null> {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' }
  const init = {
    method,
    headers,
    signal: AbortSignal.timeout(30_000),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  return await unlessDead(async () => await fetch(new URL(path, origin), init))
}

async function unlessDead<Answer>(send: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await send()
  } catch (error) {
    // The connection ended with its process.
    if (error instanceof TypeError) return null
    throw error
  }
}

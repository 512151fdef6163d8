import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { loadConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/database.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import { announceTo } from '../../src/features/announce.ts'
import { createErasures } from '../../src/features/erase/index.ts'
import { withCore } from '../../src/features/declarations.ts'
import { features } from '../../src/features/index.ts'
import type { Services } from '../../src/features/manifest.ts'
import { createTaskEventFeed } from '../../src/http/events.ts'
import { byPriority } from '../../src/ai/kind.ts'
import { createAnswerMetrics } from '../../src/ai/openai/metrics.ts'
import { createInstagramAdapter } from '../../src/platforms/instagram/adapter.ts'
import { createPlatform } from '../../src/platforms/reading/platform.ts'
import { STORIES_PER_REQUEST } from '../../src/platforms/port.ts'
import { addAccount } from '../../src/pool/accounts/accounts-store.ts'
import { poolLimits } from '../../src/pool/state/limits.ts'
import { createPoolMetrics } from '../../src/pool/state/metrics.ts'
import { createPool } from '../../src/pool/work/pool.ts'
import { addProxy } from '../../src/pool/proxies/proxies-store.ts'
import { claimTasks } from '../fixtures/claim-tasks.ts'
import { execute } from '../../src/queue/worker/execute.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { startInstagramSim, type InstagramSim } from '../../sim/instagram/index.ts'

export const HOUR = 3_600_000
const START = Date.UTC(2026, 10, 21, 9)

export type GramdWorld = {
  sim: InstagramSim
  services: Services
  /** Moves world time for everybody. */
  advance(ms: number): Promise<void>
  /** Claims the first due task of a type and runs it to the end of its attempt; gives the row as it is then. */
  runNext(taskType: string, signal?: AbortSignal): Promise<TaskRow>
  task(id: number): Promise<TaskRow>
}

export type TaskRow = Awaited<ReturnType<typeof readTask>>

/** gramd without a worker loop, on the Instagram stand-in; waiting moves world time instead of taking any. */
export async function startGramdWorld(
  db: Db,
  options: { accounts?: number; settings?: Record<string, string> } = {},
): Promise<GramdWorld> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  let nowMs = START
  const advance = async (ms: number): Promise<void> => {
    nowMs += Math.ceil(ms)
    await advanceWorldTime(db, Math.ceil(ms))
  }
  const clock: Clock = {
    now: () => new Date(nowMs),
    realMs: (ms) => ms,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      if (ms > 0) await advance(ms)
    },
  }
  const accounts = options.accounts ?? 3
  const sim = await startInstagramSim({ seed: 'features', clock, accounts, proxies: accounts })
  onTestFinished(async () => await sim.close())
  const services = buildServices(db, clock, sim, { settings: options.settings })
  const { encryptionKeys: keys } = services.config
  for (const [place, { username, password }] of sim.accounts.entries()) {
    const proxy = await addProxy(db, keys, { url: sim.proxies[place]?.url ?? '' })
    await addAccount(services.poolContext, { username, password, proxyId: proxy.id })
  }
  return {
    sim,
    services,
    advance,
    task: async (id) => await readTask(db, id),
    runNext: async (taskType, signal) => await runNext(services, taskType, signal),
  }
}

/** Claims the first due task of a type and runs it to the end of its attempt; gives the row as it is then. */
export async function runNext(
  services: Services,
  taskType: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<TaskRow> {
  const { db, clock, log, queue } = services
  const type = queue.types.get(taskType)
  if (!type) throw new Error(`no task type ${taskType}`)
  const { resource, leaseMs, limit } = type
  const types = [{ name: taskType, resource, room: 1, leaseMs, keyLimit: limit?.max }]
  const [task] = await claimTasks(db, { owner: 'test', limit: 1, types, resources: {} })
  if (!task) throw new Error(`no ${taskType} task is due`)
  await execute({ db, services, clock, log, random: () => 0.5 }, type, task, signal)
  return await readTask(db, task.id)
}

export type ServiceOptions = {
  settings?: Record<string, string> | undefined
  /** Real time that a request to the platform may take, and a look at a proxy. */
  timeoutMs?: number | undefined
  proxyCheckTimeoutMs?: number | undefined
}

/** What features get, until the test is finished. */
export function buildServices(
  db: Db,
  clock: Clock,
  sim: InstagramSim,
  { settings = {}, timeoutMs = 5_000, proxyCheckTimeoutMs = 5_000 }: ServiceOptions,
): Services {
  const config = loadConfig({
    SCRAPER_API_KEY: randomBytes(12).toString('hex'),
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    // A test of pictures asks for them: making and shrinking them takes time.
    GRAMD_IMAGES_PER_ANALYSIS: '0',
    ...settings,
  })
  const log = pino({ level: 'silent' })
  const adapter = createInstagramAdapter({
    app: {
      version: config.instagramAppVersion,
      versionCode: config.instagramAppVersionCode,
      bloksVersionId: config.instagramBloksVersionId,
    },
    storiesPerRequest: STORIES_PER_REQUEST,
    timeoutMs,
    proxyCheckTimeoutMs,
    ca: sim.caPem,
    proxyCheckTarget: config.proxyCheckTarget,
    log,
    clock,
  })
  const queue = createQueue<Services>(
    features.flatMap((feature) => feature.tasks),
    () => undefined,
  )
  const poolContext = {
    db,
    keys: config.encryptionKeys,
    limits: poolLimits(config),
    adapter,
    log,
    metrics: createPoolMetrics(new Registry(), db),
    resumeWaitingTasks: async (codes: readonly string[]) => void (await queue.runNow(db, codes)),
  }
  const pool = createPool({ ...poolContext, clock, instance: 'test', random: () => 0.5 })
  const events = createTaskEventFeed({ db, log })
  onTestFinished(async () => {
    await pool.releaseAll()
    await events.close()
  })
  const platform = createPlatform(pool, adapter, clock)
  const schedule = features.flatMap((feature) => feature.cron?.(config) ?? [])
  const retention = features.flatMap((feature) => feature.retention?.(config) ?? [])
  const keys = config.encryptionKeys
  return {
    db,
    clock,
    config,
    log,
    queue,
    pool,
    poolContext,
    platform,
    openai: null,
    answerMetrics: createAnswerMetrics(new Registry()),
    aiKinds: byPriority(features.flatMap((feature) => feature.aiKinds ?? [])),
    logLoss: () => ({ dropped: 0, failing: null }),
    events,
    declarations: withCore(features),
    schedule,
    retention,
    erasures: createErasures({ db, keys, log, features, queue }),
    folds: features.flatMap((feature) => feature.fold ?? []),
    announce: announceTo(features, queue),
  }
}

async function readTask(db: Db, id: number) {
  return await db
    .selectFrom('scrape_tasks')
    .select([
      'id',
      'status',
      'attempts',
      'priority',
      'result',
      'error_code',
      'error_message',
      'subject',
      'checkpoint',
      'next_retry_at',
    ])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

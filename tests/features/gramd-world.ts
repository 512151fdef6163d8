import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { loadConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import { features } from '../../src/features/index.ts'
import type { Feature } from '../../src/features/manifest.ts'
import type { Services } from '../../src/features/services.ts'
import { addAccount } from '../../src/pool/accounts/accounts-store.ts'
import { addProxy } from '../../src/pool/proxies/store/proxies/proxies.ts'
import { claimTasks } from '../fixtures/claim-tasks.ts'
import { keyLimit } from '../../src/queue/task-type.ts'
import { execute } from '../../src/queue/worker/execute.ts'
import { buildServices, type Outside } from '../../src/services.ts'
import {
  startInstagramSim,
  type InstagramSim,
  type PictureStyle,
} from '../../sim/instagram/index.ts'

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
  options: {
    accounts?: number
    settings?: Record<string, string>
    pictures?: PictureStyle
  } = {},
): Promise<GramdWorld> {
  const { clock, advance } = await stoppedTime(db)
  const accounts = options.accounts ?? 3
  const sim = await startInstagramSim({
    seed: 'features',
    clock,
    accounts,
    proxies: accounts,
    pictures: options.pictures ?? 'small',
  })
  onTestFinished(async () => await sim.close())
  const services = testServices(db, clock, sim, { settings: options.settings })
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

/** World time that stands still until somebody moves it; waiting moves it instead of taking any. */
export async function stoppedTime(db: Db): Promise<{ clock: Clock } & Pick<GramdWorld, 'advance'>> {
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
  return { clock, advance }
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
  const { resource, leaseMs } = type
  const types = [{ name: taskType, resource, room: 1, leaseMs, keyLimit: keyLimit(type, services) }]
  const [task] = await claimTasks(db, { owner: 'test', limit: 1, types, resources: {} })
  if (!task) throw new Error(`no ${taskType} task is due`)
  await execute({ db, services, clock, log, random: () => 0.5 }, type, task, { abort: { signal } })
  return await readTask(db, task.id)
}

export type ServiceOptions = {
  settings?: Record<string, string> | undefined
  features?: readonly Feature[]
  /** Real time that a request to the platform may take, and a look at a proxy. */
  timeoutMs?: number | undefined
  proxyCheckTimeoutMs?: number | undefined
} & Partial<Pick<Outside, 'log' | 'registry' | 'openai' | 'translation' | 'ownMediaReader'>>

/** What features get, until the test is finished; without a stand-in, Instagram is not reached. */
export function testServices(
  db: Db,
  clock: Clock,
  sim: Pick<InstagramSim, 'caPem'> | null,
  { settings = {}, timeoutMs = 5_000, proxyCheckTimeoutMs = 5_000, ...options }: ServiceOptions,
): Services {
  const config = loadConfig({
    SCRAPER_API_KEY: randomBytes(12).toString('hex'),
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    // A test of pictures asks for them: making and shrinking them takes time.
    GRAMD_IMAGES_PER_ANALYSIS: '0',
    ...settings,
  })
  const { services } = buildServices(config, options.features ?? features, {
    db,
    clock,
    log: pino({ level: 'silent' }),
    logLoss: () => ({ dropped: 0, failing: null }),
    registry: new Registry(),
    instance: 'test',
    random: () => 0.5,
    instagram: { timeoutMs, proxyCheckTimeoutMs, ...(sim && { ca: sim.caPem }) },
    ...options,
  })
  onTestFinished(async () => {
    await services.pool.releaseAll()
    await services.events.close()
    await services.background.close()
  })
  return services
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

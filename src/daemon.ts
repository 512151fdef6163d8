import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { collectDefaultMetrics, Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import { warnOfOldApp } from './accounts/app-profiles.ts'
import { startCourier } from './alerts/courier.ts'
import { courierRules } from './alerts/channel.ts'
import type { Config } from './config.ts'
import { appProfileOf } from './settings/core.ts'
import { lockInstance } from './db/instance-lock.ts'
import { listen } from './db/listen.ts'
import { openMigrated } from './db/open-migrated.ts'
import { loadClock, refuseShiftedClock } from './db/world-clock.ts'
import { features as shippedFeatures } from './features/index.ts'
import type { Feature, Services } from './features/manifest.ts'
import { createApp } from './http/app.ts'
import { listenHttp } from './http/server.ts'
import type { Logger } from './base/log.ts'
import { registerLogLoss } from './base/log-metrics.ts'
import type { LogLoss } from './base/log-output.ts'
import { bootstrapAccount } from './pool/work/bootstrap.ts'
import { rotateKeys, type RotationReport } from './pool/accounts/rotate-keys.ts'
import type { WakeSignal } from './queue/worker/wake-signal.ts'
import { CANCELLED_CHANNEL, TASKS_CHANNEL } from './queue/channels.ts'
import { takeOver } from './queue/care/rescue.ts'
import { startRunner, type ResourceGauges, type Runner } from './queue/worker/runner.ts'
import { startScheduler } from './scheduler/scheduler.ts'
import type { Shutdown } from './base/shutdown.ts'
import { buildServices, resourceGauges } from './services.ts'

/** Running HTTP requests get this long (real ms) to end; streams are ended at once. */
const HTTP_GRACE_MS = 5_000

/** Brings the database up to date and lets go of it. Returns the names of the migrations that ran. */
export async function migrateOnly(config: Config, log: Logger): Promise<string[]> {
  await using stack = new AsyncDisposableStack()
  return (await openMigrated(config, log, stack)).ran
}

/** Encrypts every stored secret under the first of GRAMD_ENCRYPTION_KEYS; a daemon may run meanwhile. */
export async function rotateKeysOnly(config: Config, log: Logger): Promise<RotationReport> {
  await using stack = new AsyncDisposableStack()
  const { db } = await openMigrated(config, log, stack)
  return await rotateKeys(db, config.encryptionKeys, {
    others: shippedFeatures.flatMap(({ secrets = [] }) => secrets),
  })
}

type RunOptions = {
  allowShiftedClock: boolean
  logLoss: () => LogLoss
  features?: readonly Feature[]
}

/**
 * Builds everything, runs it until `shutdown.stopped`, and takes it down in reverse order. Throws when something that
 * it needs is missing or wrong; the message says what.
 */
export async function runDaemon(
  config: Config,
  log: Logger,
  shutdown: Shutdown,
  { features = shippedFeatures, ...options }: RunOptions,
): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const { url, db, ran } = await openMigrated(config, log, stack)
  if (ran.length > 0) log.info({ migrations: ran }, 'database migrated')
  if (!options.allowShiftedClock) await refuseShiftedClock(db)

  const instance = config.instance ?? `${hostname()}-${randomBytes(4).toString('hex')}`
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registerLogLoss(registry, options.logLoss)
  const caFile = config.instagramCaFile
  const { services, wakeSignal } = buildServices(config, features, {
    db,
    clock: await loadClock(db),
    log,
    logLoss: options.logLoss,
    registry,
    instance,
    random: Math.random,
    instagram: caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') },
  })
  stack.defer(async () => await services.events.close())
  if (!services.openai) log.warn('OPENAI_API_KEY is not set: analyses wait')
  await succeed(config, url, log, services, stack)
  stack.defer(async () => await services.pool.releaseAll())
  const bootstrap = { sessionId: config.instagramSessionId, proxyUrl: config.instagramProxyUrl }
  await bootstrapAccount(
    { ...services.poolContext, pool: services.pool },
    bootstrap,
    shutdown.stopped,
  )
  for (const { start } of features) await start?.(services)
  warnOfOldApp(appProfileOf(config), services)

  // Listening needs a session of its own; without one, the worker looks by itself.
  if (config.databasePooler === 'none')
    await startListening(url, log, { instance, wakeSignal, queue: services.queue }, stack)

  const roles = new Set(config.roles)
  if (roles.has('scheduler')) stack.defer(runSchedule(config, log, services))
  if (roles.has('worker')) {
    stack.defer(startCourier({ ...services, ...courierRules(config), random: Math.random }))
    const gauges = resourceGauges(features, services)
    const runner = runWorker(config, log, services, { instance, wakeSignal, gauges })
    stack.defer(async () => await runner.stop(config.shutdownGraceMs))
  }
  if (roles.has('api'))
    await serveApi(config, log, { services, features, registry, shutdown }, stack)
  log.info({ instance, roles: [...roles] }, 'gramd runs')

  await untilStopped(shutdown)
  await stack.disposeAsync()
  log.info('gramd has stopped')
}

async function startListening(
  url: string,
  log: Logger,
  {
    instance,
    wakeSignal,
    queue,
  }: { instance: string; wakeSignal: WakeSignal; queue: Services['queue'] },
  stack: AsyncDisposableStack,
): Promise<void> {
  const listener = await listen({
    url,
    channels: {
      [TASKS_CHANNEL]: (sender) => {
        if (sender !== instance) wakeSignal.notify()
      },
      [CANCELLED_CHANNEL]: () => queue.look(),
    },
    onReconnect: () => {
      log.info('listening connection back')
      wakeSignal.notify()
      queue.look()
    },
    onError: (error) => log.warn({ err: error }, 'listening connection lost'),
  })
  stack.defer(async () => await listener.close())
}

async function untilStopped({ stopped }: Shutdown): Promise<void> {
  if (stopped.aborted) return
  await new Promise<void>((resolve) =>
    stopped.addEventListener('abort', () => resolve(), { once: true }),
  )
}

/** A process with a configured name takes back at once what its predecessor of that name held. */
async function succeed(
  config: Config,
  url: string,
  log: Logger,
  { db, queue, pool }: Services,
  stack: AsyncDisposableStack,
): Promise<void> {
  const name = config.instance
  if (name === undefined) return
  const lock = await lockInstance(url, name, (error) =>
    log.warn({ err: error }, 'instance lock lost'),
  )
  if (!lock) {
    throw new Error(
      `another process runs as GRAMD_INSTANCE=${name}; give each replica a name of its own, or none`,
    )
  }
  stack.defer(async () => await lock.release())
  await pool.endLeasesOf(name)
  const rescued = await takeOver(db, queue.types, name)
  if (rescued.length > 0)
    log.warn({ tasks: rescued.length, instance: name }, 'tasks of the last run taken back')
}

function runWorker(
  config: Config,
  log: Logger,
  services: Services,
  {
    instance,
    wakeSignal,
    gauges,
  }: { instance: string; wakeSignal: WakeSignal; gauges: ResourceGauges },
): Runner {
  const { db, clock, queue } = services
  const runner = startRunner<Services>({
    db,
    services,
    clock,
    log,
    random: Math.random,
    types: queue.types,
    gauges,
    wakeSignal,
    owner: instance,
    sender: instance,
    slots: config.maxConcurrentTasks,
    pollMs: config.pollIntervalMs,
  })
  queue.attach(runner)
  return runner
}

function runSchedule(
  config: Config,
  log: Logger,
  { db, clock, queue, schedule }: Services,
): () => Promise<void> {
  return startScheduler({
    db,
    clock,
    log,
    entries: schedule,
    timeZone: config.cronTimeZone,
    enqueue: async (tx, taskType, payload) => await queue.enqueue(tx, taskType, payload),
    wake: () => queue.wake(),
  })
}

type Served = {
  services: Services
  features: readonly Feature[]
  registry: Registry
  shutdown: Shutdown
}

async function serveApi(
  config: Config,
  log: Logger,
  { services, features, registry, shutdown }: Served,
  stack: AsyncDisposableStack,
): Promise<void> {
  const app = createApp({
    db: services.db,
    log,
    apiKey: config.apiKey,
    authenticators: features.flatMap((feature) => feature.authenticators?.(services) ?? []),
    routers: features.flatMap((feature) => (feature.routes ? [feature.routes(services)] : [])),
    version: packageJson.version,
    stopping: shutdown.stopped,
    corsOrigins: config.corsOrigins,
    metrics: registry,
    clock: services.clock,
  })
  const { host, port, trustedProxies } = config
  const server = await listenHttp(app, { host, port, trustedProxies })
  stack.defer(async () => await server.close(HTTP_GRACE_MS))
  log.info({ host, port: server.port }, 'API listens')
}

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import { warnOfOldApp } from './accounts/app-profiles.ts'
import { startCourier } from './alerts/courier.ts'
import { createChannels } from './alerts/channels.ts'
import { createOwnChannels } from './alerts/own-channels.ts'
import type { Config } from './config.ts'
import { appProfileOf } from './settings/core.ts'
import { examine } from './doctor.ts'
import { registerConnections } from './db/metrics.ts'
import { instanceFault, listenerFault } from './db/connection-faults.ts'
import { lockInstance, type InstanceLock } from './db/instance-lock.ts'
import { listen } from './db/listen.ts'
import type { Db } from './db/handles.ts'
import { openMigrated } from './db/open-migrated.ts'
import { watchSchema } from './db/migrations/watch-schema.ts'
import { careForServer } from './db/server/server-care.ts'
import { requireTimeZones } from './db/server/time-zones.ts'
import { loadClock, refuseShiftedClock } from './db/world-clock.ts'
import { features as shippedFeatures } from './features/index.ts'
import type { Feature } from './features/manifest.ts'
import type { Services } from './features/services.ts'
import type { Finding } from './base/finding.ts'
import type { Logger } from './base/log/log.ts'
import { UnavailableError } from './base/startup-error.ts'
import { createRegistry } from './base/metrics.ts'
import type { LogLoss } from './base/log/log-output.ts'
import type { Outside } from './media/check-public.ts'
import { claimFolder } from './media/own-folder.ts'
import { bootstrapAccount } from './pool/work/bootstrap.ts'
import { requireKeys } from './pool/accounts/check-keys.ts'
import { rotateKeys, type RotationReport } from './pool/accounts/rotate-keys.ts'
import type { WakeSignal } from './queue/worker/wake-signal.ts'
import { CANCELLED_CHANNEL, TASKS_CHANNEL } from './queue/channels.ts'
import { registerRunTally, registerSlots } from './queue/metrics.ts'
import { takeOver } from './queue/care/rescue.ts'
import { claimFault } from './queue/worker/claim-fault.ts'
import { startRunner, type Runner } from './queue/worker/runner.ts'
import { startScheduler } from './scheduler/scheduler.ts'
import type { Shutdown } from './base/shutdown.ts'
import { createStopDeadlines, type StopDeadlines } from './base/stop-deadlines.ts'
import { serve } from './serve.ts'
import { buildServices, isUnconfigured, resourceGauges, workerSlots } from './services.ts'

/**
 * Brings the database up to date. Returns the names of the migrations that ran. With
 * `finishBackfills` it finishes at once what one of them needs.
 */
export async function migrateOnly(
  config: Config,
  log: Logger,
  { finishBackfills = false } = {},
): Promise<string[]> {
  await using stack = new AsyncDisposableStack()
  const backfills = finishBackfills ? shippedBackfills() : undefined
  return (await openMigrated(config, log, stack, { isRequested: true, backfills })).ran
}

/** The backfills of all features, for commands that finish them at once. */
export const shippedBackfills = () => shippedFeatures.flatMap(({ backfills = [] }) => backfills)

/** Encrypts every stored secret under the first encryption key; a daemon may run meanwhile. */
export async function rotateKeysOnly(config: Config, log: Logger): Promise<RotationReport> {
  await using stack = new AsyncDisposableStack()
  const { db } = await openMigrated(config, log, stack)
  return await rotateKeys(db, config.encryptionKeys, { others: secretsOf(shippedFeatures) })
}

/** Returns what a person should know or fix before gramd works; changes nothing. */
export const examineAll = async (
  config: Config,
  log: Logger,
  now: Date,
  outside?: Outside,
): Promise<Finding[]> =>
  await examine(config, log, { now, secrets: secretsOf(shippedFeatures), outside })

const secretsOf = (features: readonly Feature[]) => features.flatMap(({ secrets = [] }) => secrets)

type RunOptions = {
  allowShiftedClock: boolean
  logLoss: () => LogLoss
  features?: readonly Feature[]
}

/** A built gramd; `stack` takes it down in reverse order. */
type Built = {
  services: Services
  features: readonly Feature[]
  wakeSignal: WakeSignal
  registry: Registry
  /** The owner of leases. */
  instance: string
  /** The URL of the database, for connections that need their own session. */
  url: string
  shutdown: Shutdown
  deadlines: StopDeadlines
  /** The lock of a configured name. */
  lock: InstanceLock | undefined
  stack: AsyncDisposableStack
}

/**
 * Builds everything and runs it until `shutdown.stopped`. Throws when something that it needs is
 * missing or wrong; the message names it.
 */
export async function runDaemon(
  config: Config,
  log: Logger,
  shutdown: Shutdown,
  { features = shippedFeatures, ...options }: RunOptions,
): Promise<void> {
  const deadlines = createStopDeadlines(shutdown, config.shutdownGraceMs)
  const { cut } = deadlines
  await using stack = new AsyncDisposableStack()
  const beforeMigration = keyCheck(config, features)
  const opened = await openMigrated(config, log, stack, { cut, beforeMigration })
  const { url, db, pool, server, ran } = opened
  if (ran.length > 0) log.info({ migrations: ran }, 'database migrated')
  if (!options.allowShiftedClock) await refuseShiftedClock(db)
  await requireTimeZones(db, config, log)
  const pooled = config.databasePooler === 'transaction'
  stack.defer(careForServer(server, { url, config, log, cut, pooled }))
  stack.defer(watchSchema({ db, log }))
  await claimFolder(config.uploadsFolder, log)

  const instance = config.instance ?? `${hostname()}-${randomBytes(4).toString('hex')}`
  const build = { version: packageJson.version, roles: config.roles }
  const registry = createRegistry(build, options.logLoss)
  registerConnections(registry, pool)
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
  const parts = { services, features, wakeSignal, registry, instance, url, shutdown, deadlines }
  const lock = await lockName(config.instance, { ...parts, stack })
  const built = { ...parts, lock, stack }
  stack.defer(async () => await services.background.close())
  stack.defer(async () => await services.events.close())
  stack.defer(async () => await services.changes.close())
  if (!services.openai) log.warn('OPENAI_API_KEY is not set: AI tasks wait')
  if (lock) await succeed(instance, services)
  stack.defer(async () => await services.pool.releaseAll())
  await importAccount(services, shutdown)
  for (const { start } of features) await start?.(services)
  warnOfOldApp(appProfileOf(config), services)
  // Listening needs its own session; without one, the worker only polls.
  if (config.databasePooler === 'none') await startListening(built)
  await startRoles(built)
  log.info({ instance, roles: config.roles }, 'gramd runs')

  if (!shutdown.stopped.aborted) await once(shutdown.stopped, 'abort')
  await stack.disposeAsync()
  log.info('gramd has stopped')
}

const keyCheck = (config: Config, features: readonly Feature[]) => async (db: Db) =>
  await requireKeys(db, config, secretsOf(features))

/** Imports the configured session into an empty pool. */
async function importAccount(
  { config, pool, poolContext }: Services,
  { stopped }: Shutdown,
): Promise<void> {
  const bootstrap = { sessionId: config.instagramSessionId, proxyUrl: config.instagramProxyUrl }
  await bootstrapAccount({ ...poolContext, pool }, bootstrap, stopped)
}

/** Reserves the configured name of this process; undefined without one. */
async function lockName(
  name: string | undefined,
  { services, wakeSignal, url, deadlines, stack }: Omit<Built, 'lock'>,
): Promise<InstanceLock | undefined> {
  if (name === undefined) return undefined
  const { log, readiness } = services
  const lock = await lockInstance({
    url,
    name,
    cut: deadlines.cut,
    onError: (error) => log.warn({ err: error }, 'instance lock lost'),
    onTaken: () =>
      log.error({ instance: name }, 'another process has the name: tasks are not claimed'),
    onBack() {
      log.info({ instance: name }, 'instance lock back')
      wakeSignal.notify()
    },
  })
  if (!lock) {
    throw new UnavailableError(
      `another process runs as GRAMD_INSTANCE=${name}; give each replica a name of its own, or none`,
    )
  }
  stack.defer(async () => await lock.release())
  readiness.watch(() => instanceFault(lock, name))
  return lock
}

/** Takes back at once what the predecessor of a configured name held. */
async function succeed(name: string, { db, log, queue, pool }: Services): Promise<void> {
  await pool.endLeasesOf(name)
  const rescued = await takeOver(db, queue.types, name)
  if (rescued.length > 0)
    log.warn({ tasks: rescued.length, instance: name }, 'tasks of the last run taken back')
}

async function startListening(built: Built): Promise<void> {
  const { services, wakeSignal, instance, url, deadlines, stack } = built
  const { config, log, queue, readiness } = services
  const listener = await listen({
    url,
    cut: deadlines.cut,
    channels: {
      [TASKS_CHANNEL]: (sender) => {
        if (sender !== instance) wakeSignal.notify()
      },
      [CANCELLED_CHANNEL]: () => queue.pollSoon(),
    },
    onReconnect: () => {
      log.info('listening connection back')
      wakeSignal.notify()
      queue.pollSoon()
    },
    onError: (error) => log.warn({ err: error }, 'listening connection lost'),
  })
  stack.defer(async () => await listener.close())
  readiness.watch(() => listenerFault(listener, config.pollIntervalMs))
}

/**
 * Starts the roles of this replica. All of it stops together, so that each part has the whole grace
 * period; the courier stops last.
 */
async function startRoles(built: Built): Promise<void> {
  const { services, deadlines, stack } = built
  const { config } = services
  const roles = new Set(config.roles)
  const stops: (() => Promise<void>)[] = []
  if (roles.has('scheduler')) stops.push(runSchedule(built))
  if (roles.has('worker')) {
    const { notificationKinds: kinds, notificationIntervalMs: intervalMs } = config
    const own = createOwnChannels({ db: services.db, keys: config.encryptionKeys, config })
    const channels = [...createChannels(config), ...own]
    stack.defer(startCourier({ ...services, channels, kinds, intervalMs, random: Math.random }))
    const runner = runWorker(built)
    stops.push(async () => await runner.stop(deadlines.leftMs(), deadlines.stepMs))
  }
  stack.defer(async () => void (await Promise.all(stops.map(async (stop) => await stop()))))
  stops.push(await serve(built))
}

function runSchedule({ services, features }: Built): () => Promise<void> {
  const { db, clock, log, config, queue, schedule } = services
  return startScheduler({
    db,
    clock,
    log,
    entries: schedule,
    timeZone: config.cronTimeZone,
    enqueue: async (tx, taskType, payload) => await queue.enqueue(tx, taskType, payload),
    wake: () => queue.wake(),
    isUnconfigured: ({ resource }) => isUnconfigured(features, services, resource),
  })
}

function runWorker(built: Built): Runner {
  const { services, features, wakeSignal, instance, registry, lock } = built
  const { db, clock, log, config, queue, readiness } = services
  const slots = workerSlots(config)
  const runner = startRunner<Services>({
    db,
    services,
    clock,
    log,
    random: Math.random,
    types: queue.types,
    gauges: resourceGauges(features, services),
    wakeSignal,
    owner: instance,
    sender: instance,
    slots,
    pollMs: config.pollIntervalMs,
    tally: registerRunTally(registry),
    mayClaim: () => lock === undefined || lock.state === 'held',
  })
  readiness.watch(() => claimFault(runner, config.pollIntervalMs))
  registerSlots(registry, slots, (share) => runner.running(share))
  queue.attach(runner)
  return runner
}

import type { Registry } from 'prom-client'
import { byPriority } from './ai/kind.ts'
import { createOpenAiGateway, type GatewayOptions } from './ai/openai/gateway.ts'
import { createBackground } from './base/background.ts'
import type { Clock } from './base/clock.ts'
import type { Logger } from './base/log/log.ts'
import type { LogLoss } from './base/log/log-output.ts'
import { createReadiness } from './base/readiness.ts'
import { ALERT_METRICS } from './alerts/metrics.ts'
import { registerCounters, registerGauges, type Metric } from './base/metrics.ts'
import type { Config } from './config.ts'
import type { Db } from './db/handles.ts'
import { createWriteProof } from './db/server/write-proof.ts'
import {
  createConnections,
  officialFirst,
  officialPublisher,
  ownMediaReader,
} from './own-accounts.ts'
import { withCore } from './features/declarations.ts'
import type { ErasureParts, Feature } from './features/manifest.ts'
import type { Erasures } from './features/erasures.ts'
import type { Services } from './features/services.ts'
import { createTaskEventFeed } from './http/streams/events.ts'
import { createChangeFeed } from './http/streams/change-feed.ts'
import {
  createInstagramAdapter,
  type InstagramAdapterOptions,
} from './platforms/instagram/adapter.ts'
import { STORIES_PER_REQUEST } from './platforms/creator-reader.ts'
import type { ActionLog } from './platforms/action-log.ts'
import type { OwnMediaReader } from './platforms/own-media-reader.ts'
import type { Publishers } from './platforms/publisher.ts'
import { createPrivatePublisher, type PrivateParts } from './platforms/publishing/private.ts'
import type { RequestOptions } from './platforms/translation/request.ts'
import { createTranslators } from './platforms/translation/translators.ts'
import { createPooledReader } from './platforms/reading/pooled-reader.ts'
import { registerPoolGauges } from './pool/accounts/gauges.ts'
import { poolLimits } from './pool/state/limits.ts'
import { createPoolMetrics } from './pool/state/metrics.ts'
import { createPool } from './pool/work/pool.ts'
import type { Connections } from './connections/parts.ts'
import { createQueue } from './queue/queue.ts'
import { QUEUE_GAUGES } from './queue/metrics.ts'
import type { WorkerShare } from './queue/task-type.ts'
import type { ResourceGauges } from './queue/worker/claim-size.ts'
import { createWakeSignal, type WakeSignal } from './queue/worker/wake-signal.ts'
import { CRON_GAUGES } from './scheduler/metrics.ts'
import { appProfileOf } from './settings/core.ts'

const OPENAI_TIMEOUT_MS = 60_000
const TRANSLATION = { timeoutMs: 20_000, fetch: globalThis.fetch } as const

/** The parts that a process provides: its connections, clock and random numbers. */
export type Outside = {
  db: Db
  clock: Clock
  log: Logger
  logLoss: () => LogLoss
  registry: Registry
  /** The owner of leases, unique among the processes on the database. */
  instance: string
  random: () => number
  /** Overrides of the configured access to Instagram and OpenAI. */
  instagram?: Partial<InstagramAdapterOptions>
  openai?: Partial<GatewayOptions>
  /** Overrides of the access to translation services. */
  translation?: Partial<RequestOptions>
  /** The reader of accounts that their owners have connected. */
  ownMediaReader?: OwnMediaReader
}

/**
 * Builds the services of these features. Starts nothing; `services.events`, `services.changes` and
 * `services.background` have to be closed.
 */
export function buildServices(
  config: Config,
  features: readonly Feature[],
  outside: Outside,
): { services: Services; wakeSignal: WakeSignal } {
  const { db, clock, log, logLoss, registry, instance, random } = outside
  const adapter = adapterOf(config, outside)
  const wakeSignal = createWakeSignal()
  const queue = createQueue<Services>(tasksOf(features), () => wakeSignal.notify(), instance)
  const shared = { db, keys: config.encryptionKeys, log }
  const actionLog = journalOf(features, shared)
  const poolContext = {
    ...shared,
    adapter,
    actionLog,
    limits: poolLimits(config),
    metrics: createPoolMetrics(registry),
    resumeWaitingTasks: async (codes: readonly string[]) => void (await queue.runNow(db, codes)),
  }
  const pool = createPool({ ...poolContext, clock, instance, random })
  const reader = createPooledReader(pool, adapter, clock)
  const announce = announcing(features, queue, config)
  const metrics = metricsOf(features)
  const count = registerCounters(registry, metrics)
  const connections = createConnections(config, { ...poolContext, clock, queue, announce, count })
  const services: Services = {
    db,
    clock,
    config,
    log,
    logLoss,
    background: createBackground(log),
    readiness: createReadiness(),
    writing: createWriteProof(db),
    queue,
    pool,
    poolContext,
    creatorReader: officialFirst(reader, connections),
    creatorFinder: reader,
    memberReader: reader,
    ownMediaReader: outside.ownMediaReader ?? ownMediaReader(connections),
    publishers: publishersOf(connections, { accounts: pool, clock }),
    connections,
    translators: createTranslators(config, { ...TRANSLATION, ...outside.translation }),
    openai: gatewayOf(config, outside),
    count,
    events: createTaskEventFeed({ db, log, types: queue.types }),
    changes: createChangeFeed({
      db,
      log,
      topics: features.flatMap((feature) => feature.changes ?? []),
    }),
    erasures: erasuresOf({ ...shared, features, queue }),
    announce,
    ...declaredBy(features, config),
  }
  registerReadings(registry, metrics, services)
  return { services, wakeSignal }
}

/** Returns what features declare for the use of others, of all features together. */
const declaredBy = (features: readonly Feature[], config: Config) => ({
  ownCounts: features.flatMap((feature) => feature.ownCounts ?? []),
  connectionUses: features.flatMap((feature) => feature.connectionUses ?? []),
  aiKinds: byPriority(features.flatMap((feature) => feature.aiKinds ?? [])),
  declarations: withCore(features),
  schedule: features.flatMap((feature) => feature.cron?.(config) ?? []),
  backfills: features.flatMap((feature) => feature.backfills ?? []),
  retention: features.flatMap((feature) => feature.retention?.(config) ?? []),
  mergers: features.flatMap((feature) => feature.merge ?? []),
  suggestVersions: features.flatMap((feature) => feature.suggestVersions ?? []),
})

const tasksOf = (features: readonly Feature[]) => features.flatMap(({ tasks }) => tasks)

/** Null without an OpenAI key. */
const gatewayOf = (
  { openaiApiKey: apiKey, openaiBaseUrl: baseUrl }: Config,
  { openai }: Outside,
): Services['openai'] =>
  apiKey === undefined
    ? null
    : createOpenAiGateway({ apiKey, baseUrl, timeoutMs: OPENAI_TIMEOUT_MS, ...openai })

function publishersOf(connections: Connections | null, parts: PrivateParts): Publishers {
  const official = officialPublisher(connections)
  return { private: createPrivatePublisher(parts), ...(official && { official }) }
}

const journalOf = (features: readonly Feature[], parts: { db: Db; log: Logger }): ActionLog => {
  const journals = features.flatMap(({ actionLog }) => actionLog?.(parts) ?? [])
  return async (entry) => {
    for (const keep of journals) await keep(entry)
  }
}

const adapterOf = (config: Config, { log, clock, instagram }: Outside) =>
  createInstagramAdapter({
    app: appProfileOf(config),
    storiesPerRequest: STORIES_PER_REQUEST,
    timeoutMs: config.requestTimeoutMs,
    proxyCheckTarget: config.proxyCheckTarget,
    log,
    clock,
    ...instagram,
  })

const announcing =
  (features: readonly Feature[], queue: Services['queue'], config: Config): Services['announce'] =>
  async (tx, name, event) => {
    for (const { on } of features) await on?.[name]?.(tx, event, queue, config)
  }

const metricsOf = (features: readonly Feature[]): Metric<Services>[] => [
  ...QUEUE_GAUGES,
  ...CRON_GAUGES,
  ...ALERT_METRICS,
  ...features.flatMap((feature) => feature.metrics ?? []),
]

function registerReadings(
  registry: Registry,
  metrics: readonly Metric<Services>[],
  services: Services,
): void {
  const { db, config, log } = services
  const onFault = (error: unknown) => log.warn({ err: error }, 'a metric could not be read')
  registerPoolGauges(registry, db, { ...config, onFault })
  registerGauges(registry, metrics, services, onFault)
}

function erasuresOf(parts: ErasureParts): Erasures {
  const [create] = parts.features.flatMap(({ createErasures }) => createErasures ?? [])
  if (!create) throw new Error('no feature has createErasures')
  return create(parts)
}

/** The number of tasks of each share that a replica runs at once. */
export const workerSlots = (
  config: Pick<Config, 'maxConcurrentTasks' | 'publishAtOnce' | 'maxConcurrentUpkeep'>,
): Record<WorkerShare, number> => ({
  reading: config.maxConcurrentTasks,
  publishing: config.publishAtOnce,
  upkeep: config.maxConcurrentUpkeep,
})

/**
 * Whether the configuration lacks a resource, so that tasks wait for it until a person changes
 * that.
 */
export const isUnconfigured = (
  features: readonly Feature[],
  services: Services,
  resource: string,
): boolean =>
  features.some(({ resources = [] }) =>
    resources.some(({ name, gate }) => name === resource && gate?.(services) === false),
  )

/** Returns the gauges of the resources that features register. */
export function resourceGauges(features: readonly Feature[], services: Services): ResourceGauges {
  const asSlots = { free: Infinity, nextFreeAt: null }
  return Object.fromEntries(
    features
      .flatMap(({ resources = [] }) => resources)
      .map(({ name, gate, gauge }) => [
        name,
        async () => {
          if (gate?.(services) === false) return { free: 0, nextFreeAt: null }
          return gauge ? await gauge(services) : asSlots
        },
      ]),
  )
}

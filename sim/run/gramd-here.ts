import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { Clock } from '../../src/base/clock.ts'
import { loadConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/handles.ts'
import { features } from '../../src/features/index.ts'
import type { Services } from '../../src/features/services.ts'
import { startRunner, type Runner } from '../../src/queue/worker/runner.ts'
import { buildServices, resourceGauges, workerSlots } from '../../src/services.ts'

const STOP_MS = 30_000

/**
 * A gramd of this process, on a clock that its stand-ins share; it runs tasks, and ticks no
 * schedule.
 */
export type GramdHere = {
  services: Services
  /** Ends what runs; the services stay usable. */
  stopWorker(): Promise<void>
  close(): Promise<void>
}

/** Starts its worker; `settings` are those of the stand-ins and what is not at its default. */
export function startGramdHere(
  db: Db,
  clock: Clock,
  {
    name,
    settings,
    caPem,
  }: {
    name: string
    settings: Readonly<Record<string, string>>
    /** The authority of the stand-in for Instagram. */
    caPem?: string
  },
): GramdHere {
  const config = loadConfig({
    SCRAPER_API_KEY: randomBytes(12).toString('hex'),
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    ...settings,
  })
  const { services, wakeSignal } = buildServices(config, features, {
    db,
    clock,
    log: pino({ level: 'silent' }),
    logLoss: () => ({ dropped: 0, failing: null }),
    registry: new Registry(),
    instance: name,
    random: Math.random,
    ...(caPem !== undefined && { instagram: { ca: caPem } }),
  })
  const runner: Runner = startRunner<Services>({
    db,
    services,
    clock,
    log: services.log,
    wakeSignal,
    random: Math.random,
    types: services.queue.types,
    gauges: resourceGauges(features, services),
    owner: name,
    sender: name,
    slots: workerSlots(config),
    pollMs: 200,
  })
  services.queue.attach(runner)
  return {
    services,
    stopWorker: async () => await runner.stop(STOP_MS),
    async close() {
      await runner.stop(STOP_MS)
      await services.events.close()
    },
  }
}

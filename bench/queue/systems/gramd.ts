import { sql } from 'kysely'
import pg from 'pg'
import { loadClock } from '../../../src/db/world-clock.ts'
import { openDatabase } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import { listen } from '../../../src/db/listen.ts'
import { migrate } from '../../../src/db/migrations/migrate.ts'
import { createLogger } from '../../../src/base/log/log.ts'
import { createWakeSignal } from '../../../src/queue/worker/wake-signal.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { startRunner } from '../../../src/queue/worker/runner.ts'
import type { TaskType } from '../../../src/queue/task-type.ts'
import type { BenchServer } from '../server.ts'
import { chunk, type Driver, type Task, type Worker, type WorkerOptions } from './driver.ts'
import { benchType, type Services } from './gramd-type.ts'

export const GRAMD = 'gramd'
/** The default of `GRAMD_DATABASE_POOL_SIZE`. */
const POOL_SIZE = 10
/** The default of `GRAMD_POLL_INTERVAL_SECONDS`. */
const POLL_MS = 30_000
/** `GRAMD_MAX_CONCURRENT_TASKS` for tasks that take no time. */
const SLOTS = 10
const STOP_MS = 10_000

// Some measurements cause warnings: a killed worker loses its leases.
const log = createLogger({ level: 'error', destination: process.stderr })
const onIdleError = (error: Error) => log.warn({ err: error }, 'connection lost')

/** A connection pool as the daemon opens it. */
export const openGramd = (url: string): Db => openDatabase({ url, max: POOL_SIZE, onIdleError })

export type GramdWorkerOptions = WorkerOptions & {
  type?: TaskType<Services, Task, null>
  owner?: string
}

/** The daemon's worker and listener, without the rest. */
export async function startGramdWorker(url: string, options: GramdWorkerOptions): Promise<Worker> {
  const db = openGramd(url)
  const wakeSignal = createWakeSignal()
  const owner = options.owner ?? 'bench'
  const type = options.type ?? benchType()
  const queue = createQueue<Services>([type], () => wakeSignal.notify(), owner)
  const listener = await listen({
    url,
    channels: {
      [TASKS_CHANNEL]: (sender) => {
        if (sender !== owner) wakeSignal.notify()
      },
    },
    onReconnect: () => wakeSignal.notify(),
    onError: onIdleError,
  })
  const runner = startRunner<Services>({
    db,
    services: { onStart: options.onStart },
    clock: await loadClock(db),
    log,
    random: Math.random,
    types: queue.types,
    gauges: {},
    wakeSignal,
    owner,
    sender: owner,
    slots: options.concurrency ?? SLOTS,
    pollMs: POLL_MS,
  })
  queue.attach(runner)
  return {
    async enqueueHere(task) {
      await queue.enqueue(db, type, task)
    },
    async stop() {
      await runner.stop(STOP_MS)
      await listener.close()
      await db.destroy()
    },
  }
}

/** gramd, on the schema that `migrate` builds. */
export function gramd(server: BenchServer, type = benchType()): Driver {
  const database = 'bench_gramd'
  const url = server.urlOf(database)
  const db = openGramd(url)
  const probe = new pg.Client({ connectionString: url })
  const queue = createQueue<Services>([type], () => undefined)
  return {
    name: GRAMD,
    database,
    async setup() {
      await server.createDatabase(database)
      await migrate(db)
      await probe.connect()
    },
    async enqueueBulk(tasks) {
      await queue.enqueueMany(db, type, tasks)
    },
    async enqueueOne(task) {
      await queue.enqueue(db, type, task)
    },
    async insertHidden(tasks) {
      const tx = await db.startTransaction().execute()
      for (const call of chunk(tasks)) await queue.enqueueMany(tx, type, call)
      return async () => {
        await tx.commit().execute()
      }
    },
    startWorker: async (options) => await startGramdWorker(url, { ...options, type }),
    async isDrained() {
      const { rows } = await probe.query<{ bench_probe: boolean }>(
        "select not exists (select from scrape_tasks where status in ('pending', 'running')) " +
          'as bench_probe',
      )
      return rows[0]?.bench_probe === true
    },
    async truncate() {
      await sql`truncate scrape_tasks, task_events, past_attempts`.execute(db)
    },
    async close() {
      await probe.end()
      await db.destroy()
    },
  }
}

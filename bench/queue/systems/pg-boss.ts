import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import type { BenchServer } from '../server.ts'
import { chunk, type Driver, type Task, type Worker } from './driver.ts'
import { callable } from './shape.ts'

type Job = { id: string; data: Task }
type NewJob = { data: Task; group?: { id: string } }
type Executor = {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}
type WorkSettings = {
  batchSize: number
  localConcurrency: number
  burstWhenBatchFull: boolean
  pollingIntervalSeconds?: number
  notifyPollingIntervalSeconds?: number
  localGroupConcurrency?: number
  groupConcurrency?: number
}
type Boss = {
  on(event: 'error', listener: (error: Error) => void): unknown
  start(): Promise<unknown>
  stop(options: { graceful: boolean; close: boolean }): Promise<void>
  createQueue(name: string, options: { notify: boolean }): Promise<void>
  send(name: string, data: Task, options?: { group?: { id: string } }): Promise<unknown>
  insert(
    name: string,
    jobs: NewJob[],
    options?: { db?: Executor; returnId?: boolean },
  ): Promise<unknown>
  work(
    name: string,
    options: WorkSettings,
    handler: (jobs: Job[]) => Promise<void>,
  ): Promise<string>
  fetch(name: string, options: { batchSize: number }): Promise<Job[]>
  complete(name: string, ids: string[]): Promise<unknown>
  offWork(name: string, options: { wait: boolean }): Promise<void>
  notifyWorker(id: string): void
}
type BossOptions = { connectionString: string; max: number; useListenNotify: boolean }

const Module = z.object({ PgBoss: callable<new (options: BossOptions) => Boss>() })

/** Options of `work()`, or the batch size of a loop of `fetch()` and `complete()`. */
export type PgBossConfiguration = { name: string } & (
  | { work: WorkSettings }
  | { fetchSize: number }
)

/** Burst mode with notifications: ten workers in one process, batches of 100. */
export const PG_BOSS_BURST: PgBossConfiguration = {
  name: 'pg-boss burst',
  work: { batchSize: 100, localConcurrency: 10, burstWhenBatchFull: true },
}

/**
 * The loop of its own speed test: fetches many and completes them in one call, without `work()`.
 */
export const PG_BOSS_FETCH_LOOP: PgBossConfiguration = {
  name: 'pg-boss fetch loop',
  fetchSize: 1_000,
}

/** One worker of batch 1, so that a notification starts one fetch instead of ten. */
export const PG_BOSS_NOTIFY: PgBossConfiguration = {
  name: 'pg-boss notify',
  work: { batchSize: 1, localConcurrency: 1, burstWhenBatchFull: false },
}

const QUEUE = 'bench'
/** Between fetches from an empty queue. */
const IDLE_MS = 5

/** pg-boss in one configuration; all configurations share a database. */
export function pgBoss(server: BenchServer, configuration: PgBossConfiguration): Driver {
  const database = 'bench_pg_boss'
  const url = server.urlOf(database)
  const probe = new pg.Client({ connectionString: url })
  const holder = new pg.Client({ connectionString: url })
  const jobOf = (task: Task): NewJob =>
    task.key === undefined ? { data: task } : { data: task, group: { id: task.key } }
  // Two instances, so that producer and consumer share no connection.
  let bosses: { producer: Boss; consumer: Boss } | undefined
  const started = () => {
    if (!bosses) throw new Error(`${configuration.name} is not set up`)
    return bosses
  }
  return {
    name: configuration.name,
    database,
    async setup() {
      await server.createDatabase(database)
      bosses = { producer: await start(url), consumer: await start(url) }
      await bosses.producer.createQueue(QUEUE, { notify: true })
      await probe.connect()
      await holder.connect()
    },
    async enqueueBulk(tasks) {
      await started().producer.insert(QUEUE, tasks.map(jobOf), { returnId: false })
    },
    async enqueueOne(task) {
      await started().producer.send(QUEUE, task)
    },
    async insertHidden(tasks) {
      await holder.query('begin')
      const db: Executor = {
        executeSql: async (text, values) => await holder.query(text, values),
      }
      for (const call of chunk(tasks)) {
        await started().producer.insert(QUEUE, call.map(jobOf), { db, returnId: false })
      }
      return async () => {
        await holder.query('commit')
      }
    },
    async startWorker({ onStart }) {
      const { consumer } = started()
      const run = async (jobs: readonly Job[]): Promise<void> => {
        const work = jobs.flatMap(({ data }) => onStart(data) ?? [])
        if (work.length > 0) await Promise.all(work)
      }
      if ('fetchSize' in configuration) return fetchLoop(consumer, configuration.fetchSize, run)
      const id = await consumer.work(QUEUE, configuration.work, run)
      return {
        async enqueueHere(task) {
          await consumer.send(QUEUE, task)
          consumer.notifyWorker(id)
        },
        stop: async () => await consumer.offWork(QUEUE, { wait: true }),
      }
    },
    async isDrained() {
      const { rows } = await probe.query<{ bench_probe: boolean }>(
        `select not exists (
           select from pgboss.job where name = $1 and state < 'completed'
         ) as bench_probe`,
        [QUEUE],
      )
      return rows[0]?.bench_probe === true
    },
    async truncate() {
      await probe.query('truncate pgboss.job cascade')
    },
    async close() {
      await bosses?.consumer.stop({ graceful: false, close: true })
      await bosses?.producer.stop({ graceful: false, close: true })
      await probe.end()
      await holder.end()
    },
  }
}

async function start(connectionString: string): Promise<Boss> {
  const name = 'pg-boss'
  const { PgBoss } = Module.parse({ ...(await import(name)) })
  const boss = new PgBoss({ connectionString, max: 12, useListenNotify: true })
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${error.message}\n`))
  await boss.start()
  return boss
}

/** Fetches, runs and completes until it is stopped. */
function fetchLoop(
  boss: Boss,
  batchSize: number,
  run: (jobs: readonly Job[]) => Promise<void>,
): Worker {
  const stopping = new AbortController()
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const jobs = await boss.fetch(QUEUE, { batchSize })
      await run(jobs)
      if (jobs.length === 0) await delay(IDLE_MS)
      else {
        await boss.complete(
          QUEUE,
          jobs.map((job) => job.id),
        )
      }
    }
  }
  const finished = loop()
  return {
    async enqueueHere(task) {
      await boss.send(QUEUE, task)
    },
    async stop() {
      stopping.abort()
      await finished
    },
  }
}

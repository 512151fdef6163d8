import pg from 'pg'
import { z } from 'zod'
import type { BenchServer } from '../server.ts'
import { chunk, type Driver, type Task } from './driver.ts'
import { callable } from './shape.ts'

type Spec = { queueName?: string }
type Runner = {
  addJob(identifier: string, payload: Task, spec?: Spec): Promise<unknown>
  stop(): Promise<void>
}
type Utils = {
  addJob(identifier: string, payload: Task, spec?: Spec): Promise<unknown>
  addJobs(jobs: readonly (Spec & { identifier: string; payload: Task })[]): Promise<unknown>
  migrate(): Promise<void>
  release(): Promise<void>
}
type Logger = object
type Settings = Record<string, unknown>
type RunOptions = {
  preset: { worker: Settings }
  taskList: Record<string, (payload: Task) => Promise<void> | void>
  parsedCronItems: never[]
  noHandleSignals: true
}

const Module = z.object({
  run: callable<(options: RunOptions) => Promise<Runner>>(),
  makeWorkerUtils: callable<(options: Settings) => Promise<Utils>>(),
  Logger: callable<new (factory: () => () => void) => Logger>(),
})

export type GraphileConfiguration = {
  name: string
  /** The settings of `preset.worker`. */
  settings: { concurrentJobs: number; maxPoolSize: number } & Settings
  /** A named queue per key: its only limit per key, which is 1. */
  queuePerKey?: boolean
}

/** The defaults, except for the concurrency. */
export const GRAPHILE_DEFAULT: GraphileConfiguration = {
  name: 'graphile-worker default',
  settings: { concurrentJobs: 10, maxPoolSize: 12 },
}

/** The starting points in its documentation of `localQueue.size` and `completeJobBatchDelay`. */
export const GRAPHILE_RECOMMENDED: GraphileConfiguration = {
  name: 'graphile-worker recommended',
  settings: {
    concurrentJobs: 10,
    maxPoolSize: 12,
    localQueue: { size: 11 },
    completeJobBatchDelay: 250,
    failJobBatchDelay: 250,
  },
}

/** The settings of its page on performance, as in its own performance test. */
export const GRAPHILE_PERF_TEST: GraphileConfiguration = {
  name: 'graphile-worker perf test',
  settings: {
    concurrentJobs: 24,
    maxPoolSize: 25,
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
}

const IDENTIFIER = 'bench'

/** graphile-worker in one configuration; all configurations share a database. */
export function graphileWorker(server: BenchServer, configuration: GraphileConfiguration): Driver {
  const database = 'bench_graphile_worker'
  const url = server.urlOf(database)
  const probe = new pg.Client({ connectionString: url })
  const holder = new pg.Client({ connectionString: url })
  const specOf = (task: Task): Spec =>
    configuration.queuePerKey === true && task.key !== undefined ? { queueName: task.key } : {}
  const jobOf = (task: Task) => ({ identifier: IDENTIFIER, payload: task, ...specOf(task) })
  let loaded: { module: z.output<typeof Module>; utils: Utils } | undefined
  const library = () => {
    if (!loaded) throw new Error(`${configuration.name} is not set up`)
    return loaded
  }
  return {
    name: configuration.name,
    database,
    async setup() {
      await server.createDatabase(database)
      const module = await load()
      const logger = silent(module)
      const utils = await module.makeWorkerUtils({ connectionString: url, logger })
      await utils.migrate()
      loaded = { module, utils }
      await probe.connect()
      await holder.connect()
    },
    async enqueueBulk(tasks) {
      await library().utils.addJobs(tasks.map(jobOf))
    },
    async enqueueOne(task) {
      await library().utils.addJob(IDENTIFIER, task, specOf(task))
    },
    async insertHidden(tasks) {
      await holder.query('begin')
      for (const call of chunk(tasks)) await addJobs(holder, call.map(jobOf))
      return async () => {
        await holder.query('commit')
      }
    },
    async startWorker({ concurrency, onStart }) {
      const { module } = library()
      const concurrentJobs = concurrency ?? configuration.settings.concurrentJobs
      const runner = await module.run({
        preset: {
          worker: {
            ...configuration.settings,
            concurrentJobs,
            maxPoolSize: Math.max(configuration.settings.maxPoolSize, concurrentJobs + 2),
            connectionString: url,
            logger: silent(module),
          },
        },
        taskList: { [IDENTIFIER]: (payload) => onStart(payload) },
        parsedCronItems: [],
        noHandleSignals: true,
      })
      return {
        async enqueueHere(task) {
          await runner.addJob(IDENTIFIER, task, specOf(task))
        },
        stop: async () => await runner.stop(),
      }
    },
    async isDrained() {
      const { rows } = await probe.query<{ bench_probe: boolean }>(
        'select not exists (select from graphile_worker._private_jobs) as bench_probe',
      )
      return rows[0]?.bench_probe === true
    },
    async truncate() {
      await probe.query(
        'truncate graphile_worker._private_jobs, graphile_worker._private_job_queues cascade',
      )
    },
    async close() {
      await loaded?.utils.release()
      await probe.end()
      await holder.end()
    },
  }
}

async function load(): Promise<z.output<typeof Module>> {
  const name = 'graphile-worker'
  return Module.parse({ ...(await import(name)) })
}

const silent = (module: z.output<typeof Module>): Logger => new module.Logger(() => () => undefined)

/** Its SQL interface, with which a caller adds jobs in its own transaction. */
async function addJobs(
  client: pg.Client,
  jobs: readonly (Spec & { identifier: string; payload: Task })[],
): Promise<void> {
  const specs = jobs.map(({ identifier, payload, queueName }) => ({
    identifier,
    payload,
    queue_name: queueName ?? null,
  }))
  await client.query(
    `select count(*) from graphile_worker.add_jobs(array(
       select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))`,
    [JSON.stringify(specs)],
  )
}

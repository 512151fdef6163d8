import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createClock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { asking } from '../../../src/features/ai/feature.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { startOpenAiSim, type OpenAiSim } from '../../../sim/openai/index.ts'
import { startDaemon, type Daemon } from './daemon.ts'
import { CREATORS, type Work } from './work.ts'

export const HOUR = 3_600_000

/** A database, the stand-in for OpenAI, and successive gramd processes. */
export type CrashWorld = {
  db: Db
  url: string
  sim: OpenAiSim
  work: Work
  /** Moves the stand-in's time; gramd's is real. */
  pass(ms: number): void
  /** Starts the next gramd, the successor of the last one. */
  start(settings?: Record<string, string>): Promise<Daemon>
  /** Creates subjects with pending tasks. */
  addWork(count: number): Promise<void>
  /** Enqueues a task, or makes it due now. */
  push(taskType: string): Promise<void>
  close(): Promise<void>
}

export async function startCrashWorld(
  db: Db,
  url: string,
  work: Work = CREATORS,
): Promise<CrashWorld> {
  await work.prepare(db)
  let aheadMs = 0
  const real = createClock()
  const clock = { ...real, now: () => new Date(Date.now() + aheadMs) }
  const sim = await startOpenAiSim({ seed: 'crash', clock, batchMinutes: { min: 10, max: 10 } })
  const queue = createQueue([...work.feature.tasks, ...asking.tasks], () => undefined)
  const typeOf = (name: string) => {
    const type = queue.types.get(name)
    if (!type) throw new Error(`no task type ${name}`)
    return type
  }
  const keys = `k1:${randomBytes(32).toString('base64')}`
  const daemons: Daemon[] = []
  // Files of a killed gramd.
  const folder = await mkdtemp(join(tmpdir(), 'gramd-crash-'))
  let added = 0
  return {
    db,
    url,
    sim,
    work,
    pass: (ms) => void (aheadMs += ms),
    async start(settings = {}) {
      const daemon = startDaemon({
        TMPDIR: folder,
        DATABASE_URL: url,
        GRAMD_DATABASE_POOL_SIZE: '5',
        SCRAPER_API_KEY: 'a-key-for-the-tests-only',
        GRAMD_ENCRYPTION_KEYS: keys,
        GRAMD_ROLES: 'worker',
        GRAMD_INSTANCE: 'crash',
        OPENAI_API_KEY: sim.apiKey,
        OPENAI_BASE_URL: sim.baseUrl,
        GRAMD_BATCH_MIN_TASKS: '1',
        GRAMD_LOG_LEVEL: 'info',
        ...work.env,
        ...settings,
      })
      daemons.push(daemon)
      await daemon.running
      return daemon
    },
    async addWork(count) {
      await queue.enqueueMany(db, typeOf(work.taskType), await work.add(db, count, added))
      added += count
    },
    async push(taskType) {
      await queue.enqueue(db, typeOf(taskType), {})
      await sql`
        update scrape_tasks_open t set due_at = world_now()
        where task_type = ${taskType} and t.status = 'pending'`.execute(db)
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
    },
    async close() {
      await Promise.all(daemons.map(async (daemon) => await daemon.kill()))
      await sim.close()
      await rm(folder, { recursive: true })
    },
  }
}

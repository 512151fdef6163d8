import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createClock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/database.ts'
import { asking } from '../../../src/features/ai/index.ts'
import { analyze } from '../../../src/features/analyze/index.ts'
import { shrinkImage } from '../../../src/features/scrape/images/shrink-image.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { startOpenAiSim, type OpenAiSim } from '../../../sim/openai/index.ts'
import { aCreator } from '../../features/analyze/a-creator.ts'
import { startDaemon, type Daemon } from './daemon.ts'

export const HOUR = 3_600_000

/** A database, the stand-in for OpenAI, and gramd processes that come and go. */
export type CrashWorld = {
  db: Db
  url: string
  sim: OpenAiSim
  /** Moves the stand-in's time; that of gramd is real. */
  pass(ms: number): void
  /** Starts the next gramd, which takes over from the last one. */
  start(settings?: Record<string, string>): Promise<Daemon>
  /** Makes creators with texts and pictures of their own, whose analyses wait. */
  addCreators(count: number): Promise<void>
  /** Has a task run by whoever is there, now if it waits for later. */
  push(taskType: string): Promise<void>
  close(): Promise<void>
}

export async function startCrashWorld(db: Db, url: string): Promise<CrashWorld> {
  let aheadMs = 0
  const real = createClock()
  const clock = { ...real, now: () => new Date(Date.now() + aheadMs) }
  const sim = await startOpenAiSim({ seed: 'crash', clock, batchMinutes: { min: 10, max: 10 } })
  const queue = createQueue([...analyze.tasks, ...asking.tasks], () => undefined)
  const keys = `k1:${randomBytes(32).toString('base64')}`
  const daemons: Daemon[] = []
  // What a gramd that is killed has in work.
  const folder = await mkdtemp(join(tmpdir(), 'gramd-crash-'))
  let creators = 0
  return {
    db,
    url,
    sim,
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
        ...settings,
      })
      daemons.push(daemon)
      await daemon.running
      return daemon
    },
    async addCreators(count) {
      const blogIds: string[] = []
      for (let at = 0; at < count; at += 1) {
        blogIds.push(await aPicturedCreator(db, `creator${(creators += 1)}`))
      }
      await queue.enqueueMany(
        db,
        'ai_analysis',
        blogIds.map((blog_id) => ({ blog_id })),
      )
    },
    async push(taskType) {
      await queue.enqueue(db, taskType, {})
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

async function aPicturedCreator(db: Db, username: string): Promise<string> {
  const blogId = await aCreator(db, username, { captions: [`The kitchen of ${username}`] })
  const image = await shrinkImage(await makePicture(username, { width: 64, height: 96 }))
  await db.insertInto('images').values(image).execute()
  await db
    .insertInto('blog_images')
    .values({
      blog_id: blogId,
      kind: 'avatar',
      platform_id: '1',
      sha256: image.sha256,
      position: 0,
    })
    .execute()
  return blogId
}

import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { createClock, type Clock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { setWorldTime } from '../../../src/db/world-clock.ts'
import { scheduleOwnMedia } from '../../../src/features/own-media/tasks/schedule-own-media.ts'
import { syncOwnMedia } from '../../../src/features/own-media/tasks/sync-own-media.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { startGraphStandIn, type GraphStandIn } from '../../../sim/graph/index.ts'
import { connectBrand, graphSettingsOf, type Brand } from '../../../sim/own-media/connect-brands.ts'
import { startDaemon, type Daemon } from '../analyze/daemon.ts'
import { testServices } from '../../features/gramd-world.ts'

const START = Date.UTC(2026, 10, 1)
/** Ten minutes of world time in a second. */
const SPEED = 600
/** More than a page of a list. */
const POSTS = 130
/** As shipped, except that the clock may be compressed. */
const SCRIPT = fileURLToPath(new URL('../../../sim/run/daemon.ts', import.meta.url))

/** A database, the stand-in for Meta with connected accounts, and successive gramd processes. */
export type CrashWorld = {
  db: Db
  url: string
  clock: Clock
  standIn: GraphStandIn
  brands: readonly Brand[]
  /** Starts the next gramd, the successor of the last one. */
  start(): Promise<Daemon>
  /** Queues what is due, as the scheduler does every minute. */
  plan(): Promise<void>
  /** Queues syncs of so many posts, as somebody may who asks for an account. */
  syncSome(count: number): Promise<void>
  close(): Promise<void>
}

export async function startCrashWorld(db: Db, url: string): Promise<CrashWorld> {
  const time = { worldAt: START, realAt: Date.now(), speed: SPEED }
  await setWorldTime(db, time)
  const clock = createClock(time)
  const standIn = await startGraphStandIn({
    seed: 'crash',
    clock,
    brands: { count: 2, posts: POSTS, postEveryHours: 6 },
  })
  const settings = {
    ...graphSettingsOf(standIn),
    SCRAPER_API_KEY: 'a-key-for-the-tests-only',
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  }
  const { connections, queue } = testServices(db, clock, null, { settings })
  if (!connections) throw new Error('no app of Meta is configured')
  const brands = [
    await connectBrand(connections, standIn, { person: 'brand-1' }),
    await connectBrand(connections, standIn, { person: 'brand-2', login: 'instagram' }),
  ]
  const env = {
    ...settings,
    DATABASE_URL: url,
    GRAMD_DATABASE_POOL_SIZE: '8',
    GRAMD_ROLES: 'worker',
    GRAMD_INSTANCE: 'crash',
    GRAMD_OWN_MEDIA_PICTURE_HOSTS: '127.0.0.1',
  }
  const daemons: Daemon[] = []
  return {
    db,
    url,
    clock,
    standIn,
    brands,
    async start() {
      const daemon = startDaemon(env, [SCRIPT])
      daemons.push(daemon)
      await daemon.running
      return daemon
    },
    async plan() {
      await queue.enqueue(db, scheduleOwnMedia, {})
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
    },
    async syncSome(count) {
      const { rows } = await sql<{ connection_id: string; media_id: string }>`
        select connection_id, id as media_id from own_media order by random() limit ${count}`.execute(
        db,
      )
      await queue.enqueueMany(db, syncOwnMedia, rows, { priority: 6 })
    },
    async close() {
      await Promise.all(daemons.map(async (daemon) => await daemon.kill()))
      await standIn.close()
    },
  }
}

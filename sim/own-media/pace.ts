import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import type { AdjustableClock } from '../adjustable-clock.ts'

export type PaceReport = {
  /** The share of the real time in which world time went slower than was asked for. */
  slowedShare: number
  /** World time by real time, over the whole run. */
  meanSpeed: number
}

/** Adjusts world time to what the machine can do. */
export type Pace = {
  /** Looks at what waits, and slows or speeds up world time. */
  adjust(): Promise<void>
  report(): PaceReport
}

const MINUTE_MS = 60_000
/**
 * World time for which something due may have waited, when world time slows, and the share of it
 * when it speeds up again.
 */
const LATE_MS = 5 * MINUTE_MS
const IN_TIME = 0.4
const SLOWER = 0.7
const FASTER = 1.3
const MIN_SPEED = 2

/**
 * World time runs at `speed` while the machine keeps up, and slower while tasks that could run wait
 * for it: what is late then is late for gramd's sake. It never goes back, and what waits for a
 * limit of Meta's does not slow it.
 */
export function createPace({
  db,
  clock,
  speed,
  lateMs = LATE_MS,
  now = () => Date.now(),
}: {
  db: Db
  clock: AdjustableClock
  speed: number
  /** World time for which something due may wait before world time slows. */
  lateMs?: number
  now?: () => number
}): Pace {
  const begun = { realAt: now(), worldAt: clock.now().getTime() }
  let present = speed
  let lookedAt = begun.realAt
  let slowedMs = 0
  return {
    async adjust() {
      const realAt = now()
      if (present < speed) slowedMs += realAt - lookedAt
      lookedAt = realAt
      const waitedMs = await longestWait(db)
      const factor = waitedMs > lateMs ? SLOWER : waitedMs < IN_TIME * lateMs ? FASTER : 1
      const next = Math.max(Math.min(MIN_SPEED, speed), Math.min(speed, present * factor))
      if (next === present) return
      present = next
      const time = { worldAt: clock.now().getTime(), realAt: now(), speed: next }
      clock.set(time)
      await setWorldTime(db, time)
    },
    report() {
      const tookMs = Math.max(1, now() - begun.realAt)
      return {
        slowedShare: slowedMs / tookMs,
        meanSpeed: (clock.now().getTime() - begun.worldAt) / tookMs,
      }
    },
  }
}

/**
 * Returns the world ms for which the longest waiting task could have run; 0 while Meta's limit of
 * an app blocks all tasks.
 */
async function longestWait(db: Db): Promise<number> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from world_now() - min(coalesce(next_retry_at, created_at)))::float8 * 1000 as ms
    from scrape_tasks
    where status = 'pending'
      and not exists (select from graph_usage where scope = 'app' and blocked_until > world_now())`.execute(
    db,
  )
  return Math.max(0, rows[0]?.ms ?? 0)
}

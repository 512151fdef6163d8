import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { runDue } from '../../src/scheduler/scheduler.ts'
import type { PublishingWorld } from './world.ts'

const MINUTE_MS = 60_000
/**
 * The longest leap: no job of the schedule is later than this, except for those at the time of a
 * post.
 */
const LEAP_MS = 15 * MINUTE_MS
/** Real time between two polls of what is under way. */
const LOOK_MS = 15
/** Work that becomes due within this time is waited for, without a leap. */
const NEAR_MS = 2_000

/** Jobs whose results are not checked here. */
const LEFT_OUT = new Set(['schedule_own_media', 'schedule_store_polls', 'notify_of_drafts'])

type World = Pick<PublishingWorld, 'db' | 'clock' | 'services'>

/** Moves world time: it runs while something is done, and leaps to what is next while all wait. */
export type Leaps = {
  /** Until `until` (world ms). Rejects with the signal's reason. */
  runUntil(until: number, signal: AbortSignal): Promise<void>
}

/** `speed`: of world time by real time while something is done. */
export function createLeaps({ db, clock, services }: World, speed: number): Leaps {
  const { queue, schedule, config, log } = services
  const tick = async (): Promise<void> => {
    const parts = {
      db,
      log,
      timeZone: config.cronTimeZone,
      wake: () => queue.wake(),
      enqueue: queue.enqueue.bind(queue),
    }
    for (const entry of schedule) if (!LEFT_OUT.has(entry.name)) await runDue(parts, entry)
  }
  const leapTo = async (worldAt: number): Promise<void> => {
    const time = { worldAt, realAt: Date.now(), speed }
    clock.set(time)
    await setWorldTime(db, time)
  }
  return {
    async runUntil(until, signal) {
      await tick()
      let tickAt = nextQuarter(clock.now().getTime())
      for (;;) {
        signal.throwIfAborted()
        const now = clock.now().getTime()
        if (now >= until) return
        const { isBusy, nextAt, postAt } = await lookAround(db)
        if (now >= Math.min(tickAt, postAt ?? Infinity)) {
          tickAt = nextQuarter(now)
          await tick()
        } else if (!isBusy) {
          const target = Math.min(until, tickAt, nextAt ?? Infinity, postAt ?? Infinity)
          if (target > now + NEAR_MS) await leapTo(target)
          queue.wake()
        }
        await delay(LOOK_MS)
      }
    },
  }
}

const nextQuarter = (at: number): number => (Math.floor(at / LEAP_MS) + 1) * LEAP_MS

/**
 * Whether a task runs or could at once (what waits for longer waits for something else); when the
 * next one is due, and the next scheduled post.
 */
async function lookAround(
  db: World['db'],
): Promise<{ isBusy: boolean; nextAt: number | null; postAt: number | null }> {
  const { rows } = await sql<{ busy: boolean; next: Date | null; post: Date | null }>`
    select coalesce(bool_or(status = 'running'
        or due_at <= world_now() and due_at > world_now() - interval '1 minute'), false) as busy,
      min(due_at) filter (where due_at > world_now()) as next,
      (select min(scheduled_at) from posts where status = 'pending' and missed_at is null) as post
    from scrape_tasks where status in ('pending', 'running')`.execute(db)
  const [row] = rows
  return {
    isBusy: row?.busy ?? false,
    nextAt: row?.next?.getTime() ?? null,
    postAt: row?.post?.getTime() ?? null,
  }
}

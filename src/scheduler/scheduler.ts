import { Cron } from 'croner'
import { classify } from '../classify.ts'
import type { Clock } from '../clock.ts'
import { worldNow, type Db } from '../db/database.ts'
import type { Logger } from '../log.ts'

/** A line of the timetable: at each tick of `pattern` (five fields, UTC, world time) one task is enqueued. */
export type CronEntry = { name: string; pattern: string; taskType: string; payload: unknown }

type Enqueue = (
  db: Db,
  taskType: string,
  payload: unknown,
) => Promise<{ id: number; created: boolean }>

export type SchedulerOptions = {
  db: Db
  clock: Clock
  log: Logger
  entries: readonly CronEntry[]
  enqueue: Enqueue
  /** Called after a tick was won and its task is committed. */
  wake: () => void
}

/** The longest sleep (ms of world time): a clock that was set meanwhile is noticed after it. */
const LONGEST_SLEEP_MS = 60_000

/**
 * Starts the timetable. Every replica runs it; a tick is won in the database, by one of them. A tick that was missed
 * while everything was down is caught up once. Returns a function that stops it. Throws on a pattern that is none.
 */
export function startScheduler(options: SchedulerOptions): () => Promise<void> {
  for (const { pattern } of options.entries) cronOf(pattern) // throws here what would end a loop later
  const stopping = new AbortController()
  const loops = options.entries.map((entry) => runEntry(options, entry, stopping.signal))
  return async () => {
    stopping.abort()
    await Promise.all(loops)
  }
}

async function runEntry(
  options: SchedulerOptions,
  entry: CronEntry,
  stopping: AbortSignal,
): Promise<void> {
  const { clock, log } = options
  while (!stopping.aborted) {
    try {
      await tick(options, entry)
    } catch (thrown) {
      const error = classify(thrown)
      log.error({ cron_name: entry.name, err: error, code: error.code }, 'cron tick failed')
    }
    const now = clock.now()
    const next = nextTick(entry.pattern, now)
    const sleepMs = Math.min(
      next === null ? LONGEST_SLEEP_MS : next.getTime() - now.getTime(),
      LONGEST_SLEEP_MS,
    )
    await clock.sleep(sleepMs, stopping).catch((error: unknown) => {
      if (!stopping.aborted) throw error
    })
  }
}

/**
 * Enqueues the entry's task if its latest tick has not been won yet. On its first sight of an entry nothing is caught up:
 * the timetable begins there. Returns the task's id, or null.
 */
export async function tick(
  options: Pick<SchedulerOptions, 'db' | 'clock' | 'log' | 'enqueue' | 'wake'>,
  entry: CronEntry,
): Promise<number | null> {
  const { db, clock, log } = options
  const slot = latestTick(entry.pattern, clock.now())
  const taskId = await db.transaction().execute(async (tx) => {
    const begun = await tx
      .insertInto('cron_ticks')
      .values({ name: entry.name, last_slot: slot })
      .onConflict((conflict) => conflict.doNothing())
      .returning('name')
      .executeTakeFirst()
    if (begun) return null
    const won = await tx
      .updateTable('cron_ticks')
      .set({ last_slot: slot, updated_at: worldNow })
      .where('name', '=', entry.name)
      .where('last_slot', '<', slot)
      .returning('name')
      .executeTakeFirst()
    if (!won) return null
    return (await options.enqueue(tx, entry.taskType, entry.payload)).id
  })
  if (taskId === null) return null
  options.wake()
  log.info({ cron_name: entry.name, slot: slot.toISOString(), task_id: taskId }, 'cron tick')
  return taskId
}

/** The first tick after `now`; null for a pattern that never comes again. */
export function nextTick(pattern: string, now: Date): Date | null {
  return cronOf(pattern).nextRun(now)
}

/** The last tick at or before `now`. */
export function latestTick(pattern: string, now: Date): Date {
  const cron = cronOf(pattern)
  if (cron.match(now)) return new Date(Math.floor(now.getTime() / 60_000) * 60_000)
  return cron.previousRuns(1, now)[0] ?? new Date(0)
}

const cronOf = (pattern: string): Cron =>
  new Cron(pattern, { timezone: 'UTC', mode: '5-part', paused: true })

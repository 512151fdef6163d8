import { Cron } from 'croner'
import type { TaskType } from '../queue/task-type.ts'

/** An entry that enqueues one task at each tick of `pattern` (five cron fields, world time). */
export type CronEntry = {
  name: string
  pattern: string
  taskType: TaskType<never>
  payload: unknown
}

/** A pattern and its IANA time zone. */
export type Rhythm = { pattern: string; timeZone: string }

const MINUTE_MS = 60_000

/**
 * Returns the first tick after `now`; null when there is none. Throws on an invalid pattern or
 * zone.
 */
export function nextTick(rhythm: Rhythm, now: Date): Date | null {
  return cronOf(rhythm).nextRun(now)
}

/** Returns the first ticks after `now`, at most `most`. Throws like `nextTick`. */
export const nextTicks = (rhythm: Rhythm, now: Date, most: number): Date[] =>
  cronOf(rhythm).nextRuns(most, now)

/** Returns the last tick at or before `now`; 1970 when there is none. Throws like `nextTick`. */
export function latestTick(rhythm: Rhythm, now: Date): Date {
  // Ask for the last one before the next minute, since ticks are whole minutes. Testing whether
  // `now` matches the pattern would match twice where clocks are put back.
  const nextMinute = (Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS
  return cronOf(rhythm).previousRuns(1, new Date(nextMinute))[0] ?? new Date(0)
}

/**
 * When clocks go forward, a missing time of day runs at the end of the gap; when they go back, a
 * repeated one runs the first time. `no-wildcard` applies this to lists and ranges of times too;
 * patterns with a wildcard or step in minute or hour follow elapsed time.
 */
const cronOf = ({ pattern, timeZone }: Rhythm): Cron =>
  new Cron(pattern, {
    timezone: timeZone,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
    paused: true,
  })

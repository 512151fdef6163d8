import { Cron } from 'croner'
import type { TaskType } from '../queue/task-type.ts'

/** A line of the timetable: at each tick of `pattern` (five cron fields, world time) one task is enqueued. */
export type CronEntry = {
  name: string
  pattern: string
  taskType: TaskType<never>
  payload: unknown
}

/** A pattern and the IANA time zone that it is read in. */
export type Rhythm = { pattern: string; timeZone: string }

const MINUTE_MS = 60_000

/** The first tick after `now`; null for a pattern that never comes again. Throws on a pattern or zone that is none. */
export function nextTick(rhythm: Rhythm, now: Date): Date | null {
  return cronOf(rhythm).nextRun(now)
}

/** The last tick at or before `now`; 1970 for a pattern that never came. Throws as `nextTick`. */
export function latestTick(rhythm: Rhythm, now: Date): Date {
  // What is asked for is the last one before a time: before the next minute, since ticks are whole minutes. Whether
  // `now` matches the pattern would say yes twice where clocks are put back.
  const nextMinute = (Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS
  return cronOf(rhythm).previousRuns(1, new Date(nextMinute))[0] ?? new Date(0)
}

/**
 * Where clocks are put forward, a time of day that does not exist comes at the end of the gap; where they are put back,
 * one that exists twice comes the first time. `no-wildcard` holds to that for lists and ranges of times, too; what has
 * a wildcard or step in its minute or hour goes by the time that passes.
 */
const cronOf = ({ pattern, timeZone }: Rhythm): Cron =>
  new Cron(pattern, {
    timezone: timeZone,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
    paused: true,
  })

import { NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { readEntries, type EntryState } from '../../../scheduler/tick-store.ts'
import { latestTick, nextTicks, type CronEntry, type Rhythm } from '../../../scheduler/timetable.ts'
import type { Queue } from '../../../queue/queue.ts'
import type { Services } from '../../services.ts'

/** A tick that was not made for this long (ms of world time) after it was due is late. */
const LATE_MS = 2 * 60_000
const NEXT = 3
const MINUTE_MS = 60_000

const ScheduleEntry = z
  .object({
    name: z.string().openapi({ example: 'schedule_updates' }),
    pattern: z.string().openapi({
      description: 'Minute, hour, day, month and weekday, as cron has them',
      example: '0 3 * * *',
    }),
    time_zone: z.string().openapi({ description: 'Of the pattern', example: 'UTC' }),
    task_type: z.string().openapi({ description: 'What a tick enqueues' }),
    last_tick: Timestamp.nullable().openapi({
      description: 'The last one that was made or skipped; null before the first',
    }),
    next_tick: Timestamp.nullable().openapi({ description: 'Null for a pattern that never comes' }),
    next_ticks: z.array(Timestamp).openapi({ description: 'The next three' }),
    late: z.boolean().openapi({
      description:
        'A tick is overdue by two minutes: it cannot be made, or no process with the role ' +
        'scheduler runs',
    }),
    skipped_tick: Timestamp.nullable().openapi({
      description: 'The last one that enqueued nothing, because the last task was still open',
    }),
    last_task: z
      .object({
        id: z.int(),
        status: z
          .enum(['pending', 'running', 'done', 'failed', 'cancelled'])
          .nullable()
          .openapi({ description: 'Null when retention has deleted the task' }),
        completed_at: Timestamp.nullable(),
        error_code: z.string().nullable(),
        error_message: z.string().nullable(),
      })
      .nullable(),
    failure: z
      .object({ at: Timestamp, code: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: 'Why the tick that is due could not be made yet' }),
  })
  .openapi('ScheduleEntry')
type ScheduleEntry = z.output<typeof ScheduleEntry>

type Needed = Pick<Services, 'db' | 'config' | 'schedule'> & {
  queue: Pick<Queue<never>, 'enqueue' | 'wake'>
}

const operation = operationsFor<Needed>()

export const scheduleOperations = {
  getSchedule: operation.get({
    path: '/api/schedule',
    access: 'system:read',
    summary: 'What gramd does by itself, when, and what became of it',
    answer: z.object({ data: z.array(ScheduleEntry) }).openapi('Schedule'),
    success: 'The timetable',
    async run(_, { db, config: { cronTimeZone: timeZone }, schedule }) {
      const names = schedule.map(({ name }) => name)
      const states = await readEntries(db, names)
      const byName = new Map(states.map((state) => [state.name, state]))
      const ticksOf = rememberTicks(schedule)
      const data = schedule.flatMap((entry) => {
        const state = byName.get(entry.name)
        return state
          ? [viewEntry(entry, state, ticksOf({ pattern: entry.pattern, timeZone }, state.now))]
          : []
      })
      return { data }
    },
  }),

  runScheduleEntry: operation.act({
    path: '/api/schedule/{name}/run',
    access: 'system:write',
    tags: ['tasks'],
    summary: 'Do now what an entry of the timetable does',
    description:
      'Enqueues its task as the clock would; the next tick comes when it would have come.',
    params: z.strictObject({ name: z.string().openapi({ example: 'refresh_benchmarks' }) }),
    answer: z
      .object({ result: z.enum(['created', 'already_open']), task_id: z.int() })
      .openapi('RunAnswer'),
    status: 202,
    success: 'The task that will do it',
    refusals: { 404: 'The timetable has no such entry' },
    async run({ params: { name } }, { db, schedule, queue }) {
      const entry = schedule.find((each) => each.name === name)
      if (!entry) {
        const known = schedule.map((each) => each.name).join(', ')
        throw new NoSuchRecordError(`the timetable has no entry ${name}; it has ${known}`)
      }
      const { id, created } = await queue.enqueue(db, entry.taskType, entry.payload)
      queue.wake()
      const result = created ? ('created' as const) : ('already_open' as const)
      return { result, task_id: id }
    },
  }),
}

type Ticks = { timeZone: string; next: Date[]; overdue: Date }
type KnownTicks = Map<string, Ticks & { minute: number }>

/** The ticks of a timetable by pattern and time zone, as last computed. */
const knownTicks = new WeakMap<readonly CronEntry[], KnownTicks>()

/** The ticks around now. Computing them takes milliseconds, and they stay the same for a minute. */
function rememberTicks(schedule: readonly CronEntry[]): (rhythm: Rhythm, now: Date) => Ticks {
  const known: KnownTicks = knownTicks.get(schedule) ?? new Map()
  knownTicks.set(schedule, known)
  return ({ pattern, timeZone }, now) => {
    const minute = Math.floor(now.getTime() / MINUTE_MS)
    const key = `${timeZone} ${pattern}`
    const last = known.get(key)
    if (last?.minute === minute) return last
    const rhythm = { pattern, timeZone }
    const overdue = latestTick(rhythm, new Date(now.getTime() - LATE_MS))
    const ticks = { timeZone, next: nextTicks(rhythm, now, NEXT), overdue, minute }
    known.set(key, ticks)
    return ticks
  }
}

function viewEntry(entry: CronEntry, state: EntryState, ticks: Ticks): ScheduleEntry {
  return {
    name: entry.name,
    pattern: entry.pattern,
    time_zone: ticks.timeZone,
    task_type: entry.taskType.name,
    // A new entry has the tick before it began as `last_slot`: that tick was not made.
    last_tick: state.last_task_id === null ? null : (state.last_slot?.toISOString() ?? null),
    next_tick: ticks.next[0]?.toISOString() ?? null,
    next_ticks: ticks.next.map((at) => at.toISOString()),
    late: state.last_slot === null || state.last_slot < ticks.overdue,
    skipped_tick: state.skipped_slot?.toISOString() ?? null,
    last_task: viewLastTask(state),
    failure: viewFailure(state),
  }
}

const viewLastTask = (state: EntryState): ScheduleEntry['last_task'] =>
  state.last_task_id === null
    ? null
    : {
        id: state.last_task_id,
        status: state.task_status,
        completed_at: state.task_completed_at?.toISOString() ?? null,
        error_code: state.task_error_code,
        error_message: state.task_error_message,
      }

function viewFailure({
  failed_at,
  error_code,
  error_message,
}: EntryState): ScheduleEntry['failure'] {
  if (failed_at === null || error_code === null || error_message === null) return null
  return { at: failed_at.toISOString(), code: error_code, message: error_message }
}

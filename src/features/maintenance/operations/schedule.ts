import { NoSuchRecordError } from '../../../base/errors.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import { readEntries, type EntryState } from '../../../scheduler/tick-store.ts'
import { latestTick, nextTicks, type CronEntry, type Rhythm } from '../../../scheduler/timetable.ts'
import type { Queue } from '../../../queue/queue.ts'
import type { Services } from '../../manifest.ts'

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
        'A tick is overdue by two minutes: it cannot be made, or no process with the role scheduler runs',
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

const list = createRoute({
  method: 'get',
  path: '/api/schedule',
  access: 'system:read',
  operationId: 'getSchedule',
  summary: 'What gramd does by itself, when, and what became of it',
  responses: {
    200: json('The timetable', z.object({ data: z.array(ScheduleEntry) }).openapi('Schedule')),
  },
})

const run = createRoute({
  method: 'post',
  path: '/api/schedule/{name}/run',
  access: 'system:write',
  operationId: 'runScheduleEntry',
  tags: ['tasks'],
  summary: 'Do now what an entry of the timetable does',
  description: 'Enqueues its task as the clock would; the next tick comes when it would have come.',
  request: {
    params: z.strictObject({ name: z.string().openapi({ example: 'refresh_benchmarks' }) }),
  },
  responses: {
    202: json(
      'The task that will do it',
      z
        .object({ result: z.enum(['created', 'already_open']), task_id: z.int() })
        .openapi('RunAnswer'),
    ),
    404: problem('The timetable has no such entry'),
  },
})

export function scheduleRoutes({
  db,
  config,
  schedule,
  queue,
}: Pick<Services, 'db' | 'config' | 'schedule'> & {
  queue: Pick<Queue<never>, 'enqueue' | 'wake'>
}): Router {
  const router = createRouter()
  const ticksOf = rememberTicks()
  router.openapi(list, async (c) => {
    const names = schedule.map(({ name }) => name)
    const states = await readEntries(db, names)
    const { cronTimeZone: timeZone } = config
    const byName = new Map(states.map((state) => [state.name, state]))
    const data = schedule.flatMap((entry) => {
      const state = byName.get(entry.name)
      return state
        ? [viewEntry(entry, state, ticksOf({ pattern: entry.pattern, timeZone }, state.now))]
        : []
    })
    return c.json({ data }, 200)
  })
  return router.openapi(run, async (c) => {
    const { name } = c.req.valid('param')
    const entry = schedule.find((each) => each.name === name)
    if (!entry) {
      const known = schedule.map((each) => each.name).join(', ')
      throw new NoSuchRecordError(`the timetable has no entry ${name}; it has ${known}`)
    }
    const { id, created } = await queue.enqueue(db, entry.taskType, entry.payload)
    queue.wake()
    const result = created ? ('created' as const) : ('already_open' as const)
    return c.json({ result, task_id: id }, 202)
  })
}

type Ticks = { timeZone: string; next: Date[]; overdue: Date }

/** The ticks around now. Computing them takes milliseconds, and they stay the same for a minute. */
function rememberTicks(): (rhythm: Rhythm, now: Date) => Ticks {
  const known = new Map<string, Ticks & { minute: number }>()
  return ({ pattern, timeZone }, now) => {
    const minute = Math.floor(now.getTime() / MINUTE_MS)
    const last = known.get(pattern)
    if (last?.minute === minute) return last
    const rhythm = { pattern, timeZone }
    const overdue = latestTick(rhythm, new Date(now.getTime() - LATE_MS))
    const ticks = { timeZone, next: nextTicks(rhythm, now, NEXT), overdue, minute }
    known.set(pattern, ticks)
    return ticks
  }
}

function viewEntry(entry: CronEntry, state: EntryState, ticks: Ticks): ScheduleEntry {
  return {
    name: entry.name,
    pattern: entry.pattern,
    time_zone: ticks.timeZone,
    task_type: entry.taskType.name,
    // A new entry has the tick before it began as `last_slot`: nobody has made that one.
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

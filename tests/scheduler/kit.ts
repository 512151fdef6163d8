import { createClock, type WorldTime } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import type { Logger } from '../../src/base/log/log.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { runDue, type SchedulerOptions } from '../../src/scheduler/scheduler.ts'
import type { CronEntry } from '../../src/scheduler/timetable.ts'
import { aType, keepLog, typesOf, type LogLine } from '../queue/kit.ts'

/** Its tasks have no dedupe key: nothing but the timetable keeps two of them apart. */
export const daily: CronEntry = {
  name: 'daily',
  pattern: '0 3 * * *',
  taskType: aType(),
  payload: { name: 'a' },
}

const types = typesOf(aType())

export type Office = { lines: LogLine[]; log: Logger; wakes: number; options: SchedulerOptions }

/** A scheduler's surroundings, with a log that is kept. */
export function anOffice(db: Db, overrides: Partial<SchedulerOptions> = {}): Office {
  const { log, lines } = keepLog()
  const office: Omit<Office, 'options'> = { lines, log, wakes: 0 }
  const options: SchedulerOptions = {
    db,
    clock: createClock(),
    log,
    entries: [daily],
    timeZone: 'UTC',
    async enqueue(tx, taskType, payload) {
      const [task] = await enqueueAll(tx, types.get(taskType.name) ?? aType(), [payload])
      if (!task) throw new Error('nothing was enqueued')
      return task
    },
    wake: () => (office.wakes += 1),
    ...overrides,
  }
  return Object.assign(office, { options })
}

/** Stops the world's clock at a time. */
export const worldAt = async (db: Db, time: string): Promise<void> =>
  await setWorldTime(db, { worldAt: Date.parse(time), realAt: Date.now(), speed: 0 })

/** Looks at an entry at a time of the world; answers the task that it enqueued. */
export async function lookAt(
  db: Db,
  time: string,
  entry: CronEntry = daily,
  options: SchedulerOptions = anOffice(db).options,
): Promise<number | null> {
  await worldAt(db, time)
  return (await runDue(options, entry)).taskId
}

export const countTasks = async (db: Db): Promise<number> =>
  (await db.selectFrom('scrape_tasks').select('id').execute()).length

/** Lets a minute of the world take 100 ms, from a time on. */
export async function runFast(db: Db, time: string): Promise<WorldTime> {
  const world = { worldAt: Date.parse(time), realAt: Date.now(), speed: 600 }
  await setWorldTime(db, world)
  return world
}

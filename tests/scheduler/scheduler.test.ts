import { createClock } from '../../src/base/clock.ts'
import { openDatabase } from '../../src/db/database.ts'
import { TransientError } from '../../src/base/errors.ts'
import { startScheduler, type SchedulerOptions } from '../../src/scheduler/scheduler.ts'
import type { CronEntry } from '../../src/scheduler/timetable.ts'
import { endTask } from '../fixtures/end-task.ts'
import { describe, expect, test as base } from '../fixtures/test.ts'
import type { LogLine } from '../queue/kit.ts'
import { anOffice, countTasks, daily, lookAt, runFast, worldAt } from './kit.ts'

const BEGIN = '2026-03-10T12:00:00Z'

const minutely = (name: string): CronEntry => ({ ...daily, name, pattern: '* * * * *' })

/** `test` with `start`: starts a timetable that ends with the test, at the latest. */
const test = base.extend<{ start: typeof startScheduler }>({
  start: async ({ db: _db }, use) => {
    const stops: (() => Promise<void>)[] = []
    await use((options) => {
      const stop = startScheduler(options)
      stops.push(stop)
      return stop
    })
    await Promise.all(stops.map((stop) => stop()))
  },
})

/** The office's own way to enqueue, but what it enqueues is done at once. */
const enqueuesWhatEnds =
  ({ enqueue }: SchedulerOptions): SchedulerOptions['enqueue'] =>
  async (tx, taskType, payload) => {
    const task = await enqueue(tx, taskType, payload)
    await endTask(tx, 'done', { id: task.id })
    return task
  }

const slotsOf = (lines: readonly LogLine[], name: string): string[] =>
  lines
    .filter((line) => line['msg'] === 'cron tick' && line['cron_name'] === name)
    .map((line) => String(line['slot']))

describe('the timetable', () => {
  test('makes each tick once in one of its replicas, which came up at once, until it is stopped', async ({
    db,
    databaseUrl,
    start,
  }) => {
    const clock = createClock(await runFast(db, BEGIN))
    const { lines, options } = anOffice(db, { clock, entries: [minutely('a')] })
    const second = openDatabase({ url: databaseUrl, max: 5, onIdleError: () => undefined })
    const enqueue = enqueuesWhatEnds(options)
    const replicas = [db, second, db].map((each) => start({ ...options, db: each, enqueue }))

    await expect.poll(() => countTasks(db)).toBeGreaterThan(5)
    await Promise.all(replicas.map((stop) => stop()))
    await second.destroy()

    const slots = slotsOf(lines, 'a')
    expect(slots).toHaveLength(await countTasks(db))
    expect(new Set(slots).size).toBe(slots.length)
    expect(lines.filter(({ level }) => level !== 'debug')).toEqual([])
  })

  test('asks the database for the time: a process whose clock is ahead makes no tick early', async ({
    db,
    start,
  }) => {
    await worldAt(db, BEGIN)
    // To this process it is 03:00 all the time.
    const wrong = createClock({
      worldAt: Date.parse('2026-03-11T03:00:00Z'),
      realAt: Date.now(),
      speed: 6_000,
    })
    let looks = 0
    const clock = {
      ...wrong,
      sleep: async (ms: number, signal?: AbortSignal) => {
        looks += 1
        await wrong.sleep(ms, signal)
      },
    }
    const { lines, options } = anOffice(db, { clock })
    const stop = start(options)

    await expect.poll(() => looks).toBeGreaterThan(5)
    expect(lines).toEqual([])
    await worldAt(db, '2026-03-11T03:00:00Z')
    await expect.poll(() => slotsOf(lines, 'daily')).toEqual(['2026-03-11T03:00:00.000Z'])
    await stop()
  })

  test('goes on with other entries, and tries again, when one fails', async ({ db, start }) => {
    const clock = createClock(await runFast(db, BEGIN))
    const bad = { ...minutely('bad'), payload: { name: 'bad' } }
    const { lines, options } = anOffice(db, { clock, entries: [bad, minutely('good')] })
    const enqueue = enqueuesWhatEnds(options)
    const stop = start({
      ...options,
      async enqueue(tx, taskType, payload) {
        if (payload === bad.payload && slotsOf(lines, 'good').length < 3) {
          throw new TransientError('down')
        }
        return await enqueue(tx, taskType, payload)
      },
    })

    await expect.poll(() => slotsOf(lines, 'bad').length).toBeGreaterThan(0)
    await stop()

    expect(slotsOf(lines, 'good').length).toBeGreaterThanOrEqual(3)
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        msg: 'cron tick failed',
        cron_name: 'bad',
        task_type: 'note',
        code: 'transient',
      }),
    )
  })

  test('goes on with other entries while the enqueuing of one hangs', async ({ db, start }) => {
    const clock = createClock(await runFast(db, BEGIN))
    const slow = { ...minutely('slow'), payload: { name: 'slow' } }
    const { lines, options } = anOffice(db, { clock, entries: [slow, minutely('good')] })
    const enqueue = enqueuesWhatEnds(options)
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const stop = start({
      ...options,
      async enqueue(tx, taskType, payload) {
        if (payload === slow.payload) await released
        return await enqueue(tx, taskType, payload)
      },
    })

    try {
      await expect.poll(() => slotsOf(lines, 'good').length).toBeGreaterThan(3)
      expect(slotsOf(lines, 'slow')).toEqual([])
    } finally {
      release()
      await stop()
    }
  })

  test('reports a task that has failed within a minute of the world, long before its next tick', async ({
    db,
    start,
  }) => {
    await lookAt(db, '2026-03-11T02:58:00Z') // begins the timetable, so that no first look is too late for the tick
    const clock = createClock(await runFast(db, '2026-03-11T02:59:00Z'))
    const { lines, options } = anOffice(db, { clock })
    const stop = start(options)
    await expect.poll(() => slotsOf(lines, 'daily')).toHaveLength(1)
    await endTask(db, 'failed', { error: ['defect', 'it broke'] })

    await expect
      .poll(() => lines.filter(({ msg }) => msg === 'cron task failed'))
      .toMatchObject([{ level: 'error', cron_name: 'daily', code: 'defect' }])
    await stop()
  })

  test('stops at once, however far away its next tick is', async ({ db, start }) => {
    const { options } = anOffice(db, { entries: [{ ...daily, pattern: '0 0 29 2 *' }] })
    const stop = start(options)
    await expect
      .poll(async () => await db.selectFrom('cron_ticks').select('name').execute())
      .toHaveLength(1)

    await stop()
  })

  test.for([
    ['a pattern', '99 * * * *', 'UTC'],
    ['a time zone', '0 3 * * *', 'Europe/Atlantis'],
  ] as const)('does not start with %s that is none', ([, pattern, timeZone], { db, start }) => {
    const { options } = anOffice(db, { entries: [{ ...daily, pattern }], timeZone })

    expect(() => start(options)).toThrow()
  })
})

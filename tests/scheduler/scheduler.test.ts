import { createClock, type Clock } from '../../src/clock.ts'
import type { Db } from '../../src/db/database.ts'
import { TransientError } from '../../src/errors.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import {
  latestTick,
  nextTick,
  startScheduler,
  tick,
  type CronEntry,
  type SchedulerOptions,
} from '../../src/scheduler/scheduler.ts'
import { aType, keepLog, typesOf } from '../queue/kit.ts'
import { describe, expect, test } from '../fixtures/test.ts'

const note = aType()
const daily: CronEntry = {
  name: 'daily',
  pattern: '0 3 * * *',
  taskType: 'note',
  payload: { name: 'a' },
}
const types = typesOf(note)

/** A clock that stands still at a time of the world. */
const at = (time: string): Clock => ({ ...createClock(), now: () => new Date(time) })

function anOffice(db: Db, clock: Clock, overrides: Partial<SchedulerOptions> = {}) {
  const { log, lines } = keepLog()
  const office = { lines, wakes: 0 }
  const options: SchedulerOptions = {
    db,
    clock,
    log,
    entries: [daily],
    async enqueue(db, taskType, payload) {
      const [task] = await enqueueAll(db, types.get(taskType) ?? note, [payload])
      if (!task) throw new Error('nothing was enqueued')
      return task
    },
    wake: () => office.wakes++,
    ...overrides,
  }
  return { office, options }
}

const tickAt = async (db: Db, time: string, entry = daily): Promise<number | null> =>
  await tick(anOffice(db, at(time)).options, entry)

const countTasks = async (db: Db): Promise<number> =>
  (await db.selectFrom('scrape_tasks').select('id').execute()).length

describe('a tick', () => {
  test('is not made up when an entry is seen for the first time: the timetable begins there', async ({
    db,
  }) => {
    expect(await tickAt(db, '2026-03-10T12:00:00Z')).toBeNull()
    expect(await tickAt(db, '2026-03-11T02:59:59Z')).toBeNull()
    expect(await countTasks(db)).toBe(0)
  })

  test('enqueues one task when its time has come, and says so', async ({ db }) => {
    await tickAt(db, '2026-03-10T12:00:00Z')
    const { office, options } = anOffice(db, at('2026-03-11T03:00:00Z'))

    const id = await tick(options, daily)

    expect(await countTasks(db)).toBe(1)
    expect(office.wakes).toBe(1)
    expect(office.lines).toMatchObject([
      {
        level: 'info',
        msg: 'cron tick',
        cron_name: 'daily',
        slot: '2026-03-11T03:00:00.000Z',
        task_id: id,
      },
    ])
  })

  test('is not made twice', async ({ db }) => {
    await tickAt(db, '2026-03-10T12:00:00Z')
    await tickAt(db, '2026-03-11T03:00:00Z')

    expect(await tickAt(db, '2026-03-11T03:00:30Z')).toBeNull()
    expect(await tickAt(db, '2026-03-11T04:00:00Z')).toBeNull()
    expect(await countTasks(db)).toBe(1)
  })

  test('is won by one of many replicas', async ({ db }) => {
    await tickAt(db, '2026-03-10T12:00:00Z')

    const ids = await Promise.all(
      Array.from({ length: 5 }, () => tickAt(db, '2026-03-11T03:00:00Z')),
    )

    expect(ids.filter((id) => id !== null)).toHaveLength(1)
    expect(await countTasks(db)).toBe(1)
  })

  test('is made by no replica when all see the entry for the first time at once', async ({
    db,
  }) => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, () => tickAt(db, '2026-03-11T03:00:00Z')),
    )

    expect(ids).toEqual([null, null, null, null, null])
  })

  test('that was missed is caught up once, however many were', async ({ db }) => {
    await tickAt(db, '2026-03-10T12:00:00Z')

    expect(await tickAt(db, '2026-03-20T17:00:00Z')).not.toBeNull()
    expect(await tickAt(db, '2026-03-20T17:00:01Z')).toBeNull()
    expect(await countTasks(db)).toBe(1)
  })

  test('is not made again by a replica whose clock is behind', async ({ db }) => {
    await tickAt(db, '2026-03-10T12:00:00Z')
    await tickAt(db, '2026-03-12T03:00:00Z')

    expect(await tickAt(db, '2026-03-11T12:00:00Z')).toBeNull()
    expect(await tickAt(db, '2026-03-12T12:00:00Z')).toBeNull()
  })

  test('whose task cannot be enqueued is still to be made', async ({ db }) => {
    await tickAt(db, '2026-03-10T12:00:00Z')
    const { office, options } = anOffice(db, at('2026-03-11T03:00:00Z'), {
      enqueue: () => Promise.reject(new TransientError('down')),
    })

    await expect(tick(options, daily)).rejects.toThrow('down')
    expect(office.wakes).toBe(0)
    expect(await tickAt(db, '2026-03-11T03:00:10Z')).not.toBeNull()
  })

  test('of one entry is not that of another', async ({ db }) => {
    const other = { ...daily, name: 'other' }
    await tickAt(db, '2026-03-10T12:00:00Z')
    await tickAt(db, '2026-03-10T12:00:00Z', other)

    expect(await tickAt(db, '2026-03-11T03:00:00Z')).not.toBeNull()
    expect(await tickAt(db, '2026-03-11T03:00:00Z', other)).not.toBeNull()
  })
})

describe('the timetable', () => {
  const minutely = (name: string): CronEntry => ({ ...daily, name, pattern: '* * * * *' })
  /** A world in which a minute takes 100 ms. */
  const fast = (): Clock => createClock({ worldAt: Date.now(), realAt: Date.now(), speed: 600 })

  test('makes its ticks, each in one of its replicas, until it is stopped', async ({ db }) => {
    const { office, options } = anOffice(db, fast(), { entries: [minutely('a')] })
    const replicas = [1, 2, 3].map(() => startScheduler(options))

    await expect.poll(() => countTasks(db)).toBeGreaterThan(3)
    await Promise.all(replicas.map((stop) => stop()))

    const slots = office.lines.map((line) => String(line['slot']))
    expect(slots).toHaveLength(await countTasks(db))
    expect(new Set(slots).size).toBe(slots.length)
    expect(slots).toEqual(slots.toSorted((a, b) => a.localeCompare(b)))
  })

  test('goes on with other entries, and tries again, when one fails', async ({ db }) => {
    let failures = 0
    const { office, options } = anOffice(db, fast(), {
      entries: [minutely('good'), minutely('bad')],
    })
    const stop = startScheduler({
      ...options,
      async enqueue(db, taskType, payload) {
        if (office.lines.length < 5 && (await winner(db)) === 'bad') {
          failures++
          throw new TransientError('down')
        }
        return await options.enqueue(db, taskType, payload)
      },
    })

    await expect
      .poll(() =>
        office.lines.filter((line) => line['cron_name'] === 'bad').map((line) => line['msg']),
      )
      .toEqual(expect.arrayContaining(['cron tick failed', 'cron tick']))
    await stop()

    expect(failures).toBeGreaterThan(0)
    expect(office.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        msg: 'cron tick failed',
        cron_name: 'bad',
        code: 'transient',
      }),
    )
    expect(office.lines).toContainEqual(
      expect.objectContaining({ msg: 'cron tick', cron_name: 'good' }),
    )
  })

  test('stops at once, however far away its next tick is', async ({ db }) => {
    const { options } = anOffice(db, createClock(), {
      entries: [{ ...daily, pattern: '0 0 29 2 *' }],
    })
    const stop = startScheduler(options)
    await expect
      .poll(async () => await db.selectFrom('cron_ticks').select('name').execute())
      .toHaveLength(1)

    await stop()
  })

  test('does not start with a pattern that is none', ({ db }) => {
    const { options } = anOffice(db, createClock(), {
      entries: [{ ...daily, pattern: '99 * * * *' }],
    })

    expect(() => startScheduler(options)).toThrow()
  })

  /** The entry that the transaction has just won. */
  async function winner(db: Db): Promise<string | undefined> {
    const row = await db
      .selectFrom('cron_ticks')
      .select('name')
      .orderBy('updated_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.name
  }
})

describe('ticks of a pattern, in UTC', () => {
  const table: [pattern: string, now: string, latest: string, next: string][] = [
    ['*/15 * * * *', '2026-03-10T12:07:30Z', '2026-03-10T12:00:00Z', '2026-03-10T12:15:00Z'],
    ['*/15 * * * *', '2026-03-10T12:15:00Z', '2026-03-10T12:15:00Z', '2026-03-10T12:30:00Z'],
    ['*/15 * * * *', '2026-03-10T12:15:00.500Z', '2026-03-10T12:15:00Z', '2026-03-10T12:30:00Z'],
    ['*/15 * * * *', '2026-03-10T12:15:59.999Z', '2026-03-10T12:15:00Z', '2026-03-10T12:30:00Z'],
    ['*/15 * * * *', '2026-03-10T12:14:59.999Z', '2026-03-10T12:00:00Z', '2026-03-10T12:15:00Z'],
    ['0 3 * * *', '2026-01-01T02:59:59Z', '2025-12-31T03:00:00Z', '2026-01-01T03:00:00Z'],
    ['0 3 * * *', '2026-01-01T03:00:00Z', '2026-01-01T03:00:00Z', '2026-01-02T03:00:00Z'],
    ['0 2 * * 1', '2026-11-22T23:00:00Z', '2026-11-16T02:00:00Z', '2026-11-23T02:00:00Z'],
    ['0 */2 * * *', '2026-03-10T23:30:00Z', '2026-03-10T22:00:00Z', '2026-03-11T00:00:00Z'],
    ['0 0 29 2 *', '2026-03-10T00:00:00Z', '2024-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    // Clocks were put forward and back in Europe and America at these times; UTC does not know.
    ['30 2 * * *', '2026-03-29T02:45:00Z', '2026-03-29T02:30:00Z', '2026-03-30T02:30:00Z'],
    ['30 1 * * *', '2026-10-25T01:45:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'],
    ['30 2 * * *', '2026-03-08T10:00:00Z', '2026-03-08T02:30:00Z', '2026-03-09T02:30:00Z'],
  ]

  test.for(table)('of %s at %s are %s and %s', ([pattern, now, latest, next]) => {
    expect(latestTick(pattern, new Date(now))).toEqual(new Date(latest))
    expect(nextTick(pattern, new Date(now))).toEqual(new Date(next))
  })

  test('may never come', () => {
    expect(nextTick('0 0 30 2 *', new Date())).toBeNull()
    expect(latestTick('0 0 30 2 *', new Date())).toEqual(new Date(0))
  })
})

import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { InvalidInputError, TransientError } from '../../src/base/errors.ts'
import { claim } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { retryTask } from '../../src/queue/care/lifecycle.ts'
import { runDue, type SchedulerOptions } from '../../src/scheduler/scheduler.ts'
import { readEntries } from '../../src/scheduler/tick-store.ts'
import { endTask } from '../fixtures/end-task.ts'
import { describe, expect, test as base } from '../fixtures/test.ts'
import { aRequest, aType, keepLog } from '../queue/kit.ts'
import { anOffice, countTasks, daily, lookAt, worldAt } from './kit.ts'

const BEGIN = '2026-03-10T12:00:00Z'
const FIRST = '2026-03-11T03:00:00Z'
const SECOND = '2026-03-12T03:00:00Z'
const THIRD = '2026-03-13T03:00:00Z'

type HangingWinner = {
  looked: ReturnType<typeof runDue>
  /** The process id of its database session, once it has won. */
  pid: Promise<number>
  goOn: () => void
}

/** `test` with `hang`: a winner that hangs between winning the tick and enqueuing, at most until the test ends. */
const test = base.extend<{ hang: (overrides?: Partial<SchedulerOptions>) => HangingWinner }>({
  hang: async ({ db }, use) => {
    const { promise: released, resolve: goOn } = Promise.withResolvers<void>()
    await use((overrides = {}) => {
      const { promise: pid, resolve } = Promise.withResolvers<number>()
      const { options } = anOffice(db)
      const { options: hanging } = anOffice(db, {
        async enqueue(tx, taskType, payload) {
          const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
          resolve(rows[0]?.pid ?? 0)
          await released
          return await options.enqueue(tx, taskType, payload)
        },
        ...overrides,
      })
      return { looked: runDue(hanging, daily), pid, goOn }
    })
    goOn()
  },
})

/** Waits until a session of this database waits for another one's lock. */
const untilSomebodyWaits = async (db: Db): Promise<void> =>
  await expect
    .poll(async () => {
      const { rows } = await sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        db,
      )
      return rows.length
    })
    .toBe(1)

describe('a tick', () => {
  test('is not made up when an entry is seen for the first time: the timetable begins there', async ({
    db,
  }) => {
    expect(await lookAt(db, BEGIN)).toBeNull()
    expect(await lookAt(db, '2026-03-11T02:59:59Z')).toBeNull()
    expect(await countTasks(db)).toBe(0)
  })

  test('enqueues one task when its time has come, and says so', async ({ db }) => {
    await lookAt(db, BEGIN)
    const office = anOffice(db)

    const id = await lookAt(db, FIRST, daily, office.options)

    expect(await countTasks(db)).toBe(1)
    expect(office.wakes).toBe(1)
    expect(office.lines).toMatchObject([
      {
        level: 'debug',
        msg: 'cron tick',
        cron_name: 'daily',
        task_type: 'note',
        slot: '2026-03-11T03:00:00.000Z',
        task_id: id,
      },
    ])
  })

  test('is not made twice', async ({ db }) => {
    await lookAt(db, BEGIN)
    await lookAt(db, FIRST)
    await endTask(db, 'done')

    expect(await lookAt(db, '2026-03-11T03:00:30Z')).toBeNull()
    expect(await lookAt(db, '2026-03-11T04:00:00Z')).toBeNull()
    expect(await countTasks(db)).toBe(1)
  })

  test('that was missed is caught up once, however many were', async ({ db }) => {
    await lookAt(db, BEGIN)

    expect(await lookAt(db, '2026-03-20T17:00:00Z')).not.toBeNull()
    await endTask(db, 'done')
    expect(await lookAt(db, '2026-03-20T17:00:01Z')).toBeNull()
    expect(await lookAt(db, '2026-03-21T02:59:59Z')).toBeNull()
    expect(await lookAt(db, '2026-03-21T03:00:00Z')).not.toBeNull()
    expect(await countTasks(db)).toBe(2)
  })

  test('comes by the time of the world, whatever the clock of the process says', async ({ db }) => {
    await lookAt(db, '2026-03-10T12:00:00Z')
    expect(await lookAt(db, '2035-01-01T00:00:00Z')).not.toBeNull()
    await endTask(db, 'done')

    // World time that was set back makes no tick again, but the next one.
    expect(await lookAt(db, '2026-03-11T12:00:00Z')).toBeNull()
    expect(await countTasks(db)).toBe(1)
    expect(await lookAt(db, '2026-03-12T02:59:59Z')).toBeNull()
    expect(await lookAt(db, '2026-03-12T03:00:00Z')).not.toBeNull()
    expect(await countTasks(db)).toBe(2)
  })

  test('of one entry is not that of another', async ({ db }) => {
    const other = { ...daily, name: 'other' }
    await lookAt(db, BEGIN)
    await lookAt(db, BEGIN, other)

    expect(await lookAt(db, FIRST)).not.toBeNull()
    expect(await lookAt(db, FIRST, other)).not.toBeNull()
  })

  test('is made once on the day that has no such time, and once on the day that has it twice', async ({
    db,
  }) => {
    const nightly = { ...daily, pattern: '30 2 * * *' }
    const made: string[] = []
    const watch = async (from: string, hours: number, timeZone: string): Promise<void> => {
      for (let at = Date.parse(from); at <= Date.parse(from) + hours * 3_600_000; at += 900_000) {
        const time = new Date(at).toISOString()
        const { options } = anOffice(db, { timeZone })
        if ((await lookAt(db, time, { ...nightly, name: timeZone }, options)) === null) continue
        made.push(`${timeZone} ${time.slice(5, 16)}`)
        await endTask(db, 'done')
      }
    }
    await watch('2026-03-28T22:00:00Z', 6, 'Europe/Berlin')
    await watch('2026-10-24T22:00:00Z', 6, 'Europe/Berlin')
    await watch('2026-03-28T22:00:00Z', 6, 'UTC')
    await watch('2026-10-24T22:00:00Z', 6, 'UTC')

    expect(made).toEqual([
      'Europe/Berlin 03-29T01:00',
      'Europe/Berlin 10-24T22:00', // the ticks since March, caught up once
      'Europe/Berlin 10-25T00:30',
      'UTC 03-29T02:30',
      'UTC 10-24T22:00',
      'UTC 10-25T02:30',
    ])
  })
})

describe('many replicas', () => {
  test('make a tick once', async ({ db, databaseUrl }) => {
    const second = openDatabase({ url: databaseUrl, max: 5, onIdleError: () => undefined })
    await lookAt(db, BEGIN)
    await worldAt(db, FIRST)

    const looked = await Promise.all(
      [db, second, db, second, db].map(async (each) => await runDue(anOffice(each).options, daily)),
    )
    await second.destroy()

    expect(looked.filter(({ taskId }) => taskId !== null)).toHaveLength(1)
    expect(await countTasks(db)).toBe(1)
  })

  test('wait for the one that decides, and make nothing when it has', async ({ db, hang }) => {
    await lookAt(db, BEGIN)
    await worldAt(db, FIRST)
    const winner = hang()
    await winner.pid
    const other = runDue(anOffice(db).options, daily)
    await untilSomebodyWaits(db)
    winner.goOn()

    expect((await winner.looked).taskId).not.toBeNull()
    expect((await other).taskId).toBeNull()
    expect(await countTasks(db)).toBe(1)
  })

  test('make the tick of a winner that dies before it has enqueued', async ({ db, hang }) => {
    await lookAt(db, BEGIN)
    await worldAt(db, FIRST)
    const winner = hang()
    const pid = await winner.pid
    const other = runDue(anOffice(db).options, daily)
    await untilSomebodyWaits(db)
    await sql`select pg_terminate_backend(${pid})`.execute(db)
    expect((await other).taskId).not.toBeNull()
    winner.goOn()

    await expect(winner.looked).rejects.toThrow()
    expect(await countTasks(db)).toBe(1)
    expect(await readEntries(db, ['daily'])).toMatchObject([{ failed_at: null }])
  })

  test('make the tick of a winner that hangs', async ({ db, hang }) => {
    await lookAt(db, BEGIN)
    await worldAt(db, FIRST)
    const winner = hang({ stallMs: 300 })
    await winner.pid

    expect((await runDue(anOffice(db).options, daily)).taskId).not.toBeNull()
    winner.goOn()
    await expect(winner.looked).rejects.toThrow()
    expect(await countTasks(db)).toBe(1)
  })

  test('make none when all see the entry for the first time at once', async ({ db }) => {
    await worldAt(db, FIRST)

    const looked = await Promise.all(
      Array.from({ length: 5 }, async () => await runDue(anOffice(db).options, daily)),
    )

    expect(looked.map(({ taskId }) => taskId)).toEqual([null, null, null, null, null])
    expect(await countTasks(db)).toBe(0)
  })
})

describe('a tick whose last task is still open', () => {
  test.for(['pending', 'running'])(
    'and %s starts no other, and says so once',
    async (status, { db }) => {
      await lookAt(db, BEGIN)
      const id = await lookAt(db, FIRST)
      if (status === 'running') {
        expect(await claim(db, aRequest([aType()]))).toHaveLength(1)
      }
      const office = anOffice(db)
      // Another payload is no reason to start it, either.
      const changed = { ...daily, payload: { name: 'b', key: 'b' } }

      expect(await lookAt(db, SECOND, changed, office.options)).toBeNull()
      expect(await lookAt(db, '2026-03-12T03:01:00Z', changed, office.options)).toBeNull()
      await Promise.all([1, 2, 3].map(async () => await runDue(office.options, changed)))

      expect(await countTasks(db)).toBe(1)
      expect(office.wakes).toBe(0)
      expect(office.lines).toMatchObject([
        {
          level: 'warn',
          msg: 'cron tick skipped',
          cron_name: 'daily',
          task_type: 'note',
          slot: '2026-03-12T03:00:00.000Z',
          task_id: id,
        },
      ])
    },
  )

  test('is not made later, when the task has ended; the next one is', async ({ db }) => {
    await lookAt(db, BEGIN)
    await lookAt(db, FIRST)
    await lookAt(db, SECOND)
    await endTask(db, 'done')

    expect(await lookAt(db, '2026-03-12T04:00:00Z')).toBeNull()
    expect(await lookAt(db, THIRD)).not.toBeNull()
    expect(await countTasks(db)).toBe(2)
  })

  test('is skipped, too, while a failed task of it that a person retries is open', async ({
    db,
  }) => {
    await lookAt(db, BEGIN)
    const id = await lookAt(db, FIRST)
    await endTask(db, 'failed')
    await retryTask(db, id ?? 0)

    expect(await lookAt(db, SECOND)).toBeNull()
    expect(await countTasks(db)).toBe(1)
  })

  test('is skipped for a task of another origin that does the same', async ({ db }) => {
    const keyed = { ...daily, payload: { name: 'a', key: 'k' } }
    const [made] = await enqueueAll(db, aType(), [keyed.payload])
    await lookAt(db, BEGIN)
    const office = anOffice(db)

    expect(await lookAt(db, FIRST, keyed, office.options)).toBeNull()
    expect(await lookAt(db, SECOND, keyed, office.options)).toBeNull()
    expect(office.wakes).toBe(0)
    expect(office.lines.map((line) => [line['msg'], line['task_id']])).toEqual([
      ['cron tick skipped', made?.id],
      ['cron tick skipped', made?.id],
    ])
  })

  test('is expected while its task waits for something that is not configured', async ({ db }) => {
    await lookAt(db, BEGIN)
    await lookAt(db, FIRST)
    const office = anOffice(db, { isUnconfigured: ({ name }) => name === daily.taskType.name })

    await lookAt(db, SECOND, daily, office.options)

    expect(office.lines).toMatchObject([{ level: 'debug', msg: 'cron tick skipped' }])
  })
})

describe('a tick that cannot be made', () => {
  const failing = (db: Db) =>
    anOffice(db, {
      enqueue: () => Promise.reject(new InvalidInputError('the payload\0 does not fit')),
    }).options

  test('is still to be made, and its failure is kept until it is', async ({ db }) => {
    await lookAt(db, BEGIN)

    await expect(lookAt(db, FIRST, daily, failing(db))).rejects.toThrow('does not fit')
    expect(await countTasks(db)).toBe(0)
    expect(await readEntries(db, ['daily'])).toMatchObject([
      {
        failed_at: new Date(FIRST),
        error_code: 'invalid_input',
        error_message: 'the payload\ufffd does not fit',
        last_task_id: null,
      },
    ])

    expect(await lookAt(db, '2026-03-11T03:01:00Z')).not.toBeNull()
    expect(await readEntries(db, ['daily'])).toMatchObject([
      { failed_at: null, error_code: null, error_message: null, last_slot: new Date(FIRST) },
    ])
  })

  test('leaves nothing of what it had enqueued', async ({ db }) => {
    await lookAt(db, BEGIN)
    const { options } = anOffice(db)
    const half: SchedulerOptions = {
      ...options,
      async enqueue(tx, taskType, payload) {
        await options.enqueue(tx, taskType, payload)
        throw new TransientError('down')
      },
    }

    await expect(lookAt(db, FIRST, daily, half)).rejects.toThrow('down')
    expect(await countTasks(db)).toBe(0)
  })
})

describe('a last task that has failed', () => {
  test('is reported once, by one replica, before the next tick, which is made', async ({ db }) => {
    await lookAt(db, BEGIN)
    const id = await lookAt(db, FIRST)
    await worldAt(db, '2026-03-11T03:20:00Z')
    await endTask(db, 'failed', { error: ['defect', 'it broke'] })
    const { lines, log } = keepLog()
    const { options } = anOffice(db, { log })

    await Promise.all([1, 2, 3, 4].map(async () => await runDue(options, daily)))
    await runDue(options, daily)

    expect(lines).toMatchObject([
      {
        level: 'error',
        msg: 'cron task failed',
        cron_name: 'daily',
        task_type: 'note',
        task_id: id,
        failed_at: '2026-03-11T03:20:00.000Z',
        code: 'defect',
        error_message: 'it broke',
      },
    ])
    expect(await lookAt(db, SECOND)).not.toBeNull()
  })

  test('is reported again when it was retried and failed again', async ({ db }) => {
    await lookAt(db, BEGIN)
    const id = (await lookAt(db, FIRST)) ?? 0
    const office = anOffice(db)
    for (const time of ['2026-03-11T03:20:00Z', '2026-03-11T05:00:00Z']) {
      await worldAt(db, time)
      await endTask(db, 'failed', { id, error: ['defect', 'it broke'] })
      await runDue(office.options, daily)
      await retryTask(db, id)
    }

    expect(office.lines.map((line) => line['failed_at'])).toEqual([
      '2026-03-11T03:20:00.000Z',
      '2026-03-11T05:00:00.000Z',
    ])
  })

  test.for(['done', 'cancelled'] as const)('is not one that is %s', async (status, { db }) => {
    await lookAt(db, BEGIN)
    await lookAt(db, FIRST)
    await endTask(db, status)
    const office = anOffice(db)

    expect(await lookAt(db, '2026-03-11T05:00:00Z', daily, office.options)).toBeNull()
    expect(office.lines).toEqual([])
  })
})

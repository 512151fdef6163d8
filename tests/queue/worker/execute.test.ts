import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { DefectError, LeaseLostError, TransientError } from '../../../src/base/errors.ts'
import { PoolRestingError } from '../../../src/platforms/errors.ts'
import { claim } from '../../../src/queue/claim.ts'
import { execute } from '../../../src/queue/worker/execute.ts'
import { cancelTask } from '../../../src/queue/care/lifecycle.ts'
import { rescueExpired } from '../../../src/queue/care/rescue.ts'
import type { Release } from '../../../src/queue/task-type.ts'
import {
  aBench,
  aClaimedTask,
  aRequest,
  aType,
  describe,
  endLease,
  enqueue,
  eventsOf,
  expect,
  taskRow,
  test,
  typesOf,
  type NoteType,
} from '../kit.ts'

const MINUTE = 60_000
const done = { kind: 'done', result: { ok: true } } as const

/** Enqueues, claims and executes one task of a type made of `overrides`; returns how that ended. */
async function runOnce(db: Db, overrides: Partial<NoteType>, controller = new AbortController()) {
  const type = aType(overrides)
  const task = await aClaimedTask(db, type)
  const bench = aBench(db)
  await execute(bench, type, task, { abort: controller })
  return { task, row: await taskRow(db, task.id), events: await eventsOf(db, task.id), ...bench }
}

const hasCategory = async (db: Db, name: string): Promise<boolean> =>
  (await db.selectFrom('categories').select('id').where('name', '=', name).executeTakeFirst()) !==
  undefined

describe('a handler', () => {
  test('gets the task and the services', async ({ db }) => {
    const type = aType({
      subject: () => 'blog:1',
      async handle(task, { services, signal }) {
        services.seen.push(JSON.stringify({ ...task, aborted: signal.aborted }))
        return await Promise.resolve(done)
      },
    })
    const id = await enqueue(db, type)
    await sql`update scrape_tasks_open set attempts = 1, checkpoint = '{"page": 2}'`.execute(db)
    const [task] = await claim(db, aRequest([type]))
    const bench = aBench(db)
    if (!task) throw new Error('nothing was claimed')

    await execute(bench, type, task, { abort: new AbortController() })

    expect(bench.seen.map((line): unknown => JSON.parse(line))).toEqual([
      {
        id,
        subject: 'blog:1',
        payload: { name: 'a', key: null },
        attempt: 2,
        checkpoint: { page: 2 },
        aborted: false,
      },
    ])
  })

  test('that is done has its result stored and its writes made', async ({ db }) => {
    const { row, events } = await runOnce(db, {
      handle: async () =>
        await Promise.resolve({
          ...done,
          commit: async (tx) =>
            void (await tx.insertInto('categories').values({ name: 'written' }).execute()),
        }),
    })

    expect(row).toMatchObject({ status: 'done', result: { ok: true }, attempts: 0 })
    expect(await hasCategory(db, 'written')).toBe(true)
    expect(events).toEqual(['claimed', 'done'])
  })

  test('whose writes fail is not done, and has written nothing', async ({ db }) => {
    const { row, events } = await runOnce(db, {
      handle: async () =>
        await Promise.resolve({
          ...done,
          async commit(tx) {
            await tx.insertInto('categories').values({ name: 'written' }).execute()
            throw new TransientError('upstream of the commit')
          },
        }),
    })

    expect(row).toMatchObject({
      status: 'pending',
      attempts: 1,
      error_code: 'transient',
      result: null,
    })
    expect(await hasCategory(db, 'written')).toBe(false)
    expect(events).toEqual(['claimed', 'retried'])
  })

  test('that lost its lease meanwhile has written nothing', async ({ db }) => {
    const type = aType({
      async handle(task, { services }) {
        await endLease(db, task.id)
        await rescueExpired(db, typesOf(type))
        services.seen.push('handled')
        return {
          ...done,
          commit: async (tx) =>
            void (await tx.insertInto('categories').values({ name: 'written' }).execute()),
        }
      },
    })
    const { row, lines, seen, events } = await runOnce(db, type)

    expect(seen).toEqual(['handled'])
    expect(row).toMatchObject({ status: 'pending', attempts: 0, lost_leases: 1 })
    expect(await hasCategory(db, 'written')).toBe(false)
    expect(events).toEqual(['claimed', 'requeued'])
    expect(lines.at(-1)).toMatchObject({ msg: 'task lease lost', code: 'lease_lost' })
  })

  test('that throws a passing error is retried after the backoff of its type', async ({ db }) => {
    const { row } = await runOnce(db, {
      handle: () => Promise.reject(new TransientError('down')),
    })

    expect(row).toMatchObject({
      status: 'pending',
      attempts: 1,
      error_code: 'transient',
      error_message: 'down',
    })
    const waitMs = Number(row.next_retry_at) - Date.now()
    expect(waitMs).toBeGreaterThan(4.5 * MINUTE)
    expect(waitMs).toBeLessThan(5.5 * MINUTE)
  })

  test('that throws once too often has failed', async ({ db }) => {
    const { row } = await runOnce(db, {
      attempts: 1,
      handle: () => Promise.reject(new TransientError('down')),
    })

    expect(row).toMatchObject({ status: 'failed', attempts: 1, error_code: 'transient' })
  })

  test('that throws what nobody knows has met a defect', async ({ db }) => {
    const { row } = await runOnce(db, { handle: () => Promise.reject(new RangeError('oops')) })

    expect(row).toMatchObject({
      status: 'pending',
      attempts: 1,
      error_code: 'defect',
      error_message: 'oops',
    })
  })

  test('that finds no account snoozes, however often', async ({ db }) => {
    const until = new Date(Date.now() + 45 * MINUTE)
    const { row, events } = await runOnce(db, {
      attempts: 1,
      handle: () => Promise.reject(new PoolRestingError('all accounts rest', until)),
    })

    expect(row).toMatchObject({
      status: 'pending',
      attempts: 0,
      error_code: 'pool_resting',
      next_retry_at: until,
    })
    expect(events).toEqual(['claimed', 'snoozed'])
  })

  test('may ask to snooze', async ({ db }) => {
    const until = new Date(Date.now() + 15 * MINUTE)
    const { row } = await runOnce(db, {
      handle: async () =>
        await Promise.resolve({ kind: 'snooze', until, code: 'not_yet', message: 'not yet' }),
    })

    expect(row).toMatchObject({
      status: 'pending',
      attempts: 0,
      error_code: 'not_yet',
      next_retry_at: until,
    })
  })

  test('whose result does not fit its schema has met a defect', async ({ db }) => {
    const { row } = await runOnce(db, {
      handle: async () =>
        await Promise.resolve({ kind: 'done', result: JSON.parse('{"ok": "yes"}') }),
    })

    expect(row).toMatchObject({
      status: 'pending',
      attempts: 1,
      error_code: 'defect',
      result: null,
    })
  })

  test('that loses the lease of something else gives its task back', async ({ db }) => {
    const { row } = await runOnce(db, {
      handle: () => Promise.reject(new LeaseLostError('the account is somebody else’s')),
    })

    expect(row).toMatchObject({
      status: 'pending',
      attempts: 0,
      lost_leases: 0,
      error_code: 'lease_lost',
    })
  })

  test('that was told to stop gives its task back, whatever it throws', async ({ db }) => {
    const controller = new AbortController()
    const { row } = await runOnce(
      db,
      {
        handle() {
          controller.abort(new DOMException('stopping', 'AbortError'))
          return Promise.reject(new DefectError('I was interrupted in the middle'))
        },
      },
      controller,
    )

    expect(row).toMatchObject({ status: 'pending', attempts: 0, error_code: 'interrupted' })
    expect((await claim(db, aRequest([aType()]))).length).toBe(1)
  })

  test('that was told to stop may still be done', async ({ db }) => {
    const controller = new AbortController()
    const { row } = await runOnce(
      db,
      {
        async handle() {
          controller.abort()
          return await Promise.resolve(done)
        },
      },
      controller,
    )

    expect(row.status).toBe('done')
  })
})

describe('a checkpoint', () => {
  test('is stored together with its writes', async ({ db }) => {
    const { row } = await runOnce(db, {
      async handle(_, { checkpoint }) {
        await checkpoint(
          { page: 1 },
          async (tx) => void (await tx.insertInto('categories').values({ name: 'one' }).execute()),
        )
        await checkpoint({ page: 2 }, async (tx) => {
          await tx.insertInto('categories').values({ name: 'two' }).execute()
          throw new TransientError('down')
        })
        return done
      },
    })

    expect(row).toMatchObject({ status: 'pending', checkpoint: { page: 1 } })
    expect(await hasCategory(db, 'one')).toBe(true)
    expect(await hasCategory(db, 'two')).toBe(false)
  })

  test('of a task that was taken away writes nothing', async ({ db }) => {
    const { row, seen } = await runOnce(db, {
      async handle(task, { checkpoint, services }) {
        await cancelTask(db, typesOf(), task.id)
        await checkpoint(
          { page: 1 },
          async (tx) => void (await tx.insertInto('categories').values({ name: 'one' }).execute()),
        ).catch((error: unknown) =>
          services.seen.push(error instanceof LeaseLostError ? 'lost' : 'other'),
        )
        return done
      },
    })

    expect(seen).toEqual(['lost'])
    expect(row).toMatchObject({ status: 'cancelled', checkpoint: null, result: null })
    expect(await hasCategory(db, 'one')).toBe(false)
  })
})

test('progress is stored and announced while the handler runs', async ({ db }) => {
  const { row, events } = await runOnce(db, {
    async handle(_, { progress }) {
      await progress({ done: 1, total: 2, page: 'first' })
      return done
    },
  })

  expect(row.progress).toEqual({ done: 1, total: 2, page: 'first' })
  expect(events).toEqual(['claimed', 'progress', 'done'])
})

test('a stored payload that no longer fits ends its task at once', async ({ db }) => {
  const task = await aClaimedTask(db, aType())
  const bench = aBench(db)
  const changed = aType({
    async handle(_, { services }) {
      services.seen.push('handled')
      return await Promise.resolve(done)
    },
  })

  await execute(
    bench,
    changed,
    { ...task, payload: { title: 'a' } },
    { abort: new AbortController() },
  )

  const row = await taskRow(db, task.id)
  expect(row).toMatchObject({ status: 'failed', attempts: 1, error_code: 'invalid_input' })
  expect(row.error_message).toContain('payload.name')
  expect(bench.seen).toEqual([])
})

describe('what a departing task held', () => {
  const until = new Date(Date.now() + MINUTE)
  const ends: Record<
    string,
    { handle: NonNullable<NoteType['handle']>; attempts?: number; status: string }
  > = {
    retried: { handle: () => Promise.reject(new TransientError('down')), status: 'pending' },
    snoozed: {
      handle: async () => await Promise.resolve({ kind: 'snooze', until, code: 'c', message: 'm' }),
      status: 'pending',
    },
    failed: {
      handle: () => Promise.reject(new TransientError('down')),
      attempts: 1,
      status: 'failed',
    },
  }

  test.for(Object.entries(ends))('is freed with it when it is %s', async ([, end], { db }) => {
    const told: Release[] = []
    const { row, task } = await runOnce(db, {
      handle: end.handle,
      attempts: end.attempts ?? 3,
      async onRelease(tx, releases) {
        told.push(...releases)
        await tx.insertInto('categories').values({ name: 'freed' }).execute()
      },
    })

    expect(told).toMatchObject([
      { taskId: task.id, subject: null, payload: { name: 'a', key: null }, status: end.status },
    ])
    expect(row.status).toBe(end.status)
    expect(await hasCategory(db, 'freed')).toBe(true)
  })

  test('stays as it is when the task is done', async ({ db }) => {
    const { row } = await runOnce(db, {
      onRelease: () => Promise.reject(new Error('not for this')),
    })

    expect(row.status).toBe('done')
  })

  test('and cannot be freed keeps the task from departing', async ({ db }) => {
    const { row, lines } = await runOnce(db, {
      handle: () => Promise.reject(new TransientError('down')),
      async onRelease(tx) {
        await tx.insertInto('categories').values({ name: 'freed' }).execute()
        throw new Error('cannot be freed')
      },
    })

    expect(row).toMatchObject({ status: 'running', attempts: 0 })
    expect(await hasCategory(db, 'freed')).toBe(false)
    expect(lines.at(-1)).toMatchObject({ msg: 'task not settled', level: 'warn', code: 'defect' })
  })
})

describe('a server that goes away', () => {
  const killOwnConnection = sql`select pg_terminate_backend(pg_backend_pid())`

  test('while a result is committed is asked again, so that the work is not done twice', async ({
    db,
  }) => {
    let commits = 0
    const { row, events } = await runOnce(db, {
      handle: async () =>
        await Promise.resolve({
          ...done,
          async commit(tx) {
            await tx.insertInto('categories').values({ name: 'written' }).execute()
            if (commits++ === 0) await killOwnConnection.execute(tx)
          },
        }),
    })

    expect(commits).toBe(2)
    expect(row).toMatchObject({ status: 'done', attempts: 0, result: { ok: true } })
    expect(events).toEqual(['claimed', 'done'])
    expect(await hasCategory(db, 'written')).toBe(true)
  })

  test('and stays away leaves the task to its lease', async ({ db }) => {
    const { row, lines } = await runOnce(db, {
      handle: () => Promise.reject(new DefectError('oops')),
      onRelease: async (tx) => void (await killOwnConnection.execute(tx)),
    })

    expect(row).toMatchObject({ status: 'running', attempts: 0 })
    expect(lines.at(-1)).toMatchObject({ msg: 'task not settled', code: 'transient' })
  })
})

test('a deadlock while a result is committed does not cost the work', async ({ db }) => {
  const lock = (id: string) => sql`select pg_advisory_xact_lock(hashtext(${id}))`
  const { promise: first, resolve: tellFirst } = Promise.withResolvers<void>()
  const { promise: second, resolve: tellSecond } = Promise.withResolvers<void>()
  const rival = db.transaction().execute(async (tx) => {
    await sql`set local deadlock_timeout = '10s'`.execute(tx)
    await lock('b').execute(tx)
    tellFirst()
    await second
    await lock('a').execute(tx)
  })
  await first
  // Only whoever begins to wait last looks for a deadlock in time, and it looks once.
  const rivalWaits = async (): Promise<boolean> => {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    )
    return rows.length > 0
  }
  let commits = 0

  const { row } = await runOnce(db, {
    handle: async () =>
      await Promise.resolve({
        ...done,
        async commit(tx) {
          await sql`set local deadlock_timeout = '10ms'`.execute(tx)
          commits += 1
          await lock('a').execute(tx)
          tellSecond()
          if (commits === 1) await expect.poll(rivalWaits).toBe(true)
          await lock('b').execute(tx)
        },
      }),
  })

  await rival
  expect(commits).toBe(2)
  expect(row).toMatchObject({ status: 'done', attempts: 0 })
})

describe('the log of an attempt', () => {
  const table: Record<
    string,
    { handle: NonNullable<NoteType['handle']>; attempts?: number; line: object }
  > = {
    done: {
      async handle(_, { note }) {
        note({ account: 'acc1' })
        return await Promise.resolve(done)
      },
      line: { level: 'info', msg: 'task done', account: 'acc1' },
    },
    retried: {
      handle: () => Promise.reject(new TransientError('down')),
      line: { level: 'warn', msg: 'task retried', code: 'transient' },
    },
    snoozed: {
      handle: () => Promise.reject(new PoolRestingError('resting', new Date())),
      line: { level: 'info', msg: 'task snoozed', code: 'pool_resting', reason: 'resting' },
    },
    failed: {
      handle: () => Promise.reject(new DefectError('oops')),
      attempts: 1,
      line: { level: 'error', msg: 'task failed', code: 'defect' },
    },
  }

  test.for(Object.entries(table))(
    'is one line for its beginning and one for being %s',
    async ([, { line, ...overrides }], { db }) => {
      const { lines, task } = await runOnce(db, { ...overrides, subject: () => 'blog:1' })

      const common = { task_id: task.id, task_type: 'note', subject: 'blog:1', attempt: 1 }
      expect(lines).toEqual([
        expect.objectContaining({ ...common, level: 'info', msg: 'task claimed' }),
        expect.objectContaining({ ...common, ...line, duration_ms: expect.any(Number) }),
      ])
    },
  )

  test.for([
    [{ ok: false }, 'debug'],
    [{ ok: true }, 'info'],
  ] as const)(
    'of housekeeping is for debugging where there was nothing to do: %j',
    async ([result, level], { db }) => {
      const { lines } = await runOnce(db, {
        handle: async () => await Promise.resolve({ ...done, result }),
      })

      expect(lines.map((line) => [line['msg'], line['level']])).toEqual([
        ['task claimed', 'debug'],
        ['task done', level],
      ])
    },
  )
})

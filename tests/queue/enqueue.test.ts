import { sql } from 'kysely'
import { z } from 'zod'
import { InvalidInputError } from '../../src/base/errors.ts'
import { TASKS_CHANNEL } from '../../src/queue/channels.ts'
import { claim } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { createQueue } from '../../src/queue/queue.ts'
import type { Db } from '../../src/db/handles.ts'
import { markSent, reserveForBatch } from '../../src/queue/batch.ts'
import { listen } from '../../src/db/listen.ts'
import type { TaskType } from '../../src/queue/task-type.ts'
import {
  aRequest,
  aType,
  describe,
  enqueue,
  expect,
  statusOf,
  taskRow,
  test,
  type Services,
} from './kit.ts'
import { endTask } from '../fixtures/end-task.ts'

const note = aType()
const named = (...names: string[]) => names.map((name) => ({ name }))
const keyed = (...keys: (string | null)[]) => keys.map((key) => ({ name: 'a', key }))

describe('one task', () => {
  test('appears as pending, with what its type says', async ({ db }) => {
    const [task] = await enqueueAll(db, note, named('ada'))

    expect(task).toEqual({ id: expect.any(Number), created: true })
    const row = await taskRow(db, task?.id ?? 0)
    expect(row).toMatchObject({
      task_type: 'note',
      status: 'pending',
      priority: 5,
      payload: { name: 'ada', key: null },
      attempts: 0,
      max_attempts: 3,
      next_retry_at: null,
      dedupe_key: null,
      subject: null,
    })
    expect(row.due_at).toEqual(row.created_at)
  })

  test('carries what it is about', async ({ db }) => {
    const id = await enqueue(db, aType({ subject: ({ name }) => name }), 'blog:1')

    expect((await taskRow(db, id)).subject).toBe('blog:1')
  })

  test('takes the priority and the due time of its caller', async ({ db }) => {
    const dueAt = new Date(Date.now() + 3_600_000)

    const id = await enqueue(db, note, 'a', { priority: 1, dueAt })

    expect(await taskRow(db, id)).toMatchObject({
      priority: 1,
      next_retry_at: dueAt,
      due_at: dueAt,
    })
  })

  test('keeps what is odd in its payload', async ({ db }) => {
    for (const name of [
      '\\u0000',
      "'; drop table scrape_tasks; --",
      '{1,2}',
      'ё\u{1F9FF}\u2028"\n',
    ]) {
      const id = await enqueue(db, note, name)

      expect((await taskRow(db, id)).payload).toEqual({ name, key: null })
    }
  })

  test('may have nothing for a payload', async ({ db }) => {
    const type: TaskType<Services> = { ...note, payload: z.null(), dedupeKey: () => null }

    const [task] = await enqueueAll(db, type, [null])

    expect((await taskRow(db, task?.id ?? 0)).payload).toBeNull()
  })
})

describe('many tasks', () => {
  test('are answered in the order of the call, whatever has a key or a twin', async ({ db }) => {
    const open = await enqueue(db, note, 'a', { key: 'k5' })
    const keys = [null, 'k9', 'k5', null, 'k1', 'k9', null]

    const tasks = await enqueueAll(db, note, keyed(...keys))

    expect(tasks.map((task) => task.created)).toEqual([true, true, false, true, true, false, true])
    expect(tasks[2]?.id).toBe(open)
    expect(tasks[5]?.id).toBe(tasks[1]?.id)
    const rows = await Promise.all(tasks.map((task) => taskRow(db, task.id)))
    expect(rows.map((row) => row.dedupe_key)).toEqual(keys)
    const created = tasks.filter((task) => task.created).map((task) => task.id)
    expect(created).toEqual(created.toSorted((a, b) => a - b))
  })

  test('keep each its own payload', async ({ db }) => {
    const payloads = Array.from({ length: 500 }, (_, n) => ({
      name: `n${n}`,
      key: n % 3 === 0 ? `k${n}` : null,
    }))

    const tasks = await enqueueAll(db, note, payloads)

    const rows = await db.selectFrom('scrape_tasks').select(['id', 'payload']).execute()
    const byId = new Map(rows.map((row) => [row.id, row.payload]))
    expect(tasks.map((task) => byId.get(task.id))).toEqual(payloads)
  })

  test('are one statement and one notification', async ({ db, databaseUrl }) => {
    let notifications = 0
    const listener = await listen({
      url: databaseUrl,
      channels: { [TASKS_CHANNEL]: () => notifications++, end: () => (notifications += 100) },
      onReconnect: () => undefined,
      onError: () => undefined,
    })
    const payloads = Array.from({ length: 300 }, (_, n) => ({ name: 'a', key: `k${n}` }))

    await enqueueAll(db, note, payloads)
    await enqueueAll(db, note, payloads.slice(0, 10))
    await sql`select pg_notify('end', '')`.execute(db)

    await expect.poll(() => notifications).toBeGreaterThanOrEqual(100)
    await listener.close()
    expect(notifications).toBe(102)
    const { rows } = await sql<{ transactions: number }>`
      select count(distinct xmin::text)::int as transactions from scrape_tasks_open`.execute(db)
    expect(rows[0]?.transactions).toBe(1)
  })

  test('may be none', async ({ db }) => {
    expect(await enqueueAll(db, note, [])).toEqual([])
  })
})

describe('a dedupe key', () => {
  test('finds the pending and the running task, but no ended one', async ({ db }) => {
    const first = await enqueue(db, note, 'a', { key: 'k' })
    expect(await enqueueAll(db, note, keyed('k'))).toEqual([{ id: first, created: false }])

    await claim(db, aRequest([note]))
    expect(await statusOf(db, first)).toBe('running')
    expect(await enqueueAll(db, note, keyed('k'))).toEqual([{ id: first, created: false }])

    for (const status of ['done', 'failed', 'cancelled'] as const) {
      await endTask(db, status)
      const [again] = await enqueueAll(db, note, keyed('k'))
      expect(again?.created, status).toBe(true)
    }
  })

  test('belongs to its type', async ({ db }) => {
    const first = await enqueue(db, note, 'a', { key: 'k' })
    const second = await enqueue(db, aType({ name: 'other' }), 'a', { key: 'k' })

    expect(second).not.toBe(first)
  })

  test('gives one task to many callers at once', async ({ db }) => {
    const tasks = await Promise.all(
      Array.from({ length: 10 }, () => enqueueAll(db, note, keyed('k', 'l'))),
    )

    expect(new Set(tasks.map(([task]) => task?.id)).size).toBe(1)
    expect(tasks.filter(([task]) => task?.created)).toHaveLength(1)
    expect(new Set(tasks.map(([, task]) => task?.id)).size).toBe(1)
  })

  test('waits for a twin that is not committed yet, and finds it', async ({ db }) => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const { promise: inserted, resolve: tell } = Promise.withResolvers<number>()
    const first = db.transaction().execute(async (tx) => {
      const [task] = await enqueueAll(tx, note, keyed('k'))
      tell(task?.id ?? 0)
      await held
    })
    const id = await inserted
    const second = enqueueAll(db, note, keyed('j', 'k', 'k'))
    await expect
      .poll(async () => {
        const { rows } = await sql<{ n: number }>`
          select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
        return rows[0]?.n
      })
      .toBe(1)
    letGo()
    await first

    expect(await second).toEqual([
      { id: expect.any(Number), created: true },
      { id, created: false },
      { id, created: false },
    ])
  })

  test('does not make callers with the same keys in another order wait for each other', async ({
    db,
  }) => {
    const keys = Array.from({ length: 400 }, (_, n) => `k${n}`)

    const calls = Array.from({ length: 8 }, (_, n) =>
      enqueueAll(db, note, keyed(...(n % 2 === 0 ? keys : keys.toReversed()))),
    )

    const ids = new Set((await Promise.all(calls)).flat().map((task) => task.id))
    expect(ids.size).toBe(400)
  })
})

describe('a task that is asked for again', () => {
  const priorityOf = async (db: Db, id: number) => (await taskRow(db, id)).priority

  test('takes the more urgent of both priorities, alone or among many', async ({ db }) => {
    const one = await enqueue(db, note, 'a', { key: 'k1', priority: 8 })
    const two = await enqueue(db, note, 'a', { key: 'k2', priority: 8 })
    const urgent = await enqueue(db, note, 'a', { key: 'k3', priority: 1 })

    await enqueueAll(db, note, keyed('k1'), { priority: 3 })
    await enqueueAll(db, note, keyed('new', 'k3', 'k2', 'k2'), { priority: 4 })
    await enqueueAll(db, note, keyed('k1'))

    expect(await priorityOf(db, one)).toBe(3)
    expect(await priorityOf(db, two)).toBe(4)
    expect(await priorityOf(db, urgent)).toBe(1)
  })

  test('is claimed before those that it had to wait for', async ({ db }) => {
    const [waiting] = await enqueueAll(db, note, keyed('k'), { priority: 8 })
    await enqueueAll(db, note, keyed('a', 'b'), { priority: 5 })
    await enqueueAll(db, note, keyed('k'), { priority: 3 })

    const [first] = await claim(db, aRequest([note], { limit: 1 }))

    expect(first?.id).toBe(waiting?.id)
  })

  test('waits for its next try as before', async ({ db }) => {
    const dueAt = new Date(Date.now() + 3_600_000)
    const id = await enqueue(db, note, 'a', { key: 'k', priority: 8, dueAt })

    await enqueueAll(db, note, keyed('k'), { priority: 1 })

    expect(await taskRow(db, id)).toMatchObject({ priority: 1, due_at: dueAt })
  })

  test('stays as it is while it runs, in the hands of a worker or of a batch', async ({ db }) => {
    const running = await enqueue(db, note, 'a', { key: 'k', priority: 8 })
    await claim(db, aRequest([note]))
    const { handle: _handle, ...gathered } = aType({ name: 'gathered' })
    const sent = await enqueue(db, gathered, 'a', { key: 'k', priority: 8 })
    const batch = await db
      .insertInto('ai_batches')
      .values({ kind: 'creator_insights', model: 'm', request_count: 1 })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .transaction()
      .execute((tx) => reserveForBatch(tx, { taskType: 'gathered', batchId: batch.id, limit: 1 }))
    await db.transaction().execute((tx) => markSent(tx, batch.id))

    await enqueueAll(db, { ...note, upgradesPayload: () => true }, keyed('k'), { priority: 1 })
    await enqueueAll(db, gathered, keyed('k'), { priority: 1 })

    expect(await priorityOf(db, running)).toBe(8)
    expect(await priorityOf(db, sent)).toBe(8)
  })

  test('gets the payload that asks for more, and keeps it against one that asks for less', async ({
    db,
  }) => {
    const longer = aType({ upgradesPayload: (asked, open) => asked.name.length > open.name.length })
    const id = await enqueue(db, longer, 'ada', { key: 'k', priority: 2 })

    await enqueueAll(db, longer, [{ name: 'ada lovelace', key: 'k' }], { priority: 8 })
    await enqueueAll(db, longer, [{ name: 'al', key: 'k' }])

    expect(await taskRow(db, id)).toMatchObject({
      payload: { name: 'ada lovelace', key: 'k' },
      priority: 2,
    })
  })

  test('keeps its payload when the type does not say that one asks for more', async ({ db }) => {
    const id = await enqueue(db, note, 'ada', { key: 'k', priority: 8 })

    await enqueueAll(db, note, [{ name: 'ada lovelace', key: 'k' }], { priority: 1 })

    expect((await taskRow(db, id)).payload).toEqual({ name: 'ada', key: 'k' })
  })

  test('does not make callers in another order wait for each other', async ({ db }) => {
    const keys = Array.from({ length: 400 }, (_, n) => `k${n}`)
    await enqueueAll(db, note, keyed(...keys), { priority: 10 })

    const calls = Array.from({ length: 8 }, (_, n) =>
      enqueueAll(db, note, keyed(...(n % 2 === 0 ? keys : keys.toReversed()), `own${n}`), {
        priority: 9 - n,
      }),
    )
    await Promise.all(calls)

    const { rows } = await sql<{ priority: number }>`
      select distinct priority from scrape_tasks_open where dedupe_key like 'k%'`.execute(db)
    expect(rows).toEqual([{ priority: 2 }])
  })
})

describe('a payload that does not fit', () => {
  const problemsOf = async (promise: Promise<unknown>) => {
    const error = await promise.catch((thrown: unknown) => thrown)
    if (!(error instanceof InvalidInputError)) throw new Error('expected an InvalidInputError')
    return error.problems.map((problem) => problem.field)
  }

  test('is refused with the path of each faulty field', async ({ db }) => {
    expect(await problemsOf(enqueueAll(db, note, [{ name: '', key: 3 }]))).toEqual([
      'payload.name',
      'payload.key',
    ])
  })

  test('is told by its place, and nothing of the call is enqueued', async ({ db }) => {
    const payloads = [...named('a', 'b'), { name: 7 }]

    expect(await problemsOf(enqueueAll(db, note, payloads))).toEqual(['payload[2].name'])
    expect(await db.selectFrom('scrape_tasks').select('id').execute()).toEqual([])
  })

  test.for(['\0', 'half a pair \ud83d', '\udc00'])(
    'cannot hold %j, which has no place in a database',
    async (name, { db }) => {
      expect(await problemsOf(enqueueAll(db, note, named(name)))).toEqual(['payload.name'])
    },
  )
})

test('what a rolled back transaction enqueued is not there', async ({ db }) => {
  const rolledBack = db.transaction().execute(async (tx) => {
    await enqueueAll(tx, note, named('a'))
    throw new Error('rolled back')
  })

  await expect(rolledBack).rejects.toThrow('rolled back')
  expect(await db.selectFrom('scrape_tasks').select('id').execute()).toEqual([])
})

describe('the queue', () => {
  test('refuses two types of one name', () => {
    expect(() => createQueue([note, aType()], () => undefined)).toThrow('same name')
  })

  test('refuses a type that it does not know', async ({ db }) => {
    const queue = createQueue([note], () => undefined)
    const unknown = aType({ name: 'unknown' })

    await expect(queue.enqueue(db, unknown, { name: 'a' })).rejects.toThrow(InvalidInputError)
    await expect(queue.enqueueMany(db, unknown, [])).rejects.toThrow(InvalidInputError)
  })

  test('enqueues in the transaction it is given', async ({ db }) => {
    const queue = createQueue([note], () => undefined)

    const { id } = await db
      .transaction()
      .execute((tx) => queue.enqueue(tx, aType(), { name: 'ada' }))

    expect((await taskRow(db, id)).payload).toEqual({ name: 'ada', key: null })
  })
})

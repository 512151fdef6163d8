import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { listen } from '../../src/db/listen.ts'
import { features } from '../../src/features/index.ts'
import { reserveForBatch } from '../../src/queue/batch.ts'
import { TASKS_CHANNEL } from '../../src/queue/channels.ts'
import { claim } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { aRequest, aType, describe, enqueue, expect, statusOf, test as base } from './kit.ts'

// What other queues on PostgreSQL suffer from, as far as no other test is about it.

const NEVER_MS = 600_000
const note = aType()
const payloads = (count: number) => Array.from({ length: count }, () => ({ name: 'a' }))

const endedCount = async (db: Db): Promise<number> => {
  const { count } = await db
    .selectFrom('scrape_tasks_ended')
    .select((select) => select.cast<number>(select.fn.countAll(), 'integer').as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** A gauge that counts how often a worker looks for tasks. */
function aLookCounter() {
  const counter = { looks: 0 }
  const gauge = async () => {
    counter.looks += 1
    return await Promise.resolve({ free: 1, nextFreeAt: null })
  }
  return { counter, gauges: { openai: gauge } }
}

/** `test` with a database whose planner knows nothing but nested loops. */
const test = base.extend<{ loops: Db }>({
  loops: async ({ databaseUrl }, use) => {
    const url = new URL(databaseUrl)
    const off = ['hashjoin', 'mergejoin', 'hashagg', 'material', 'memoize', 'bitmapscan']
    url.searchParams.set('options', off.map((what) => `-c enable_${what}=off`).join(' '))
    // A plus sign is itself in an address of libpq.
    const db = openDatabase({
      url: url.href.replaceAll('+', '%20'),
      max: 5,
      onIdleError: () => undefined,
    })
    await use(db)
    await db.destroy()
  },
})

describe('a limit holds whatever plan is chosen', () => {
  test('for claims', async ({ loops }) => {
    expect(
      (await sql<{ enable_hashjoin: string }>`show enable_hashjoin`.execute(loops)).rows,
    ).toEqual([{ enable_hashjoin: 'off' }])
    await enqueueAll(loops, note, payloads(500))

    expect(await claim(loops, aRequest([note], { limit: 7 }))).toHaveLength(7)
    const { rows } = await sql`select from scrape_tasks where status = 'running'`.execute(loops)
    expect(rows).toHaveLength(7)
  })

  test('for batches', async ({ loops }) => {
    const { handle: _handle, ...gathered } = aType({ name: 'gathered' })
    await enqueueAll(loops, gathered, payloads(500))
    const { id: batchId } = await loops
      .insertInto('ai_batches')
      .values({ kind: 'creator_insights', model: 'm', request_count: 1 })
      .returning('id')
      .executeTakeFirstOrThrow()

    const reserved = await loops
      .transaction()
      .execute((tx) => reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 7 }))

    expect(reserved).toHaveLength(7)
    const { rows } = await sql`select from scrape_tasks_open where batch_id is not null`.execute(
      loops,
    )
    expect(rows).toHaveLength(7)
  })
})

describe('a worker that never looks by itself', () => {
  test('goes on as soon as a slot is free', async ({ db, run }) => {
    await enqueueAll(db, note, payloads(100))

    run([note], { slots: 1, pollMs: NEVER_MS })

    await expect.poll(async () => await endedCount(db)).toBe(100)
  })

  test('goes on as soon as a type may run again', async ({ db, run }) => {
    const single = aType({ limit: { max: 1, key: () => 'one' } })
    await enqueueAll(db, single, payloads(50))

    run([single], { slots: 5, pollMs: NEVER_MS })

    await expect.poll(async () => await endedCount(db)).toBe(50)
  })
})

describe('waking', () => {
  test('a worker a thousand times at once makes it look a few times', async ({ db, run }) => {
    const { counter, gauges } = aLookCounter()
    const { wakeSignal } = run([note], { pollMs: NEVER_MS, gauges })
    await expect.poll(() => counter.looks).toBe(1)

    const id = await enqueue(db, note)
    for (let n = 0; n < 1_000; n += 1) wakeSignal.notify()

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(counter.looks).toBeLessThan(6)
  })

  test('takes a few notifications for thousands of tasks, from their beginning to their end', async ({
    db,
    databaseUrl,
    run,
  }) => {
    const notifications = { tasks: 0 }
    const listener = await listen({
      url: databaseUrl,
      channels: { [TASKS_CHANNEL]: () => (notifications.tasks += 1) },
      onReconnect: () => undefined,
      onError: () => undefined,
    })
    await enqueueAll(db, note, payloads(5_000))

    run([note], { slots: 10, pollMs: NEVER_MS })

    await expect.poll(async () => await endedCount(db)).toBe(5_000)
    await sql`select pg_notify(${TASKS_CHANNEL}, 'last')`.execute(db)
    await expect.poll(() => notifications.tasks).toBeGreaterThan(1)
    await listener.close()
    // One for the enqueue, one of ours, and those of tasks that were claimed ahead and given back: two a second.
    expect(notifications.tasks).toBeLessThan(50)
  })
})

test('what gramd does is brought back within a minute of its worker falling silent', () => {
  const types = features.flatMap((feature) => feature.tasks)
  expect(types.length).toBeGreaterThan(5)
  for (const { name, leaseMs } of types) expect(leaseMs, name).toBeLessThanOrEqual(60_000)
})

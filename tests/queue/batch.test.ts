import { sql } from 'kysely'
import type { Db, Tx } from '../../src/db/handles.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import {
  markSent,
  releaseFromBatch,
  reserveForBatch,
  settleBatch,
  waitingForBatch,
  type BatchEnd,
} from '../../src/queue/batch.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { cancelTask } from '../../src/queue/care/lifecycle.ts'
import type { Release, TaskType } from '../../src/queue/task-type.ts'
import {
  aType,
  describe,
  enqueue,
  eventsOf,
  expect,
  taskRow,
  test,
  typesOf,
  type Services,
} from './kit.ts'

const MINUTE = 60_000
const { handle: _handle, ...gathered } = aType({ name: 'gathered' })
const inTransaction = async <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  await db.transaction().execute(work)

async function aBatch(db: Db): Promise<string> {
  const { id } = await db
    .insertInto('ai_batches')
    .values({ kind: 'creator_insights', model: 'm', request_count: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A batch that was sent with `count` tasks. */
async function aSentBatch(db: Db, count: number): Promise<{ batchId: string; ids: number[] }> {
  const batchId = await aBatch(db)
  const tasks = await enqueueAll(
    db,
    gathered,
    Array.from({ length: count }, () => ({ name: 'a' })),
  )
  await inTransaction(db, async (tx) => {
    await reserveForBatch(tx, { taskType: 'gathered', batchId, limit: count })
    await markSent(tx, batchId)
  })
  return { batchId, ids: tasks.map((task) => task.id) }
}

const settle = async (
  db: Db,
  batchId: string,
  ends: readonly BatchEnd[],
  type: TaskType<Services> = gathered,
) => await inTransaction(db, (tx) => settleBatch(tx, type, batchId, ends))

const doneWith = (taskId: number, result: unknown): BatchEnd => ({
  taskId,
  end: { kind: 'done', result },
})
const failedWith = (taskId: number, message = 'cut off'): BatchEnd => ({
  taskId,
  end: { kind: 'failed_attempt', code: 'bad_row', message },
})

describe('gathering', () => {
  test('counts the due tasks that are in no batch, and knows the oldest', async ({ db }) => {
    expect(await waitingForBatch(db, 'gathered')).toEqual({ count: 0, oldest: null })
    const oldest = new Date(Date.now() - 30 * MINUTE)
    await enqueue(db, aType({ name: 'gathered' }), 'a', { dueAt: oldest })
    await enqueueAll(db, gathered, [{ name: 'b' }, { name: 'c' }])
    await enqueueAll(db, gathered, [{ name: 'd' }], { dueAt: new Date(Date.now() + MINUTE) })
    await enqueue(db, aType())

    expect(await waitingForBatch(db, 'gathered')).toEqual({ count: 3, oldest })
  })

  test('reserves the first due tasks, which stay pending', async ({ db }) => {
    const batchId = await aBatch(db)
    const [a, b, c] = await enqueueAll(db, gathered, [{ name: 'a' }, { name: 'b' }, { name: 'c' }])
    await sql`update scrape_tasks_open set priority = 1 where id = ${c?.id}`.execute(db)

    const reserved = await inTransaction(db, (tx) =>
      reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 2 }),
    )

    expect(reserved).toEqual([
      {
        id: a?.id,
        subject: null,
        payload: { name: 'a', key: null },
        waitingSince: expect.any(Date),
      },
      {
        id: c?.id,
        subject: null,
        payload: { name: 'c', key: null },
        waitingSince: expect.any(Date),
      },
    ])
    expect(await taskRow(db, a?.id ?? 0)).toMatchObject({ status: 'pending', batch_id: batchId })
    expect(await taskRow(db, b?.id ?? 0)).toMatchObject({ status: 'pending', batch_id: null })
    expect((await waitingForBatch(db, 'gathered')).count).toBe(1)
  })

  test('never puts one task into two batches', async ({ db }) => {
    await enqueueAll(
      db,
      gathered,
      Array.from({ length: 100 }, () => ({ name: 'a' })),
    )

    const reserved = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const batchId = await aBatch(db)
        return await inTransaction(db, (tx) =>
          reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 100 }),
        )
      }),
    )

    const ids = reserved.flat().map((task) => task.id)
    expect(ids).toHaveLength(100)
    expect(new Set(ids).size).toBe(100)
  })
})

describe('a batch that is sent', () => {
  test('has its tasks running, without a lease', async ({ db }) => {
    const { batchId, ids } = await aSentBatch(db, 2)

    expect(await taskRow(db, ids[0] ?? 0)).toMatchObject({
      status: 'running',
      batch_id: batchId,
      lease_until: null,
    })
    expect(await eventsOf(db, ids[0] ?? 0)).toEqual(['sent'])
    expect(await inTransaction(db, (tx) => markSent(tx, batchId))).toBe(0)
  })

  test('runs nothing that was cancelled before', async ({ db }) => {
    const batchId = await aBatch(db)
    const [a, b] = await enqueueAll(db, gathered, [{ name: 'a' }, { name: 'b' }])
    await inTransaction(db, (tx) =>
      reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 2 }),
    )
    await cancelTask(db, typesOf(gathered), a?.id ?? 0)

    expect(await inTransaction(db, (tx) => markSent(tx, batchId))).toBe(1)
    expect((await taskRow(db, a?.id ?? 0)).status).toBe('cancelled')
    expect((await taskRow(db, b?.id ?? 0)).status).toBe('running')
  })
})

describe('releasing', () => {
  test('puts the named tasks back without counting an attempt', async ({ db }) => {
    const { batchId, ids } = await aSentBatch(db, 3)
    const [first = 0, second = 0] = ids

    expect(await inTransaction(db, (tx) => releaseFromBatch(tx, batchId, [first]))).toBe(1)

    expect(await taskRow(db, first)).toMatchObject({
      status: 'pending',
      batch_id: null,
      attempts: 0,
    })
    expect(await eventsOf(db, first)).toEqual(['sent', 'requeued'])
    expect(await taskRow(db, second)).toMatchObject({ status: 'running', batch_id: batchId })
    expect((await waitingForBatch(db, 'gathered')).count).toBe(1)
  })

  test('of what is unfinished leaves what has ended, and does nothing the second time', async ({
    db,
  }) => {
    const { batchId, ids } = await aSentBatch(db, 3)
    await settle(db, batchId, [doneWith(ids[0] ?? 0, {})])
    const release = () => inTransaction(db, (tx) => releaseFromBatch(tx, batchId, 'unfinished'))

    expect(await release()).toBe(2)
    expect(await release()).toBe(0)
    expect((await taskRow(db, ids[0] ?? 0)).status).toBe('done')
  })

  test('touches no task that has meanwhile gone into another batch', async ({ db }) => {
    const { batchId, ids } = await aSentBatch(db, 1)
    await inTransaction(db, (tx) => releaseFromBatch(tx, batchId, 'unfinished'))
    const next = await aBatch(db)
    await inTransaction(db, (tx) =>
      reserveForBatch(tx, { taskType: 'gathered', batchId: next, limit: 1 }),
    )

    expect(await inTransaction(db, (tx) => releaseFromBatch(tx, batchId, ids))).toBe(0)
    expect((await taskRow(db, ids[0] ?? 0)).batch_id).toBe(next)
  })
})

describe('settling', () => {
  test('ends each task as its row did', async ({ db }) => {
    const { batchId, ids } = await aSentBatch(db, 3)
    const [first = 0, second = 0, third = 0] = ids

    const moved = await settle(db, batchId, [
      doneWith(first, { text: 'a\0' }),
      failedWith(second, 'cut\0off'),
    ])

    expect(moved).toEqual({ done: [first], retried: [second], failed: [] })
    const done = await taskRow(db, first)
    expect(done).toMatchObject({ status: 'done', result: { text: 'a\ufffd' }, batch_id: batchId })
    expect(done.completed_at).not.toBeNull()
    expect(await eventsOf(db, first)).toEqual(['sent', 'done'])
    expect(await taskRow(db, second)).toMatchObject({
      status: 'pending',
      attempts: 1,
      batch_id: null,
      error_code: 'bad_row',
      error_message: 'cut\ufffdoff',
    })
    expect(await eventsOf(db, second)).toEqual(['sent', 'retried'])
    expect((await taskRow(db, third)).status).toBe('running')
  })

  test('twice changes nothing the second time', async ({ db }) => {
    const { batchId, ids } = await aSentBatch(db, 2)
    const ends = [doneWith(ids[0] ?? 0, { n: 1 }), failedWith(ids[1] ?? 0)]
    await settle(db, batchId, ends)
    const rows = await Promise.all(ids.map((id) => taskRow(db, id)))

    expect(await settle(db, batchId, ends)).toEqual({ done: [], retried: [], failed: [] })
    expect(await Promise.all(ids.map((id) => taskRow(db, id)))).toEqual(rows)
  })

  test('leaves tasks of other batches, cancelled ones and none at all alone', async ({ db }) => {
    const one = await aSentBatch(db, 1)
    const other = await aSentBatch(db, 1)
    await cancelTask(db, typesOf(gathered), one.ids[0] ?? 0)

    const ends = [...one.ids, ...other.ids].map((id) => doneWith(id, {}))

    expect(await settle(db, one.batchId, ends)).toEqual({ done: [], retried: [], failed: [] })
    expect(await settle(db, one.batchId, [])).toEqual({ done: [], retried: [], failed: [] })
    expect((await taskRow(db, other.ids[0] ?? 0)).status).toBe('running')
  })

  test('counts failed attempts, waits after each as the type says, and ends the last one', async ({
    db,
  }) => {
    const told: Release[] = []
    const type = {
      ...gathered,
      onRelease: async (_: Tx, all: readonly Release[]) =>
        await Promise.resolve(void told.push(...all)),
    }
    const [task] = await enqueueAll(db, gathered, [{ name: 'a' }])
    const id = task?.id ?? 0

    for (const [attempt, minutes] of [5, 15, 0].entries()) {
      const batchId = await aBatch(db)
      await inTransaction(db, async (tx) => {
        await reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 1 })
        await markSent(tx, batchId)
      })
      const moved = await settle(db, batchId, [failedWith(id)], type)
      const row = await taskRow(db, id)
      expect(row.attempts).toBe(attempt + 1)
      if (minutes === 0) {
        expect(moved).toEqual({ done: [], retried: [], failed: [id] })
        expect(row).toMatchObject({ status: 'failed', error_code: 'bad_row', batch_id: batchId })
      } else {
        const { rows } = await sql<{ seconds: number }>`
          select extract(epoch from next_retry_at - world_now())::float8 as seconds from scrape_tasks`.execute(
          db,
        )
        expect(rows[0]?.seconds).toBeGreaterThan(minutes * 60 - 30)
        expect(rows[0]?.seconds).toBeLessThanOrEqual(minutes * 60)
        await advanceWorldTime(db, minutes * MINUTE)
      }
    }

    expect(told.map((departure) => departure.status)).toEqual(['pending', 'pending', 'failed'])
    expect(await eventsOf(db, id)).toEqual(['sent', 'retried', 'sent', 'retried', 'sent', 'failed'])
  })

  test('writes with the transaction that reads the results, or not at all', async ({ db }) => {
    const { batchId, ids } = await aSentBatch(db, 1)

    const settling = inTransaction(db, async (tx) => {
      await settleBatch(tx, gathered, batchId, [doneWith(ids[0] ?? 0, {})])
      throw new Error('rolled back')
    })

    await expect(settling).rejects.toThrow('rolled back')
    expect((await taskRow(db, ids[0] ?? 0)).status).toBe('running')
  })
})

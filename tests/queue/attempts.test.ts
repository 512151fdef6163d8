import { sql } from 'kysely'
import { TransientError } from '../../src/base/errors.ts'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { markSent, releaseFromBatch, reserveForBatch, settleBatch } from '../../src/queue/batch.ts'
import { claim } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { execute } from '../../src/queue/worker/execute.ts'
import { cancelTask, retryTask, retryTasks } from '../../src/queue/care/lifecycle.ts'
import { MAX_LOST_LEASES, rescueExpired } from '../../src/queue/care/rescue.ts'
import type { TaskType } from '../../src/queue/task-type.ts'
import {
  aBench,
  aClaimedTask,
  aRequest,
  aType,
  describe,
  endLease,
  enqueue,
  expect,
  test,
  typesOf,
  type Services,
} from './kit.ts'

const MINUTE = 60_000
const note = aType()
const { handle: _handle, ...gathered } = aType({ name: 'gathered' })
const failing = aType({ handle: () => Promise.reject(new TransientError('down')) })
const snoozing = aType({
  handle: async () =>
    await Promise.resolve({
      kind: 'snooze',
      until: new Date(Date.now() + MINUTE),
      code: 'later',
      message: 'not yet',
    }),
})
const types = typesOf(note, gathered)

/** The attempts of a task as people see them, oldest first. */
const attemptsOf = async (db: Db, id: number) =>
  await db
    .selectFrom('task_attempts')
    .select(['outcome', 'owner', 'error_code', 'error_message'])
    .select(sql<number>`extract(epoch from took)::float8`.as('seconds'))
    .where('task_id', '=', id)
    .orderBy('ended_at')
    .execute()

/** Claims a task and lets it run for a minute of world time. */
async function anAttempt(db: Db, type: TaskType<Services>, id: number): Promise<void> {
  const [task] = await claim(db, aRequest([type], { limit: 1 }))
  if (task?.id !== id) throw new Error('another task was claimed')
  await advanceWorldTime(db, MINUTE)
  await execute(aBench(db), type, task, { abort: new AbortController() })
}

/** A task of a batch that was sent a minute of world time ago. */
async function aSentTask(db: Db): Promise<{ id: number; batchId: string }> {
  const [task] = await enqueueAll(db, gathered, [{ name: 'a' }])
  return { id: task?.id ?? 0, batchId: await send(db) }
}

async function send(db: Db): Promise<string> {
  const { id: batchId } = await db
    .insertInto('ai_batches')
    .values({ kind: 'creator_insights', model: 'm', request_count: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.transaction().execute(async (tx) => {
    await reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 1 })
    await markSent(tx, batchId)
  })
  await advanceWorldTime(db, MINUTE)
  return batchId
}

const settle = async (db: Db, batchId: string, taskId: number, kind: 'done' | 'failed_attempt') =>
  await db.transaction().execute(async (tx) => {
    const end =
      kind === 'done'
        ? { kind, result: { ok: true } }
        : { kind, code: 'cut_off', message: 'too long' }
    return await settleBatch(tx, gathered, batchId, [{ taskId, end }])
  })

const release = async (db: Db, batchId: string) =>
  await db.transaction().execute((tx) => releaseFromBatch(tx, batchId, 'unfinished'))

const aMinute = { seconds: expect.closeTo(60, -1) }

describe('the attempts of a task', () => {
  test('tell of each who made it, how long it took, and how it ended', async ({ db }) => {
    const id = await enqueue(db, note)
    await anAttempt(db, snoozing, id)
    await advanceWorldTime(db, 2 * MINUTE)
    await anAttempt(db, failing, id)
    await advanceWorldTime(db, 6 * MINUTE)
    await anAttempt(db, note, id)

    expect(await attemptsOf(db, id)).toEqual([
      {
        ...aMinute,
        owner: 'worker',
        outcome: 'snoozed',
        error_code: 'later',
        error_message: 'not yet',
      },
      {
        ...aMinute,
        owner: 'worker',
        outcome: 'retried',
        error_code: 'transient',
        error_message: 'down',
      },
      { ...aMinute, owner: 'worker', outcome: 'done', error_code: null, error_message: null },
    ])
  })

  test('tell once of the one that failed it', async ({ db }) => {
    const id = await enqueue(db, aType({ attempts: 1 }))
    await anAttempt(db, failing, id)

    expect(await attemptsOf(db, id)).toMatchObject([
      { ...aMinute, owner: 'worker', outcome: 'failed', error_code: 'transient' },
    ])
  })

  test('tell of the one that was cancelled, also after a retry, and of none that never was', async ({
    db,
  }) => {
    const { id } = await aClaimedTask(db, note)
    await advanceWorldTime(db, MINUTE)
    await cancelTask(db, types, id)
    const never = await enqueue(db, note)
    await cancelTask(db, types, never)
    const cancelled = [{ ...aMinute, owner: 'worker', outcome: 'cancelled' }]
    expect(await attemptsOf(db, id)).toMatchObject(cancelled)
    expect(await attemptsOf(db, never)).toEqual([])

    await retryTask(db, id)
    expect(await attemptsOf(db, id)).toMatchObject(cancelled)
    await retryTask(db, never)
    expect(await attemptsOf(db, never)).toEqual([])
  })

  test('tell of those whose worker died', async ({ db }) => {
    const { id } = await aClaimedTask(db, note)
    await advanceWorldTime(db, MINUTE)
    await endLease(db, id)
    await rescueExpired(db, types)
    await claim(db, aRequest([note], { owner: 'second' }))
    await advanceWorldTime(db, MINUTE)
    await endLease(db, id)
    await sql`update scrape_tasks_open set lost_leases = ${MAX_LOST_LEASES - 1}`.execute(db)

    await rescueExpired(db, types)

    expect(await attemptsOf(db, id)).toMatchObject([
      { ...aMinute, owner: 'worker', outcome: 'lost', error_code: null },
      { ...aMinute, owner: 'second', outcome: 'lost', error_code: null },
    ])
  })

  test('tell of those that batches made', async ({ db }) => {
    const { id, batchId: first } = await aSentTask(db)
    await release(db, first)
    const second = await send(db)
    await settle(db, second, id, 'failed_attempt')
    await advanceWorldTime(db, 6 * MINUTE)
    const third = await send(db)
    await settle(db, third, id, 'done')

    expect(await attemptsOf(db, id)).toMatchObject([
      { ...aMinute, owner: `batch ${first}`, outcome: 'snoozed', error_code: 'batch_unfinished' },
      { ...aMinute, owner: `batch ${second}`, outcome: 'retried', error_code: 'cut_off' },
      { ...aMinute, owner: `batch ${third}`, outcome: 'done', error_code: null },
    ])
  })

  test('tell of the one that failed or was cancelled in a batch', async ({ db }) => {
    const failed = await aSentTask(db)
    await sql`update scrape_tasks_open set attempts = 2`.execute(db)
    await settle(db, failed.batchId, failed.id, 'failed_attempt')
    const cancelled = await aSentTask(db)
    await cancelTask(db, types, cancelled.id)

    expect(await attemptsOf(db, failed.id)).toMatchObject([
      { ...aMinute, owner: `batch ${failed.batchId}`, outcome: 'failed', error_code: 'cut_off' },
    ])
    expect(await attemptsOf(db, cancelled.id)).toMatchObject([
      { ...aMinute, owner: `batch ${cancelled.batchId}`, outcome: 'cancelled' },
    ])
  })

  test('tell nothing of a batch that was never sent', async ({ db }) => {
    const [task] = await enqueueAll(db, gathered, [{ name: 'a' }])
    const { id: batchId } = await db
      .insertInto('ai_batches')
      .values({ kind: 'creator_insights', model: 'm', request_count: 1 })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .transaction()
      .execute((tx) => reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 1 }))

    await release(db, batchId)

    expect(await attemptsOf(db, task?.id ?? 0)).toEqual([])
  })
})

/** The ways to end an attempt of the one task that is open. */
const ways: Record<string, (db: Db) => Promise<unknown>> = {
  retry: async (db) => await anAttempt(db, failing, await enqueue(db, note)),
  snooze: async (db) => await anAttempt(db, snoozing, await enqueue(db, note)),
  'final failure': async (db) =>
    await anAttempt(db, failing, await enqueue(db, aType({ attempts: 1 }))),
  'lease that a rescue found ended': async (db) => {
    const { id } = await aClaimedTask(db, note)
    await endLease(db, id)
    await rescueExpired(db, types)
  },
  'failed row of a batch': async (db) => {
    const { id, batchId } = await aSentTask(db)
    await settle(db, batchId, id, 'failed_attempt')
  },
  'batch that ended without it': async (db) => {
    const { batchId } = await aSentTask(db)
    await release(db, batchId)
  },
  'retry after it was cancelled': async (db) => {
    const { id } = await aClaimedTask(db, note)
    await cancelTask(db, types, id)
    await retryTasks(db, { status: 'cancelled', limit: 1 })
  },
}

describe('of a task that has been tried very often', () => {
  test.for(Object.keys(ways))('twenty attempts are kept after a %s', async (way, { db }) => {
    // Of this task and of its neighbours, which are none of its business.
    await sql`insert into past_attempts (task_id, outcome)
      select task_id, 'snoozed' from generate_series(1, 25) n, generate_series(0, 2) task_id`.execute(
      db,
    )

    await ways[way]?.(db)

    const { rows } = await sql<{ task_id: number; kept: number; newest: number; first: number }>`
      select task_id, count(*)::int as kept, min(id) as first, max(id) as newest
      from past_attempts group by task_id order by task_id`.execute(db)
    expect(rows.map(({ task_id, kept }) => [task_id, kept])).toEqual([
      [0, 25],
      [1, 20],
      [2, 25],
    ])
    expect(rows[1]?.newest).toBe(76)
  })
})

test.for(['analyzed', 'analyzed while empty'])(
  'forgetting the oldest attempts reads them by index, %s',
  async (state, { db }) => {
    const analyze = sql`analyze past_attempts`
    if (state === 'analyzed while empty') await analyze.execute(db)
    await sql`alter table past_attempts set (autovacuum_enabled = off)`.execute(db)
    await sql`insert into past_attempts (task_id, outcome)
      select 2 + n % 5000, 'snoozed' from generate_series(1, 100000) n`.execute(db)
    if (state === 'analyzed') await analyze.execute(db)
    const { id, batchId } = await aSentTask(db)
    const scans = async () => {
      await sql`select pg_stat_force_next_flush()`.execute(db)
      const { rows } = await sql<{ scans: number; index: number }>`
        select seq_scan::int as scans, idx_scan::int as index from pg_stat_all_tables
        where relid = 'past_attempts'::regclass`.execute(db)
      return rows[0]
    }
    const before = await scans()

    await settle(db, batchId, id, 'failed_attempt')

    // Other connections of the pool have statistics of their own that they report late.
    await expect.poll(async () => (await scans())?.index).toBeGreaterThan(before?.index ?? 0)
    expect((await scans())?.scans).toBe(before?.scans)
  },
)

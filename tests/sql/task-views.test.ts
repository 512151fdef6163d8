import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { markSent, reserveForBatch } from '../../src/queue/batch.ts'
import { claim } from '../../src/queue/claim.ts'
import { aRequest, aType, describe, endLease, enqueue, expect, test } from '../queue/kit.ts'
import { aBatch, view, type Row } from './kit.ts'

const note = aType()
const gathered = aType({ name: 'gathered' })
const HOUR = 3_600_000

const inAnHour = (): Date => new Date(Date.now() + HOUR)

async function aSentBatch(db: Db, count: number): Promise<string> {
  for (let n = 0; n < count; n += 1) await enqueue(db, gathered)
  const batchId = await aBatch(db)
  await db.transaction().execute(async (tx) => {
    await reserveForBatch(tx, { taskType: 'gathered', batchId, limit: count })
    await markSent(tx, batchId)
  })
  return batchId
}

describe('derived.task_counts', () => {
  const counts = async (db: Db): Promise<Row[]> => await view(db, 'task_counts')

  test('tells how many tasks of a type wait, are due, run and have ended, and since when', async ({
    db,
  }) => {
    await enqueue(db, note)
    await enqueue(db, note, 'b', { dueAt: new Date('2026-01-01T00:00:00Z') })
    await enqueue(db, note, 'later', { dueAt: inAnHour() })
    await enqueue(db, note, 'first', { priority: 1 })
    await claim(db, aRequest([note], { limit: 1 }))
    await sql`insert into scrape_tasks_ended (id, created_at, task_type, priority, status)
      values (101, now(), 'note', 3, 'done'), (102, now(), 'note', 3, 'failed'), (103, now(), 'note', 3, 'failed'),
        (104, now(), 'old', 3, 'cancelled')`.execute(db)

    expect(await counts(db)).toEqual([
      expect.objectContaining({ task_type: 'note', status: 'done', count: 1, due: null }),
      expect.objectContaining({ task_type: 'note', status: 'failed', count: 2 }),
      {
        task_type: 'note',
        status: 'pending',
        count: 3,
        due: 2,
        oldest_at: new Date('2026-01-01T00:00:00Z'),
        capped: false,
        estimate: null,
      },
      expect.objectContaining({
        task_type: 'note',
        status: 'running',
        count: 1,
        oldest_at: expect.any(Date),
      }),
      expect.objectContaining({ task_type: 'old', status: 'cancelled', count: 1, capped: false }),
    ])
  })

  test('counts what is in a batch as waiting until it is sent', async ({ db }) => {
    await enqueue(db, gathered)
    const batchId = await aBatch(db)
    await db
      .transaction()
      .execute(async (tx) => await reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 1 }))
    expect(await counts(db)).toMatchObject([
      { status: 'pending', count: 1, due: 0, oldest_at: null },
    ])

    await db.transaction().execute(async (tx) => await markSent(tx, batchId))

    expect(await counts(db)).toMatchObject([{ status: 'running', count: 1 }])
  })

  test('counts no further than 20,000 of a type, and says about how many there are', async ({
    db,
  }) => {
    await sql`insert into scrape_tasks_open (task_type, priority) select 'note', 3 from generate_series(1, 20500)`.execute(
      db,
    )
    await sql`insert into scrape_tasks_open (task_type, priority) select 'few', 3 from generate_series(1, 500)`.execute(
      db,
    )
    await sql`analyze scrape_tasks_open`.execute(db)

    const [few, many] = await counts(db)

    expect(few).toMatchObject({ task_type: 'few', count: 500, capped: false, estimate: null })
    expect(many).toMatchObject({ task_type: 'note', count: 20_000, capped: true })
    expect(many?.['estimate']).toBeGreaterThan(20_300)
    expect(many?.['estimate']).toBeLessThan(20_700)
  })
})

describe('derived.task_owners', () => {
  test('tells which worker holds how many tasks, and which of its leases have ended', async ({
    db,
  }) => {
    const silent = await enqueue(db, note)
    await enqueue(db, aType({ name: 'post' }))
    await claim(db, aRequest([note, aType({ name: 'post' })], { owner: 'one' }))
    await enqueue(db, note)
    await claim(db, aRequest([note], { owner: 'two' }))
    await endLease(db, silent)
    const batchId = await aSentBatch(db, 2)

    const holders = await view(db, 'task_owners')

    const held = { oldest_started_at: expect.any(Date), next_lease_end: expect.any(Date) }
    expect(holders).toHaveLength(3)
    expect(holders).toEqual(
      expect.arrayContaining([
        { owner: 'one', tasks: 2, task_types: ['note', 'post'], expired: 1, ...held },
        { owner: 'two', tasks: 1, task_types: ['note'], expired: 0, ...held },
        {
          owner: `batch ${batchId}`,
          tasks: 2,
          task_types: ['gathered'],
          expired: 0,
          oldest_started_at: expect.any(Date),
          next_lease_end: null,
        },
      ]),
    )
  })
})

describe('derived.task_throughput', () => {
  /** Tasks that ended in the hour that began `ago` hours before this one, `gapMs` after each other. */
  const ended = async (
    db: Db,
    ago: number,
    count: number,
    { gapMs = 100, status = 'done', type = 'note' } = {},
  ): Promise<void> => {
    await sql`insert into scrape_tasks_ended (id, created_at, completed_at, task_type, priority, status)
      select (select coalesce(max(id), 0) from scrape_tasks_ended) + n, now(),
        date_trunc('hour', world_now()) - ${ago} * interval '1 hour' + (n - 1) * ${gapMs} * interval '1 millisecond',
        ${type}, 3, ${status}
      from generate_series(1, ${count}::int) n`.execute(db)
  }

  test('tells for each hour and type what ended how, and how many a minute', async ({ db }) => {
    await ended(db, 2, 90)
    await ended(db, 2, 30, { status: 'failed' })
    await ended(db, 2, 10, { status: 'cancelled' })
    await ended(db, 3, 6, { type: 'post' })
    await ended(db, 50, 5)

    const rows = await view(db, 'task_throughput')

    expect(rows).toMatchObject([
      { task_type: 'post', done: 6, failed: 0, cancelled: 0, per_minute: '0.10' },
      {
        task_type: 'note',
        done: 90,
        failed: 30,
        cancelled: 10,
        failure_rate: '0.2500',
        per_minute: '2.17',
        capped: false,
      },
    ])
  })

  test('looks at 20,000 tasks of an hour, and measures the speed over the time that they span', async ({
    db,
  }) => {
    await ended(db, 1, 20_500, { gapMs: 60 }) // 1,000 a minute

    const [row, ...more] = await view(db, 'task_throughput')

    expect(more).toEqual([])
    expect(row).toMatchObject({ done: 20_000, capped: true, per_minute: '1000.05' })
  })
})

describe('derived.task_errors', () => {
  test('groups the errors of the last day by what they have in common', async ({ db }) => {
    await sql`insert into past_attempts (task_id, ended_at, outcome, error_code, error_message) values
      (1, world_now() - interval '3 hours', 'retried', 'transient', 'timed out after 20000 ms'),
      (2, world_now() - interval '2 hours', 'failed', 'transient', 'timed out after 31 ms'),
      (2, world_now() - interval '1 hour', 'retried', 'transient', 'timed out after 7 ms'),
      (3, world_now(), 'snoozed', 'pool_resting', 'no account is free'),
      (4, world_now(), 'lost', null, null),
      (5, world_now(), 'failed', 'defect', 'timed out after 3 ms'),
      (6, world_now() - interval '25 hours', 'failed', 'old', 'long ago')`.execute(db)

    const errors = await view(db, 'task_errors')

    expect(errors).toMatchObject([
      { error_code: 'defect', message: 'timed out after <n> ms', attempts: 1, failed: 1 },
      { error_code: 'pool_resting', attempts: 1, snoozed: 1, failed: 0 },
      {
        error_code: 'transient',
        message: 'timed out after <n> ms',
        attempts: 3,
        failed: 1,
        retried: 2,
        example_task_id: 2,
      },
      { error_code: 'worker_lost', message: '', attempts: 1, lost: 1, example_task_id: 4 },
    ])
    const [, , { first_seen: first, last_seen: last } = {}] = errors
    expect(Number(last) - Number(first)).toBe(2 * HOUR)
  })
})

import { sql } from 'kysely'
import type { Db, Tx } from '../../src/db/handles.ts'
import { LeaseLostError } from '../../src/base/errors.ts'
import { claim, type ClaimedTask } from '../../src/queue/claim.ts'
import {
  renewLeases,
  settleAllDone,
  settleDone,
  settleVerdict,
  storeCheckpoint,
  storeProgress,
} from '../../src/queue/settle.ts'
import { rescueExpired } from '../../src/queue/care/rescue.ts'
import {
  aClaimedTask,
  aRequest,
  aType,
  describe,
  endLease,
  eventDataOf,
  eventsOf,
  expect,
  taskRow,
  test,
  typesOf,
} from './kit.ts'

const note = aType()
const retry = { kind: 'retry', delayMs: 300_000, code: 'transient', message: 'down' } as const
const inTransaction = async (db: Db, work: (tx: Tx) => Promise<unknown>) =>
  await db.transaction().execute(work)

const lastEvent = async (db: Db, id: number) => (await eventDataOf(db, id)).at(-1)

describe('a task that is done', () => {
  test('has its result and nothing of its lease', async ({ db }) => {
    const task = await aClaimedTask(db, note)
    await inTransaction(db, (tx) => storeCheckpoint(tx, task, { page: 2 }))
    expect((await taskRow(db, task.id)).checkpoint).toEqual({ page: 2 })

    await inTransaction(db, (tx) => settleDone(tx, task, { ok: true }))

    const row = await taskRow(db, task.id)
    expect(row).toMatchObject({
      status: 'done',
      result: { ok: true },
      attempts: 0,
      checkpoint: null,
      lease_owner: 'worker',
      lease_until: null,
    })
    expect(row.completed_at).not.toBeNull()
    expect((await lastEvent(db, task.id))?.event).toBe('done')
  })

  test('may have a result with text that a database cannot hold', async ({ db }) => {
    const task = await aClaimedTask(db, note)

    await inTransaction(db, (tx) => settleDone(tx, task, { text: 'a\0b\ud800c\\u0000' }))

    expect((await taskRow(db, task.id)).result).toEqual({ text: 'a\ufffdb\ufffdc\\u0000' })
  })
})

describe('an attempt that ends otherwise', () => {
  test('is counted and waits for its backoff when it is to be retried', async ({ db }) => {
    const task = await aClaimedTask(db, note)

    await inTransaction(db, (tx) => settleVerdict(tx, task, retry))

    const row = await taskRow(db, task.id)
    expect(row).toMatchObject({
      status: 'pending',
      attempts: 1,
      error_code: 'transient',
      error_message: 'down',
      lease_until: null,
      completed_at: null,
    })
    expect(Number(row.next_retry_at) - Date.now()).toBeGreaterThan(290_000)
    expect(Number(row.next_retry_at) - Date.now()).toBeLessThan(310_000)
    expect(row.due_at).toEqual(row.next_retry_at)
    expect(await lastEvent(db, task.id)).toMatchObject({
      event: 'retried',
      data: { code: 'transient', message: 'down', next_retry_at: expect.any(String) },
    })
  })

  test('is not counted when the task snoozes', async ({ db }) => {
    const task = await aClaimedTask(db, note)
    const until = new Date(Date.now() + 3_600_000)

    await inTransaction(db, (tx) =>
      settleVerdict(tx, task, { kind: 'snooze', until, code: 'pool_resting', message: 'resting' }),
    )

    expect(await taskRow(db, task.id)).toMatchObject({
      status: 'pending',
      attempts: 0,
      next_retry_at: until,
    })
    expect((await lastEvent(db, task.id))?.event).toBe('snoozed')
  })

  test('does not come back at once when it snoozes until a time that has passed', async ({
    db,
  }) => {
    const task = await aClaimedTask(db, note)

    await inTransaction(db, (tx) =>
      settleVerdict(tx, task, {
        kind: 'snooze',
        until: new Date(0),
        code: 'pool_resting',
        message: 'resting',
      }),
    )

    expect(Number((await taskRow(db, task.id)).next_retry_at)).toBeGreaterThan(Date.now() - 60_000)
    expect(await claim(db, aRequest([note]))).toEqual([])
  })

  test('ends the task when it failed', async ({ db }) => {
    const task = await aClaimedTask(db, note)

    await inTransaction(db, (tx) =>
      settleVerdict(tx, task, {
        kind: 'failed',
        countsAttempt: true,
        code: 'defect',
        message: 'a\0b',
      }),
    )

    const row = await taskRow(db, task.id)
    expect(row).toMatchObject({
      status: 'failed',
      attempts: 1,
      error_code: 'defect',
      error_message: 'a\ufffdb',
      next_retry_at: null,
    })
    expect(row.completed_at).not.toBeNull()
    expect((await lastEvent(db, task.id))?.event).toBe('failed')
  })
})

describe('a worker whose task was taken over', () => {
  const ways: Record<string, (tx: Tx, task: ClaimedTask) => Promise<void>> = {
    'finish it': (tx, task) => settleDone(tx, task, { ok: true }),
    'retry it': (tx, task) => settleVerdict(tx, task, retry),
    'fail it': (tx, task) =>
      settleVerdict(tx, task, { kind: 'failed', countsAttempt: true, code: 'c', message: 'm' }),
    'store a checkpoint': (tx, task) => storeCheckpoint(tx, task, { page: 9 }),
  }

  test.for(Object.entries(ways))(
    'cannot %s, nor write what belongs to that',
    async ([, settle], { db }) => {
      const stalled = await aClaimedTask(db, note)
      await endLease(db, stalled.id)
      await rescueExpired(db, typesOf(note))
      const [taken] = await claim(db, aRequest([note], { owner: 'other' }))
      expect(taken?.id).toBe(stalled.id)
      const before = await taskRow(db, stalled.id)
      const events = await eventsOf(db, stalled.id)

      const settling = inTransaction(db, async (tx) => {
        await tx.insertInto('categories').values({ name: 'written' }).execute()
        await settle(tx, stalled)
      })

      await expect(settling).rejects.toThrow(LeaseLostError)
      expect(await taskRow(db, stalled.id)).toEqual(before)
      expect(await eventsOf(db, stalled.id)).toEqual(events)
      expect(
        await db.selectFrom('categories').where('name', '=', 'written').selectAll().execute(),
      ).toEqual([])
    },
  )

  test('tells no progress, and renews nothing', async ({ db }) => {
    const stalled = await aClaimedTask(db, note)
    await endLease(db, stalled.id)
    await rescueExpired(db, typesOf(note))
    const [taken] = await claim(db, aRequest([note]))
    const before = await taskRow(db, stalled.id)

    await storeProgress(db, stalled, { done: 1, total: 2 })
    const held = (await renewLeases(db, [stalled, taken ?? stalled])).keys()

    expect([...held]).toEqual([`${taken?.fencing_token}:${taken?.id}`])
    const row = await taskRow(db, stalled.id)
    expect(row.progress).toBeNull()
    expect(row.fencing_token).toBe(before.fencing_token)
    expect(Number(row.lease_until)).toBeGreaterThan(Number(before.lease_until))
  })
})

test('a worker whose lease ended, but whom nobody has replaced, may still finish', async ({
  db,
}) => {
  const task = await aClaimedTask(db, note)
  await endLease(db, task.id)

  await inTransaction(db, (tx) => settleDone(tx, task, { ok: true }))

  expect((await taskRow(db, task.id)).status).toBe('done')
})

test('of two claims of one task that end together the later one counts', async ({ db }) => {
  const stalled = await aClaimedTask(db, note)
  await endLease(db, stalled.id)
  await rescueExpired(db, typesOf(note))
  const [taken] = await claim(db, aRequest([note]))
  if (!taken) throw new Error('nothing was claimed')

  await settleAllDone(db, [
    { task: taken, result: 'later' },
    { task: stalled, result: 'earlier' },
  ])

  expect(await taskRow(db, taken.id)).toMatchObject({ status: 'done', result: 'later' })
})

test('progress is stored and announced', async ({ db }) => {
  const task = await aClaimedTask(db, note)

  await storeProgress(db, task, { done: 1, total: 2 })

  expect((await taskRow(db, task.id)).progress).toEqual({ done: 1, total: 2 })
  expect(await lastEvent(db, task.id)).toEqual({ event: 'progress', data: { done: 1, total: 2 } })
})

test('leases are renewed without reading the table, however stale the statistics', async ({
  db,
}) => {
  await sql`alter table scrape_tasks_open set (autovacuum_enabled = off)`.execute(db)
  const task = await aClaimedTask(db, note)
  await sql`analyze scrape_tasks_open`.execute(db)
  await sql`insert into scrape_tasks_open (task_type, priority) select 'note', 3 from generate_series(1, 50000)`.execute(
    db,
  )

  await inTransaction(db, async (tx) => {
    const before = await tableScans(tx)
    await renewLeases(tx, [task])
    expect(await tableScans(tx)).toBe(before)
  })
})

/** How often the connection has read the whole table of tasks. */
async function tableScans(tx: Tx): Promise<number | undefined> {
  const { rows } = await sql<{ scans: number }>`
    select seq_scan as scans from pg_stat_xact_user_tables where relname = 'scrape_tasks_open'`.execute(
    tx,
  )
  return rows[0]?.scans
}

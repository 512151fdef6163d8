import { sql } from 'kysely'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { listen } from '../../../src/db/listen.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { claim } from '../../../src/queue/claim.ts'
import { enqueueAll } from '../../../src/queue/enqueue.ts'
import { markSent } from '../../../src/queue/batch.ts'
import { MAX_LOST_LEASES, rescueExpired, takeOver } from '../../../src/queue/care/rescue.ts'
import type { Release } from '../../../src/queue/task-type.ts'
import {
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
} from '../kit.ts'

const note = aType()

describe('a task whose lease has ended', () => {
  test('is pending again, and has lost a lease but no attempt', async ({ db }) => {
    const { id } = await aClaimedTask(db, note)
    const alive = await aClaimedTask(db, note, 'b')
    await endLease(db, id)

    const rescued = await rescueExpired(db, typesOf(note))

    expect(rescued).toEqual([{ id, task_type: 'note', status: 'pending', lost_leases: 1 }])
    expect(await taskRow(db, id)).toMatchObject({
      status: 'pending',
      attempts: 0,
      lost_leases: 1,
      lease_until: null,
      error_code: null,
    })
    expect(await eventsOf(db, id)).toEqual(['claimed', 'requeued'])
    expect((await taskRow(db, alive.id)).status).toBe('running')
    expect((await claim(db, aRequest([note]))).map((task) => task.id)).toEqual([id])
  })

  test('keeps its checkpoint', async ({ db }) => {
    const { id } = await aClaimedTask(db, note)
    await sql`update scrape_tasks_open set checkpoint = '{"page": 2}'`.execute(db)
    await endLease(db, id)

    await rescueExpired(db, typesOf(note))

    expect((await taskRow(db, id)).checkpoint).toEqual({ page: 2 })
  })

  test('frees what it held, and wakes workers', async ({ db, databaseUrl }) => {
    const told: Release[] = []
    const type = aType({
      onRelease: async (_, releases) => await Promise.resolve(void told.push(...releases)),
    })
    const { id } = await aClaimedTask(db, type)
    await endLease(db, id)
    let notifications = 0
    const listener = await listen({
      url: databaseUrl,
      channels: { [TASKS_CHANNEL]: () => notifications++ },
      onReconnect: () => undefined,
      onError: () => undefined,
    })

    await rescueExpired(db, typesOf(type))

    await expect.poll(() => notifications).toBe(1)
    await listener.close()
    expect(told).toMatchObject([
      { taskId: id, subject: null, payload: { name: 'a', key: null }, status: 'pending' },
    ])
  })

  test('for the twentieth time has failed', async ({ db }) => {
    const told: Release[] = []
    const type = aType({
      onRelease: async (_, releases) => await Promise.resolve(void told.push(...releases)),
    })
    const { id } = await aClaimedTask(db, type)
    await sql`update scrape_tasks_open set lost_leases = ${MAX_LOST_LEASES - 1}`.execute(db)
    await endLease(db, id)

    const rescued = await rescueExpired(db, typesOf(type))

    expect(MAX_LOST_LEASES).toBe(20)
    expect(rescued).toMatchObject([{ status: 'failed', lost_leases: 20 }])
    const row = await taskRow(db, id)
    expect(row).toMatchObject({ status: 'failed', attempts: 0, error_code: 'worker_lost' })
    expect(row.completed_at).not.toBeNull()
    expect(told).toMatchObject([{ taskId: id, status: 'failed' }])
    expect(await eventsOf(db, id)).toEqual(['claimed', 'failed'])
  })

  test('is rescued once by callers at once, and many are rescued in one call', async ({ db }) => {
    await enqueueAll(
      db,
      note,
      Array.from({ length: 1_100 }, () => ({ name: 'a' })),
    )
    await claim(
      db,
      aRequest([note], {
        limit: 1_100,
        types: [{ name: 'note', resource: 'none', room: 1_100, leaseMs: 1 }],
      }),
    )
    await sql`update scrape_tasks set lease_until = now() - interval '1 second' where status = 'running'`.execute(
      db,
    )

    const rescued = await Promise.all([1, 2, 3].map(() => rescueExpired(db, typesOf(note))))

    expect(rescued.flat()).toHaveLength(1_100)
    expect(new Set(rescued.flat().map((task) => task.id)).size).toBe(1_100)
  })

  test('and is of a type that this version does not know comes back as well', async ({ db }) => {
    const { id } = await aClaimedTask(db, note)
    await endLease(db, id)

    await rescueExpired(db, typesOf())

    expect((await taskRow(db, id)).status).toBe('pending')
  })
})

describe('a task in the hands of a batch', () => {
  test('holds no lease, and no rescue touches it', async ({ db }) => {
    const id = await enqueue(db, note)
    const { rows } = await sql<{ id: string }>`
      with batch as (insert into ai_batches (kind, model, request_count) values ('k', 'm', 1) returning id)
      update scrape_tasks_open set batch_id = batch.id from batch returning batch.id`.execute(db)
    await db.transaction().execute((tx) => markSent(tx, rows[0]?.id ?? ''))
    await advanceWorldTime(db, 3_600_000)

    expect(await rescueExpired(db, typesOf(note))).toEqual([])
    expect(await taskRow(db, id)).toMatchObject({
      status: 'running',
      lease_until: null,
      lost_leases: 0,
    })
  })
})

test('a process takes over at once what its predecessor of the same name held', async ({ db }) => {
  const ids = [await enqueue(db, note), await enqueue(db, note)]
  await claim(db, aRequest([note], { owner: 'me', limit: 1 }))
  await claim(db, aRequest([note], { owner: 'other', limit: 1 }))

  const taken = await takeOver(db, typesOf(note), 'me')

  expect(taken).toEqual([{ id: ids[0], task_type: 'note', status: 'pending', lost_leases: 1 }])
  expect((await taskRow(db, ids[1] ?? 0)).lease_owner).toBe('other')
})

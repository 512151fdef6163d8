import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { markSent, reserveForBatch } from '../../src/queue/batch.ts'
import { claim } from '../../src/queue/claim.ts'
import { pauseType } from '../../src/queue/care/lifecycle.ts'
import { aRequest, aType, endLease, enqueue, expect, statusOf, test } from '../queue/kit.ts'
import { aBatch, view, type Row } from './kit.ts'

const note = aType()
const MINUTE = 60_000

/** What derived.task_stalls says of task types. */
const stalls = async (db: Db): Promise<Row[]> =>
  (await view(db, 'task_stalls')).filter((row) => row['task_type'] !== null)

/** What it says of the account pool. */
const poolStalls = async (db: Db): Promise<unknown[]> =>
  (await view(db, 'task_stalls')).flatMap((row) =>
    row['task_type'] === null ? [row['reason']] : [],
  )

async function anAccount(db: Db, freeIn: string): Promise<void> {
  await sql`
    with proxy as (
      insert into proxies (protocol, host, port, identity_hash, state) values ('http', 'proxy', 1, 'a', 'active') returning id
    )
    insert into instagram_accounts (username, state, proxy_id, device_seed, secrets, free_at)
    select 'ada', 'active', id, 'seed', 'x', world_now() + ${freeIn}::interval from proxy`.execute(
    db,
  )
}

test('nothing is stuck in a queue that is empty, fresh or put off', async ({ db }) => {
  expect(await view(db, 'task_stalls')).toEqual([])

  await enqueue(db, note)
  await enqueue(db, note, 'later', { dueAt: new Date(Date.now() + 3_600_000) })
  await enqueue(db, note, 'held', { priority: 1 })
  await claim(db, aRequest([note], { limit: 1 }))

  expect(await stalls(db)).toEqual([])
})

test('due work of which no worker takes any is named with its oldest task', async ({ db }) => {
  await enqueue(db, note)
  await advanceWorldTime(db, MINUTE)
  const oldest = await enqueue(db, note, 'urgent', { dueAt: new Date('2026-01-01T00:00:00Z') })

  expect(await stalls(db)).toEqual([
    {
      task_type: 'note',
      reason: 'nothing_runs',
      tasks: 2,
      since: new Date('2026-01-01T00:00:00Z'),
      example_task_id: oldest,
      detail: expect.stringContaining('does one run and know the type'),
    },
  ])
})

test('tasks of a type that no worker knows stay as they are and are named', async ({ db, run }) => {
  await sql`insert into scrape_tasks_open (id, task_type, priority, due_at)
    values (901, 'of_tomorrow', 1, world_now() - interval '1 day')`.execute(db)
  const known = await enqueue(db, note)

  run([note])

  await expect.poll(async () => await statusOf(db, known)).toBe('done')
  expect(await statusOf(db, 901)).toBe('pending')
  expect(await stalls(db)).toMatchObject([
    { task_type: 'of_tomorrow', reason: 'nothing_runs', example_task_id: 901 },
  ])
})

test('a paused type is named while work waits for it', async ({ db }) => {
  await pauseType(db, 'note')
  expect(await stalls(db)).toEqual([])

  await enqueue(db, note)

  expect(await stalls(db)).toMatchObject([
    { reason: 'paused', tasks: 1, detail: expect.stringContaining('/api/task-types/note/resume') },
  ])
})

test('work that waits for over an hour while others of its type run is named', async ({ db }) => {
  await enqueue(db, note)
  await advanceWorldTime(db, 61 * MINUTE)
  await enqueue(db, note, 'b', { priority: 1 })
  await claim(db, aRequest([note], { limit: 1 }))

  expect(await stalls(db)).toMatchObject([{ reason: 'waits_long', tasks: 1 }])
})

test('a type that ends in batches may gather for hours', async ({ db }) => {
  const batchId = await aBatch(db)
  await sql`insert into scrape_tasks_ended (id, created_at, task_type, priority, status, batch_id)
    values (901, world_now(), 'note', 3, 'done', ${batchId})`.execute(db)
  await enqueue(db, note)

  await advanceWorldTime(db, 120 * MINUTE)
  expect(await stalls(db)).toEqual([])

  await advanceWorldTime(db, 130 * MINUTE)
  expect(await stalls(db)).toMatchObject([{ reason: 'nothing_runs' }])
})

test('a worker that fell silent is named by its tasks', async ({ db }) => {
  const id = await enqueue(db, note)
  await claim(db, aRequest([note], { owner: 'silent one' }))
  await endLease(db, id)

  expect(await stalls(db)).toMatchObject(
    [{ reason: 'lease_expired', tasks: 1, example_task_id: id, detail: /silent one/ }].map(
      (row) => ({ ...row, detail: expect.stringMatching(row.detail) }),
    ),
  )
})

test('a task that runs for over an hour is named with its worker', async ({ db }) => {
  const id = await enqueue(db, note)
  await claim(db, aRequest([note], { owner: 'busy one' }))
  await advanceWorldTime(db, 61 * MINUTE)

  expect(await stalls(db)).toMatchObject([
    { reason: 'runs_long', example_task_id: id, detail: expect.stringContaining('busy one') },
  ])
})

test('a batch that OpenAI has had for more than a day is named', async ({ db }) => {
  await enqueue(db, note)
  const batchId = await aBatch(db)
  await db.transaction().execute(async (tx) => {
    await reserveForBatch(tx, { taskType: 'note', batchId, limit: 1 })
    await markSent(tx, batchId)
  })
  await advanceWorldTime(db, 27 * 60 * MINUTE)

  expect(await stalls(db)).toMatchObject([
    { reason: 'batch_overdue', tasks: 1, detail: expect.stringContaining(batchId) },
  ])
})

test('tasks that kill their workers, and those with one attempt left, are named', async ({
  db,
}) => {
  const deadly = await enqueue(db, note, 'deadly', { dueAt: new Date(Date.now() + 3_600_000) })
  const last = await enqueue(db, note, 'last', { dueAt: new Date(Date.now() + 3_600_000) })
  await sql`update scrape_tasks_open set lost_leases = 4 where id = ${deadly}`.execute(db)
  await sql`update scrape_tasks_open set attempts = 2, error_code = 'transient' where id = ${last}`.execute(
    db,
  )
  await sql`insert into past_attempts (task_id, outcome, error_code)
    values (${deadly}, 'lost', null), (${last}, 'retried', 'transient'), (999, 'retried', 'transient')`.execute(
    db,
  )

  expect(await stalls(db)).toEqual([
    expect.objectContaining({ reason: 'last_attempt', tasks: 1, example_task_id: last }),
    expect.objectContaining({ reason: 'loses_leases', tasks: 1, example_task_id: deadly }),
  ])
})

test('the pool is named while there is due work that it may hold up', async ({ db }) => {
  expect(await poolStalls(db)).toEqual([])
  await enqueue(db, note)
  expect(await poolStalls(db)).toEqual(['no_account_in_service'])

  await anAccount(db, '1 hour')
  expect(await poolStalls(db)).toEqual(['no_account_free'])

  await sql`insert into pool_stops (cause, stopped_until) values ('app_outdated', world_now() + interval '2 hours')`.execute(
    db,
  )
  expect(await poolStalls(db)).toEqual(['pool_stopped'])

  await advanceWorldTime(db, 121 * MINUTE)
  expect(await poolStalls(db)).toEqual([])
})

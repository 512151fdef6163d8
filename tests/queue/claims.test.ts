import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../src/db/database.ts'
import { TransientError } from '../../src/base/errors.ts'
import { claim } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { cancelTask, retryTask } from '../../src/queue/care/lifecycle.ts'
import { rescueExpired } from '../../src/queue/care/rescue.ts'
import { forgetClaims, renewLeases, returnUnbegun, settleAllDone } from '../../src/queue/settle.ts'
import {
  aRequest,
  aType,
  describe,
  endLease,
  enqueue,
  expect,
  statusOf,
  taskRow,
  test,
  typesOf,
} from './kit.ts'

const done = { kind: 'done', result: { ok: true } } as const
const note = aType()
const payloads = (count: number) => Array.from({ length: count }, () => ({ name: 'a' }))

const claimsIn = async (db: Db): Promise<number[][]> =>
  (await db.selectFrom('task_claims').select('task_ids').orderBy('id').execute()).map((row) =>
    row.task_ids.map(Number),
  )

/** A type whose attempts fail and cannot be settled, because what its tasks held cannot be freed for now. */
function unsettled(overrides: Parameters<typeof aType>[0] = {}) {
  const state = { refuses: true, runs: 0 }
  const type = aType({
    async handle() {
      state.runs += 1
      return await Promise.reject(new TransientError('down'))
    },
    onDeparture: async (tx) => {
      if (state.refuses) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
    },
    ...overrides,
  })
  return { type, state }
}

describe('a claim', () => {
  test('is a row for each type, and leaves the rows of its tasks as they are', async ({ db }) => {
    const post = aType({ name: 'post', leaseMs: 5_000 })
    const notes = (await enqueueAll(db, note, payloads(3))).map(({ id }) => id)
    const posts = (await enqueueAll(db, post, payloads(2))).map(({ id }) => id)
    const versions = async () =>
      (
        await sql<{
          at: string
        }>`select ctid::text || xmin as at from open_tasks order by id`.execute(db)
      ).rows
    const before = await versions()

    await claim(db, aRequest([note, post], { owner: 'me' }))

    expect(await versions()).toEqual(before)
    const rows = await db.selectFrom('task_claims').selectAll().orderBy('task_type').execute()
    expect(rows).toMatchObject([
      { owner: 'me', task_type: 'note', lease_seconds: 60 },
      { owner: 'me', task_type: 'post', lease_seconds: 5 },
    ])
    expect(rows.map((row) => row.task_ids.map(Number))).toEqual([notes, posts])
  })

  test('is forgotten with the next one, when its owner says that it has ended', async ({ db }) => {
    await enqueueAll(db, note, payloads(2))
    const [first] = await claim(db, aRequest([note], { limit: 1 }))
    if (!first) throw new Error('nothing was claimed')
    await settleAllDone(db, [{ task: first, result: null }])
    expect(await claimsIn(db)).toEqual([[first.id]])

    const [second] = await claim(db, aRequest([note], { limit: 1, ended: [first.claim_id] }))

    expect(await claimsIn(db)).toEqual([[second?.id]])
  })

  test('that is forgotten while a task of it is open gives that back', async ({ db }) => {
    const id = await enqueue(db, note)
    const [task] = await claim(db, aRequest([note]))

    await forgetClaims(db, [task?.claim_id ?? 0])

    expect(await statusOf(db, id)).toBe('pending')
    expect((await claim(db, aRequest([note]))).map((again) => again.id)).toEqual([id])
  })

  test('keeps what was not given back', async ({ db }) => {
    const ids = (await enqueueAll(db, note, payloads(3))).map(({ id }) => id)
    const tasks = await claim(db, aRequest([note]))

    await returnUnbegun(db, tasks.slice(1, 2))

    expect(await claimsIn(db)).toEqual([[ids[0], ids[2]]])
    expect(await Promise.all(ids.map(async (id) => await statusOf(db, id)))).toEqual([
      'running',
      'pending',
      'running',
    ])
  })

  test('does not hold a task of it that was cancelled and retried meanwhile', async ({ db }) => {
    const ids = (await enqueueAll(db, note, payloads(2))).map(({ id }) => id)
    const [first] = await claim(db, aRequest([note], { owner: 'one' }))
    if (!first) throw new Error('nothing was claimed')
    await cancelTask(db, typesOf(note), first.id)
    await retryTask(db, first.id)

    expect(await statusOf(db, first.id)).toBe('pending')
    expect(await renewLeases(db, [first])).toEqual(new Set())
    expect(await settleAllDone(db, [{ task: first, result: null }])).toEqual(new Set())
    const [again] = await claim(db, aRequest([note], { owner: 'two' }))
    expect(again?.id).toBe(first.id)
    expect(await statusOf(db, ids[1] ?? 0)).toBe('running')
  })

  test('and a cancellation at one moment leave no task to nobody', async ({ db }) => {
    const tasks = await enqueueAll(db, note, payloads(60))

    await Promise.all(
      tasks.map(async ({ id }, n) => {
        await (n % 2 === 0
          ? claim(db, aRequest([note], { owner: `w${n}`, limit: 3 }))
          : cancelTask(db, typesOf(note), id))
      }),
    )

    const { rows } = await sql<{ id: number }>`
      select id from ended_tasks where id in (select unnest(task_ids) from task_claims)`.execute(db)
    expect(rows).toEqual([])
  })
})

describe('a worker', () => {
  test('forgets its claims once all of their tasks have ended', async ({ db, run }) => {
    const short = aType({ leaseMs: 1_500 })
    await enqueueAll(db, short, payloads(30))

    run([short], { slots: 4, pollMs: 600_000 })

    await expect.poll(async () => await statusOf(db, 30)).toBe('done')
    await expect.poll(async () => await claimsIn(db)).toEqual([])
    const { rows } = await sql`select from scrape_tasks where status <> 'done'`.execute(db)
    expect(rows).toEqual([])
  })

  test('keeps the claim of a task that it could not settle, which is then lost with its lease', async ({
    db,
    run,
  }) => {
    const { type } = unsettled()
    const good = aType({ name: 'good' })
    const id = await enqueue(db, type)
    const other = await enqueue(db, good)
    const { lines, runner } = run([type, good])
    await expect.poll(() => lines.map((line) => line['msg'])).toContain('task not settled')
    await expect.poll(async () => await statusOf(db, other)).toBe('done')

    await runner.stop(0)

    expect(await claimsIn(db)).toEqual([[id]])
    expect(await statusOf(db, id)).toBe('running')
    await endLease(db, id)
    expect(await rescueExpired(db, typesOf())).toMatchObject([{ id, lost_leases: 1 }])
    expect(await taskRow(db, id)).toMatchObject({ status: 'pending', attempts: 0 })
  })

  test('that stops loses no done task that it cannot settle, and does not store its result later', async ({
    db,
    run,
  }) => {
    const id = await enqueue(db, note)
    await sql`alter table ended_tasks rename to elsewhere`.execute(db)
    const { lines, runner } = run([note])
    await expect.poll(() => lines.map((line) => line['msg'])).toContain('completions held back')

    await runner.stop(0)

    await sql`alter table elsewhere rename to ended_tasks`.execute(db)
    await endLease(db, id)
    await rescueExpired(db, typesOf(note))
    await expect.poll(async () => await statusOf(db, id)).toBe('pending')
    expect(await taskRow(db, id)).toMatchObject({ attempts: 0, result: null })
    expect((await claim(db, aRequest([note]))).map((task) => task.id)).toEqual([id])
  })

  test('does not renew the lease of what it could not settle with those of the same claim', async ({
    db,
    run,
  }) => {
    const { promise: open, resolve: letGo } = Promise.withResolvers<void>()
    let runs = 0
    const { type: mixed, state } = unsettled({
      leaseMs: 1_500,
      async handle({ payload }) {
        if (payload.name === 'long') await open
        else if (++runs === 1) throw new TransientError('down')
        return done
      },
    })
    const [long, left] = await enqueueAll(db, mixed, [{ name: 'long' }, { name: 'left' }])
    const { lines } = run([mixed])
    await expect.poll(() => lines.map((line) => line['msg'])).toContain('task not settled')
    state.refuses = false

    await expect.poll(async () => await statusOf(db, left?.id ?? 0)).toBe('done')

    expect(await taskRow(db, left?.id ?? 0)).toMatchObject({ lost_leases: 1, attempts: 0 })
    expect(await statusOf(db, long?.id ?? 0)).toBe('running')
    letGo()
    await expect.poll(async () => await statusOf(db, long?.id ?? 0)).toBe('done')
    await expect.poll(async () => await claimsIn(db)).toEqual([])
  })
})

describe('a limit that holds across workers', () => {
  const counted = (name: string) => {
    const now = { running: 0, most: 0 }
    const handle = async () => {
      now.running += 1
      now.most = Math.max(now.most, now.running)
      await delay(3)
      now.running -= 1
      return done
    }
    return { now, type: aType({ name, handle }) }
  }
  const left = async (db: Db): Promise<number> =>
    (await db.selectFrom('open_tasks').select('id').execute()).length

  test('of a type is never passed, is reached, and keeps no other type waiting', async ({
    db,
    run,
  }) => {
    const { now, type } = counted('limited')
    const limited = { ...type, concurrency: 3 }
    const other = aType({ name: 'other' })
    await enqueueAll(db, limited, payloads(60), { priority: 1 })
    await enqueueAll(db, other, payloads(60), { priority: 9 })

    for (const owner of ['one', 'two']) run([limited, other], { owner, slots: 8 })

    await expect.poll(async () => await left(db)).toBe(0)
    expect(now.most).toBe(3)
  })

  test('of all tasks is never passed, and is reached', async ({ db, run }) => {
    const { now, type } = counted('note')
    await enqueueAll(db, type, payloads(60))

    for (const owner of ['one', 'two']) run([type], { owner, slots: 8, total: 5 })

    await expect.poll(async () => await left(db)).toBe(0)
    expect(now.most).toBe(5)
  })

  test('of all tasks may be lower than what runs already', async ({ db }) => {
    await enqueueAll(db, note, payloads(6))
    await claim(db, aRequest([note], { limit: 4 }))

    expect(await claim(db, aRequest([note], { total: 2 }))).toEqual([])
    expect(await claim(db, aRequest([note], { total: 5 }))).toHaveLength(1)
  })
})

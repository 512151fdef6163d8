import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { TransientError } from '../../src/base/errors.ts'
import { claim } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { cancelTask, retryTask } from '../../src/queue/care/lifecycle.ts'
import { rescueExpired } from '../../src/queue/care/rescue.ts'
import { renewLeases, returnUnstarted, settleAllDone } from '../../src/queue/settle.ts'
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
  refuseWrites,
} from './kit.ts'

const done = { kind: 'done', result: { ok: true } } as const
const note = aType()
const payloads = (count: number) => Array.from({ length: count }, () => ({ name: 'a' }))

const running = async (db: Db): Promise<number[]> =>
  (
    await db
      .selectFrom('scrape_tasks')
      .select('id')
      .where('status', '=', 'running')
      .orderBy('id')
      .execute()
  ).map(({ id }) => id)

/** A type whose attempts fail and cannot be settled, because what its tasks held cannot be freed for now. */
function unsettled(overrides: Parameters<typeof aType>[0] = {}) {
  const state = { refuses: true, runs: 0 }
  const type = aType({
    async handle() {
      state.runs += 1
      return await Promise.reject(new TransientError('down'))
    },
    onRelease: async (tx) => {
      if (state.refuses) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
    },
    ...overrides,
  })
  return { type, state }
}

describe('a claim', () => {
  test('is told by the rows of its tasks', async ({ db }) => {
    const post = aType({ name: 'post', leaseMs: 5_000 })
    await enqueueAll(db, note, payloads(1))
    await enqueueAll(db, post, payloads(1))

    const tasks = await claim(db, aRequest([note, post], { owner: 'me' }))

    expect(tasks.map((task) => [task.task_type, task.leaseMs])).toEqual([
      ['note', 60_000],
      ['post', 5_000],
    ])
    const rows = await db
      .selectFrom('scrape_tasks')
      .select(['status', 'lease_owner', 'fencing_token'])
      .select(sql<number>`extract(epoch from lease_until - clock_timestamp())::int`.as('left'))
      .orderBy('id')
      .execute()
    expect(rows).toMatchObject([
      { status: 'running', lease_owner: 'me', fencing_token: 1 },
      { status: 'running', lease_owner: 'me', fencing_token: 1 },
    ])
    expect(rows[0]?.left).toBeGreaterThan(30)
    expect(rows[1]?.left).toBeLessThanOrEqual(5)
  })

  test('passes over a task that another transaction has locked, and does not wait', async ({
    db,
  }) => {
    const ids = (await enqueueAll(db, note, payloads(3))).map(({ id }) => id)

    await db.transaction().execute(async (tx) => {
      await sql`select from scrape_tasks where id = ${ids[0]} for update`.execute(tx)
      const tasks = await claim(db, aRequest([note], { limit: 2 }))
      expect(tasks.map(({ id }) => id)).toEqual(ids.slice(1))
    })
  })

  test('keeps what was not given back', async ({ db }) => {
    const ids = (await enqueueAll(db, note, payloads(3))).map(({ id }) => id)
    const tasks = await claim(db, aRequest([note]))

    await returnUnstarted(db, tasks.slice(1, 2))

    expect(await running(db)).toEqual([ids[0], ids[2]])
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
    expect(await renewLeases(db, [first])).toEqual(new Map())
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

    const { rows } = await sql`
      select from scrape_tasks
      where (status = 'running') <> (lease_until is not null) or (status = 'pending' and lease_owner is not null)`.execute(
      db,
    )
    expect(rows).toEqual([])
    expect((await db.selectFrom('scrape_tasks').select('id').execute()).length).toBe(60)
  })
})

describe('a worker', () => {
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

    expect(await running(db)).toEqual([id])
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
    const allow = await refuseWrites(db, 'scrape_tasks_ended')
    const { lines, runner } = run([note])
    await expect
      .poll(() => lines.map((line) => line['msg']))
      .toContain('completions queued: database unavailable')

    await runner.stop(0)

    await allow()
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
    (await db.selectFrom('scrape_tasks_open').select('id').execute()).length

  test('of a type is never passed, is reached, and keeps no other type waiting', async ({
    db,
    run,
  }) => {
    const { now, type } = counted('limited')
    const limited = { ...type, limit: { max: 3, key: () => 'all' } }
    const other = aType({ name: 'other' })
    await enqueueAll(db, limited, payloads(60), { priority: 1 })
    await enqueueAll(db, other, payloads(60), { priority: 9 })

    for (const owner of ['one', 'two']) run([limited, other], { owner, slots: 8 })

    await expect.poll(async () => await left(db)).toBe(0)
    expect(now.most).toBe(3)
  })
})

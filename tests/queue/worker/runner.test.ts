import { sql } from 'kysely'
import { listen } from '../../../src/db/listen.ts'
import { TransientError } from '../../../src/base/errors.ts'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { enqueueAll } from '../../../src/queue/enqueue.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { cancelTask } from '../../../src/queue/care/lifecycle.ts'
import type { ResourceState } from '../../../src/queue/worker/claim-size.ts'
import {
  aClaimedTask,
  aType,
  describe,
  enqueue,
  expect,
  statusOf,
  taskRow,
  test,
  typesOf,
} from '../kit.ts'

const done = { kind: 'done', result: { ok: true } } as const
const NEVER_MS = 600_000

/** A type whose handlers wait until they are let go, or told to stop, and which counts how many run at once. */
function aGate(name = 'gate', atOnce?: number) {
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>()
  const now = { running: 0, most: 0, aborted: 0 }
  const type = aType({
    name,
    ...(atOnce === undefined ? {} : { limit: { max: atOnce, key: () => name } }),
    async handle(_, { signal }) {
      now.running++
      now.most = Math.max(now.most, now.running)
      const stopped = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          now.aborted++
          resolve()
        })
      })
      await Promise.race([open, stopped])
      now.running--
      signal.throwIfAborted()
      return done
    },
  })
  return { type, letGo, now }
}

describe('a running worker', () => {
  test('does all that is due', async ({ db, run }) => {
    const note = aType({
      async handle(task, { services }) {
        services.seen.push(task.payload.name)
        return await Promise.resolve(done)
      },
    })
    await enqueueAll(db, note, [{ name: 'a' }, { name: 'b' }, { name: 'c' }])

    const { seen } = run([note])

    await expect.poll(() => seen.toSorted()).toEqual(['a', 'b', 'c'])
    await expect.poll(async () => await statusOf(db, 3)).toBe('done')
  })

  test('is woken by the wakeSignal', async ({ db, run }) => {
    const note = aType()
    const { wakeSignal } = run([note], { pollMs: NEVER_MS })
    const id = await enqueue(db, note)

    wakeSignal.notify()

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
  })

  test('finds out by itself when a task becomes due', async ({ db, run }) => {
    const note = aType()
    const id = await enqueue(db, note, 'a', { dueAt: new Date(Date.now() + 500) })

    run([note], { pollMs: NEVER_MS })

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
  })

  test('is woken when a running task is cancelled that a limit made others wait for', async ({
    db,
    run,
    databaseUrl,
  }) => {
    const note = aType({ limit: { max: 1, key: () => 'one' } })
    const { id: held } = await aClaimedTask(db, note)
    const id = await enqueue(db, note)
    const { wakeSignal } = run([note], { pollMs: NEVER_MS })
    const listener = await listen({
      url: databaseUrl,
      channels: { [TASKS_CHANNEL]: () => wakeSignal.notify() },
      onReconnect: () => undefined,
      onError: () => undefined,
    })
    expect(await statusOf(db, id)).toBe('pending')

    await cancelTask(db, typesOf(note), held)

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    await listener.close()
  })

  test('tries again after the backoff, as often as the type allows', async ({ db, run }) => {
    const note = aType({ handle: () => Promise.reject(new TransientError('down')) })
    const id = await enqueue(db, note)
    run([note])

    for (const [attempts, minutes] of [
      [1, 5],
      [2, 15],
    ] as const) {
      await expect.poll(async () => (await taskRow(db, id)).attempts).toBe(attempts)
      expect((await taskRow(db, id)).status).toBe('pending')
      await advanceWorldTime(db, minutes * 60_000)
    }

    await expect.poll(async () => await statusOf(db, id)).toBe('failed')
    expect((await taskRow(db, id)).attempts).toBe(3)
  })

  test('leaves types that it does not know, or that have no handler, alone', async ({
    db,
    run,
  }) => {
    const unknown = await enqueue(db, aType({ name: 'unknown' }))
    const { handle: _handle, ...gathered } = aType({ name: 'gathered' })
    const [waiting] = await enqueueAll(db, gathered, [{ name: 'a' }])
    const note = aType()
    const later = await enqueue(db, note)

    run([note, gathered])

    await expect.poll(async () => await statusOf(db, later)).toBe('done')
    expect(await statusOf(db, unknown)).toBe('pending')
    expect(await statusOf(db, waiting?.id ?? 0)).toBe('pending')
  })

  test('does not stumble over a payload that no longer fits', async ({ db, run }) => {
    const note = aType()
    await sql`insert into scrape_tasks_open (task_type, priority, payload) values ('note', 1, '[1]')`.execute(
      db,
    )
    const id = await enqueue(db, note)

    run([note], { slots: 1 })

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(await taskRow(db, 1)).toMatchObject({
      status: 'failed',
      error_code: 'invalid_input',
      lost_leases: 0,
    })
  })
})

describe('room', () => {
  test('is for as many tasks as there are slots', async ({ db, run }) => {
    const { type, letGo, now } = aGate()
    await enqueueAll(
      db,
      type,
      Array.from({ length: 8 }, () => ({ name: 'a' })),
    )

    run([type], { slots: 3 })

    await expect.poll(() => now.running).toBe(3)
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from scrape_tasks where status = 'running'`.execute(db)
    expect(rows[0]?.n).toBe(3)
    letGo()
    await expect.poll(async () => await statusOf(db, 8)).toBe('done')
    expect(now.most).toBe(3)
  })

  test('is for as many of a type as that allows, and the rest is for others', async ({
    db,
    run,
  }) => {
    const { type, letGo, now } = aGate('gate', 1)
    const note = aType()
    await enqueueAll(db, type, [{ name: 'a' }, { name: 'b' }], { priority: 1 })
    const id = await enqueue(db, note)

    run([type, note], { slots: 4 })

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(now).toMatchObject({ running: 1, most: 1 })
    letGo()
    await expect.poll(async () => await statusOf(db, 2)).toBe('done')
    expect(now.most).toBe(1)
  })
})

describe('a share', () => {
  const FULL = { reading: 1, publishing: 1, upkeep: 1 } as const

  test('that is full keeps the tasks of no other one waiting', async ({ db, run }) => {
    const gate = aGate('upload')
    const upload = { ...gate.type, share: 'publishing' as const }
    await enqueueAll(db, upload, [{ name: 'a' }, { name: 'b' }], { priority: 1 })
    const { runner } = run([upload, aType(), aType({ name: 'care', share: 'upkeep' })], {
      slots: FULL,
    })
    await expect.poll(() => gate.now.running).toBe(1)

    const reading = await enqueue(db, aType())
    const upkeep = await enqueue(db, aType({ name: 'care' }))

    await expect.poll(async () => await statusOf(db, reading)).toBe('done')
    await expect.poll(async () => await statusOf(db, upkeep)).toBe('done')
    expect(gate.now).toMatchObject({ running: 1, most: 1 })
    expect([runner.running('publishing'), runner.running('reading')]).toEqual([1, 0])
    gate.letGo()
    await expect.poll(async () => await statusOf(db, 2)).toBe('done')
  })

  test('has its own slots for tasks that this process enqueues', async ({ db, run }) => {
    const gate = aGate('upload')
    const upload = { ...gate.type, share: 'publishing' as const }
    const note = aType()
    await enqueue(db, upload)
    const { runner } = run([upload, note], { slots: FULL, pollMs: 60_000 })
    const canStart = (name: string): boolean => {
      const reservation = runner.reserve(name)
      reservation?.take(null)
      return reservation !== undefined
    }
    await expect.poll(() => gate.now.running).toBe(1)
    await expect.poll(() => canStart('note')).toBe(true)
    expect(canStart('upload')).toBe(false)
    gate.letGo()
  })
})

describe('a resource', () => {
  const scrape = aType({ name: 'scrape', resource: 'instagram' })

  test('of which nothing is free keeps its tasks where they are', async ({ db, run }) => {
    const id = await enqueue(db, scrape, 'a', { priority: 1 })
    const note = aType()
    const other = await enqueue(db, note)
    let readings = 0
    const gauge = async () =>
      await Promise.resolve({ free: 0, nextFreeAt: null, reading: readings++ })

    run([scrape, note], { gauges: { instagram: gauge } })

    await expect.poll(async () => await statusOf(db, other)).toBe('done')
    await expect.poll(() => readings).toBeGreaterThan(3)
    expect(await taskRow(db, id)).toMatchObject({
      status: 'pending',
      attempts: 0,
      started_at: null,
    })
  })

  test('without a gauge is never free', async ({ db, run }) => {
    const id = await enqueue(db, scrape, 'a', { priority: 1 })
    const note = aType()
    const other = await enqueue(db, note)

    run([scrape, note])

    await expect.poll(async () => await statusOf(db, other)).toBe('done')
    expect(await statusOf(db, id)).toBe('pending')
  })

  test('wakes the worker when it becomes free', async ({ db, run }) => {
    const id = await enqueue(db, scrape)
    const nextFreeAt = new Date(Date.now() + 400)
    const gauge = async (): Promise<ResourceState> =>
      await Promise.resolve(
        Date.now() < nextFreeAt.getTime() ? { free: 0, nextFreeAt } : { free: 1, nextFreeAt: null },
      )

    run([scrape], { pollMs: NEVER_MS, gauges: { instagram: gauge } })

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
  })

  test('that cannot be read stops nothing for good', async ({ db, run }) => {
    const id = await enqueue(db, scrape)
    let readings = 0
    const gauge = async (): Promise<ResourceState> => {
      if (readings++ < 2) throw new TransientError('down')
      return await Promise.resolve({ free: 1, nextFreeAt: null })
    }

    const { lines } = run([scrape], { gauges: { instagram: gauge } })

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'claiming failed', code: 'transient' }),
    )
  })
})

test('cancelling a running task tells its handler to stop', async ({ db, run }) => {
  const { type, now } = aGate()
  const short = { ...type, leaseMs: 1_500 }
  const id = await enqueue(db, short)
  const { lines } = run([short])
  await expect.poll(() => now.running).toBe(1)

  await cancelTask(db, typesOf(short), id)

  await expect.poll(() => now.aborted).toBe(1)
  await expect.poll(() => lines.at(-1)).toMatchObject({ msg: 'task cancelled', level: 'info' })
  expect(await taskRow(db, id)).toMatchObject({ status: 'cancelled', attempts: 0 })
})

describe('a database', () => {
  test('that drops every connection does not stop the worker', async ({ db, run }) => {
    const { type, letGo, now } = aGate()
    await enqueue(db, type)
    const { lines } = run([type])
    await expect.poll(() => now.running).toBe(1)

    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
    letGo()

    const id = await enqueue(db, type, 'b')
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    await expect.poll(async () => await statusOf(db, 1)).toBe('done')
    expect(lines.filter((line) => line['level'] === 'error')).toEqual([])
  })

  test('that dies while a task is settled leaves that to the lease, and goes on with others', async ({
    db,
    run,
  }) => {
    const killer = aType({
      name: 'killer',
      handle: () => Promise.reject(new TransientError('down')),
      onRelease: async (tx) =>
        void (await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)),
    })
    const lost = await enqueue(db, killer)
    const note = aType()
    const { lines } = run([killer, note])
    await expect.poll(() => lines.map((line) => line['msg'])).toContain('task not settled')

    const id = await enqueue(db, note)

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect((await taskRow(db, lost)).attempts).toBe(0)
  })
})

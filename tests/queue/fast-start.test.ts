import { listen } from '../../src/db/listen.ts'
import { InvalidInputError } from '../../src/base/errors.ts'
import { TASKS_CHANNEL } from '../../src/queue/channels.ts'
import { enqueueStarted } from '../../src/queue/enqueue.ts'
import { pauseType, resumeType } from '../../src/queue/care/lifecycle.ts'
import { createQueue } from '../../src/queue/queue.ts'
import type { Runner } from '../../src/queue/worker/runner.ts'
import type { RunnerOptions } from '../../src/queue/worker/slots.ts'
import {
  aType,
  describe,
  enqueue,
  eventsOf,
  expect,
  statusOf,
  taskRow,
  test as base,
  type NoteType,
  type Services,
} from './kit.ts'

const NEVER_MS = 600_000
const done = { kind: 'done', result: { ok: true } } as const

/** A queue and an idle worker of one process. `wakes` counts how often the worker was told to look by itself. */
type Office = {
  queue: ReturnType<typeof createQueue<Services>>
  runner: Runner
  wakes: () => number
  seen: string[]
  isIdle: () => boolean
}
type Open = (type: NoteType, options?: Partial<RunnerOptions<Services>>) => Promise<Office>

const noting = (overrides: Partial<NoteType> = {}): NoteType =>
  aType({
    async handle({ payload: { name } }, { services }) {
      services.seen.push(name)
      return await Promise.resolve(done)
    },
    ...overrides,
  })

/** Whether there is a slot for a task that is about to be enqueued; it is not kept. */
function canReserve(runner: Runner, typeName: string): boolean {
  const reservation = runner.reserve(typeName)
  reservation?.take(null)
  return reservation !== undefined
}

const test = base.extend<{ open: Open }>({
  open: async ({ run }, use) => {
    await use(async (type, options = {}) => {
      const idle = aType({ name: 'idle' })
      const { runner, seen, wakeSignal } = run([type, idle], { pollMs: NEVER_MS, ...options })
      let wakes = 0
      const queue = createQueue<Services>([type, idle], () => {
        wakes += 1
        wakeSignal.notify()
      })
      queue.attach(runner)
      const isIdle = (): boolean => canReserve(runner, 'idle')
      await expect.poll(isIdle).toBe(true)
      return { queue, runner, wakes: () => wakes, seen, isIdle }
    })
  },
})

describe('an idle worker', () => {
  test('begins a task of its process in the statement that enqueues it, once', async ({
    db,
    open,
    databaseUrl,
  }) => {
    let notifications = 0
    const listener = await listen({
      url: databaseUrl,
      channels: { [TASKS_CHANNEL]: () => (notifications += 1) },
      onReconnect: () => undefined,
      onError: () => undefined,
    })
    const { queue, wakes, seen } = await open(noting())

    const { id, created } = await queue.enqueue(db, aType(), { name: 'a' })

    expect(created).toBe(true)
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(seen).toEqual(['a'])
    expect(await eventsOf(db, id)).toEqual(['claimed', 'done'])
    expect(await taskRow(db, id)).toMatchObject({ attempts: 0, lost_leases: 0 })
    expect([wakes(), notifications]).toEqual([0, 0])
    await listener.close()
  })

  test('does so again and again, and with all of its slots', async ({ db, open }) => {
    const { queue, seen, wakes } = await open(noting(), { slots: 4 })
    const names = Array.from({ length: 20 }, (_, n) => `n${n}`)

    for (const name of names) await queue.enqueue(db, aType(), { name })
    await Promise.all(names.map(async (name) => await queue.enqueue(db, aType(), { name })))

    await expect.poll(() => seen.toSorted()).toEqual([...names, ...names].toSorted())
    expect(wakes()).toBeLessThan(40)
  })

  test('holds such a task under a lease like any other', async ({ db, open }) => {
    const { promise: opened, resolve: letGo } = Promise.withResolvers<void>()
    const type = noting({
      leaseMs: 1_500,
      async handle() {
        await opened
        return done
      },
    })
    const { queue } = await open(type, { owner: 'me' })
    const { id } = await queue.enqueue(db, aType(), { name: 'a' })
    const first = await taskRow(db, id)
    expect(first).toMatchObject({ status: 'running', lease_owner: 'me' })

    await expect
      .poll(async () => Number((await taskRow(db, id)).lease_until))
      .toBeGreaterThan(Number(first.lease_until) + 500)

    letGo()
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect((await taskRow(db, id)).lost_leases).toBe(0)
  })
})

describe('a task that is enqueued waits for its turn', () => {
  test('while its type is paused', async ({ db, open }) => {
    const { queue, seen, isIdle } = await open(noting())
    await pauseType(db, 'note')

    const { id } = await queue.enqueue(db, aType(), { name: 'a' })

    expect(await statusOf(db, id)).toBe('pending')
    expect(isIdle()).toBe(true)
    expect(seen).toEqual([])
    await resumeType(db, 'note')
    queue.wake()
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
  })

  test('while all slots are taken', async ({ db, open }) => {
    const { promise: opened, resolve: letGo } = Promise.withResolvers<void>()
    const type = noting({
      async handle({ payload: { name } }, { services }) {
        services.seen.push(name)
        await opened
        return done
      },
    })
    const { queue, seen } = await open(type, { slots: 1 })
    await queue.enqueue(db, aType(), { name: 'a' })

    const { id } = await queue.enqueue(db, aType(), { name: 'b' })

    expect(await statusOf(db, id)).toBe('pending')
    letGo()
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(seen).toEqual(['a', 'b'])
  })

  test('while others wait that come first', async ({ db, open }) => {
    const { queue, seen } = await open(noting(), { slots: 1 })

    await queue.enqueueMany(db, aType(), [{ name: 'a' }, { name: 'b' }], { priority: 1 })
    await queue.enqueue(db, aType(), { name: 'c' }, { priority: 9 })

    await expect.poll(() => seen).toEqual(['a', 'b', 'c'])
  })

  test('while nobody has looked at what was told of others', async ({ open }) => {
    const { queue, runner, isIdle } = await open(noting())

    queue.wake()

    expect(runner.reserve('note')).toBeUndefined()
    await expect.poll(isIdle).toBe(true)
  })

  test('while its due time has not come', async ({ db, open }) => {
    const { queue, seen } = await open(noting())
    const dueAt = new Date(Date.now() + 3_600_000)

    const { id } = await queue.enqueue(db, aType(), { name: 'a' }, { dueAt })

    expect(await statusOf(db, id)).toBe('pending')
    expect(seen).toEqual([])
  })

  test.for([
    ['a limit of its key', { limit: { max: 5, key: ({ name }: { name: string }) => name } }],
    ['a resource', { resource: 'openai' }],
  ] as const)('when it is under %s', async ([, overrides], { db, open }) => {
    const { queue, runner, wakes } = await open(noting(overrides))

    expect(runner.reserve('note')).toBeUndefined()
    await queue.enqueue(db, aType(), { name: 'a' })

    expect(wakes()).toBe(1)
  })
})

describe('a transaction of the caller', () => {
  test('begins nothing before it commits', async ({ db, open }) => {
    const { queue, seen } = await open(noting())

    const id = await db.transaction().execute(async (tx) => {
      const task = await queue.enqueue(tx, aType(), { name: 'a' })
      expect((await taskRow(tx, task.id)).status).toBe('pending')
      expect(seen).toEqual([])
      return task.id
    })

    queue.wake()
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
  })

  test('begins nothing when it rolls back', async ({ db, open }) => {
    const { queue, seen, isIdle } = await open(noting())

    const failing = db.transaction().execute(async (tx) => {
      await queue.enqueue(tx, aType(), { name: 'a' })
      throw new Error('rolled back')
    })

    await expect(failing).rejects.toThrow('rolled back')
    expect(isIdle()).toBe(true)
    expect(seen).toEqual([])
  })
})

describe('a slot that was kept', () => {
  test('is free again when an open task has the dedupe key', async ({ db, open }) => {
    const { queue, isIdle, seen } = await open(noting(), { slots: 1 })
    const twin = await enqueue(db, aType(), 'a', {
      key: 'k',
      dueAt: new Date(Date.now() + 3_600_000),
    })

    expect(await queue.enqueue(db, aType(), { name: 'a', key: 'k' })).toEqual({
      id: twin,
      created: false,
    })

    await expect.poll(isIdle).toBe(true)
    expect(seen).toEqual([])
  })

  test('is free again when the payload does not fit', async ({ db, open }) => {
    const { queue, isIdle } = await open(noting(), { slots: 1 })

    await expect(queue.enqueue(db, aType(), { name: '' })).rejects.toThrow(InvalidInputError)
    await expect(queue.enqueue(db, aType(), { name: 'a\0' })).rejects.toThrow(InvalidInputError)

    expect(isIdle()).toBe(true)
  })

  test('is free again when the database refuses', async ({ db, open }) => {
    const { queue, isIdle } = await open(noting(), { slots: 1 })

    await expect(queue.enqueue(db, aType(), { name: 'a' }, { priority: 99 })).rejects.toThrow(
      'scrape_tasks_priority_check',
    )

    expect(isIdle()).toBe(true)
  })

  test('when the worker stops gives the task back as if it had not been claimed', async ({
    db,
    open,
  }) => {
    const type = noting()
    const { runner, seen } = await open(type)
    const starter = runner.reserve('note')
    if (!starter) throw new Error('no slot was kept')
    const stopping = runner.stop(60_000)
    expect(runner.reserve('note')).toBeUndefined()

    const made = await enqueueStarted(db, type, { name: 'a' }, { starter })
    starter.take(made?.claimed ?? null)
    await stopping

    const id = made?.id ?? 0
    expect(await taskRow(db, id)).toMatchObject({ status: 'pending', attempts: 0, lost_leases: 0 })
    expect(await eventsOf(db, id)).toEqual(['claimed', 'requeued'])
    expect(seen).toEqual([])
  })
})

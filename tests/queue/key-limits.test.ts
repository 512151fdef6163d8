import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { listen } from '../../src/db/listen.ts'
import type { Db } from '../../src/db/handles.ts'
import { TASKS_CHANNEL } from '../../src/queue/channels.ts'
import {
  claimKeyed,
  type ClaimedType,
  type ClaimRequest,
  type KeyedClaim,
} from '../../src/queue/claim.ts'
import { createClock } from '../../src/base/clock.ts'
import { createClaimer } from '../../src/queue/worker/claimer.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { pauseType, resumeType } from '../../src/queue/care/lifecycle.ts'
import { returnUnstarted } from '../../src/queue/settle.ts'
import { aRequest, aType, describe, expect, statusOf, test, type NoteType } from './kit.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NEVER_MS = 600_000
const MAX = 2
const done = { kind: 'done', result: { ok: true } } as const
const ago = (ms: number): Date => new Date(Date.now() - ms)

/** At most two tasks of one host at once; a task's name is its host. */
const aHostType = (overrides: Partial<NoteType> = {}): NoteType =>
  aType({
    name: 'host',
    dedupeKey: () => null,
    limit: { max: MAX, key: ({ name }) => name },
    ...overrides,
  })

/** A type that counts how many of each host run at once, in all workers together. */
function counting(work: (host: string) => Promise<unknown>) {
  const running = new Map<string, number>()
  const most = new Map<string, number>()
  const type = aHostType({
    async handle({ payload: { name: host } }) {
      const now = (running.get(host) ?? 0) + 1
      running.set(host, now)
      most.set(host, Math.max(now, most.get(host) ?? 0))
      await work(host)
      running.set(host, (running.get(host) ?? 0) - 1)
      return done
    },
  })
  return { type, running, most }
}

const hosts = (...names: string[]) => names.map((name) => ({ name }))
const times = (count: number, host: string) => Array.from({ length: count }, () => ({ name: host }))

const aClaimer = (db: Db) => createClaimer({ db, clock: createClock(), overdueMs: HOUR })
/** One claim of tasks with keys, by a worker of its own. */
const claim = async (db: Db, request: ClaimRequest) => await aClaimer(db).claim(request)
/** One claim of hosts alone. */
const claimHosts = async (db: Db, more: Partial<KeyedClaim>) =>
  await claimKeyed(db, {
    owner: 'worker',
    limit: 100,
    type: { name: 'host', resource: 'none', room: 100, leaseMs: MINUTE, keyLimit: MAX },
    ...more,
  })

const asked = (overrides: Partial<ClaimedType> = {}) =>
  aRequest([], {
    limit: 100,
    types: [
      {
        name: 'host',
        resource: 'none',
        room: 100,
        leaseMs: MINUTE,
        keyLimit: MAX,
        ...overrides,
      },
    ],
  })

async function openTasks(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('scrape_tasks_open')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

describe('a limit per key', () => {
  test('is never passed by three workers together, and is reached', async ({ db, run }) => {
    const { type, most } = counting(async () => await delay(3))
    await enqueueAll(db, type, [
      ...times(60, 'hot'),
      ...Array.from({ length: 60 }, (_, n) => ({ name: `cool ${n % 6}` })),
    ])

    for (const owner of ['one', 'two', 'three']) run([type], { owner, slots: 8 })

    await expect.poll(async () => await openTasks(db)).toBe(0)
    expect(most.size).toBe(7)
    expect(Math.max(...most.values())).toBe(MAX)
    expect(most.get('hot')).toBe(MAX)
  })

  test('of one key keeps no other key waiting', async ({ db, run }) => {
    const { promise: open, resolve: letGo } = Promise.withResolvers<void>()
    const { type, running } = counting(async (host) => (host === 'hot' ? await open : undefined))
    await enqueueAll(db, type, times(50, 'hot'), { priority: 1 })
    const others = await enqueueAll(db, type, hosts('a', 'b', 'c'), { priority: 9 })

    run([type], { slots: 4 })

    for (const { id } of others) await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(running.get('hot')).toBe(MAX)
    letGo()
    await expect.poll(async () => await openTasks(db)).toBe(0)
  })

  test('that frees a place wakes another process', async ({ db, run, databaseUrl }) => {
    const letGo: (() => void)[] = []
    const { type } = counting(async () => await new Promise<void>((go) => letGo.push(go)))
    const [, , third] = await enqueueAll(db, type, times(3, 'hot'))
    const first = run([type], { owner: 'first', pollMs: NEVER_MS })
    await expect.poll(() => letGo.length).toBe(MAX)
    const stopping = first.runner.stop(MINUTE)
    const second = run([type], { owner: 'second', pollMs: NEVER_MS })
    const listener = await listen({
      url: databaseUrl,
      channels: { [TASKS_CHANNEL]: () => second.wakeSignal.notify() },
      onReconnect: () => undefined,
      onError: () => undefined,
    })
    expect(await statusOf(db, third?.id ?? 0)).toBe('pending')

    letGo[0]?.()

    await expect.poll(() => letGo.length).toBe(MAX + 1)
    expect(await statusOf(db, third?.id ?? 0)).toBe('running')
    for (const go of letGo) go()
    await expect.poll(async () => await openTasks(db)).toBe(0)
    await stopping
    await listener.close()
  })

  test('counts what other workers run', async ({ db }) => {
    await enqueueAll(db, aHostType(), times(10, 'hot'))
    const by = async (owner: string, limit: number) =>
      (await claim(db, { ...asked(), owner, limit })).length

    expect(await by('one', 1)).toBe(1)
    expect(await by('two', 3)).toBe(1)
    expect(await by('three', 2)).toBe(0)
  })

  test('lets tasks without keys that are more urgent go first, and no others', async ({ db }) => {
    const note = aType()
    const [plain] = await enqueueAll(db, note, hosts('plain'), { priority: 5 })
    const [urgent] = await enqueueAll(db, aHostType(), hosts('a'), { priority: 1 })
    const [idle] = await enqueueAll(db, aHostType(), hosts('b'), { priority: 9 })
    const claimer = aClaimer(db)
    const request = aRequest([note, aHostType()], { limit: 1 })

    const ids: number[] = []
    for (let n = 0; n < 3; n += 1) ids.push(...(await claimer.claim(request)).map(({ id }) => id))

    expect(ids).toEqual([urgent?.id, plain?.id, idle?.id])
  })

  test('is free again for others when what was held is given back', async ({ db }) => {
    await enqueueAll(db, aHostType(), times(3, 'hot'))
    const tasks = await claim(db, { ...asked(), owner: 'one' })
    expect(await claim(db, { ...asked(), owner: 'two' })).toEqual([])

    await returnUnstarted(db, tasks)

    expect(await claim(db, { ...asked(), owner: 'two' })).toHaveLength(MAX)
  })

  test('leaves tasks of the same key in the order of the queue', async ({ db }) => {
    const [last] = await enqueueAll(db, aHostType(), hosts('hot'), { priority: 9 })
    const [second] = await enqueueAll(db, aHostType(), hosts('hot'), { priority: 2 })
    const [first] = await enqueueAll(db, aHostType(), hosts('hot'), { priority: 1 })

    const ids = (await claim(db, asked())).map(({ id }) => id)

    expect(ids).toEqual([first?.id, second?.id])
    expect(ids).not.toContain(last?.id)
  })
})

test('many keys are claimed in one statement, up to the limit of each', async ({ db }) => {
  const many = Array.from({ length: 1_500 }, (_, n) => `key ${n}`)
  await enqueueAll(db, aHostType(), hosts(...many, ...many, ...many))

  const type = { name: 'host', resource: 'none', room: 5_000, leaseMs: MINUTE, keyLimit: MAX }
  const had = (await claimHosts(db, { limit: 5_000, type })).map((task) => task.limit_key)

  expect(had).toHaveLength(3_000)
  expect(new Set(had).size).toBe(1_500)
})

describe('a task with a key', () => {
  test('that waits too long gets its turn before more urgent ones of its own key', async ({
    db,
  }) => {
    const type = aHostType()
    await enqueueAll(db, type, times(50, 'a'), { priority: 1, dueAt: ago(MINUTE) })
    const [late] = await enqueueAll(db, type, hosts('a'), { priority: 10, dueAt: ago(2 * HOUR) })

    const tasks = await claimHosts(db, { limit: 1, overdueMs: HOUR })

    expect(tasks.map(({ id }) => id)).toEqual([late?.id])
  })

  test('that is long overdue passes more urgent ones of other keys', async ({ db }) => {
    const [elder] = await enqueueAll(db, aHostType(), hosts('z'), {
      priority: 10,
      dueAt: ago(2 * HOUR),
    })
    await enqueueAll(db, aHostType(), hosts('a', 'b', 'c', 'd', 'e'), { priority: 1 })
    const claimer = aClaimer(db)
    const request = { ...asked(), limit: 1 }

    const ids: number[] = []
    for (let n = 0; n < 5; n += 1) ids.push(...(await claimer.claim(request)).map(({ id }) => id))

    expect(ids.indexOf(elder?.id ?? 0)).toBe(4)
  })

  test('is not claimed while its type is paused', async ({ db }) => {
    await enqueueAll(db, aHostType(), hosts('a', 'b'))
    await pauseType(db, 'host')
    expect(await claimHosts(db, {})).toEqual([])

    await resumeType(db, 'host')

    expect(await claim(db, asked())).toHaveLength(2)
  })

  test('is claimed when it is due, whatever its key has for later', async ({ db }) => {
    await enqueueAll(db, aHostType(), times(5, 'hot'), {
      priority: 1,
      dueAt: new Date(Date.now() + HOUR),
    })
    const [due] = await enqueueAll(db, aHostType(), hosts('hot'), { priority: 9 })

    expect((await claim(db, asked())).map(({ id }) => id)).toEqual([due?.id])
  })

  test('may have any text for one', async ({ db }) => {
    const odd = ["'; --", '{1,2}', 'ё\u{1F9FF}\n', ' ']
    const type = aHostType({
      payload: z.object({ name: z.string(), key: z.null().default(null) }),
    })
    await enqueueAll(db, type, hosts(...odd, ...odd, ...odd))

    const tasks = await claim(db, asked())

    const counts = odd.map((key) => tasks.filter((task) => task.limit_key === key).length)
    expect(counts).toEqual(odd.map(() => MAX))
  })
})

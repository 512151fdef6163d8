import { sql } from 'kysely'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { claim, nextChance } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import {
  aClaimedTask,
  aRequest,
  aType,
  describe,
  enqueue,
  eventsOf,
  expect,
  taskRow,
  test,
} from './kit.ts'

const MINUTE = 60_000
const note = aType()
const post = aType({ name: 'post' })
const ago = (minutes: number): Date => new Date(Date.now() - minutes * MINUTE)
const payloads = (count: number) => Array.from({ length: count }, () => ({ name: 'a' }))

describe('a claimed task', () => {
  test('runs under a lease of its type, and says so', async ({ db }) => {
    const id = await enqueue(db, note)
    await sql`update scrape_tasks_open set checkpoint = '{"page": 2}', attempts = 1`.execute(db)

    const [task] = await claim(db, aRequest([note], { owner: 'me' }))

    expect(task).toEqual({
      id,
      fencing_token: expect.any(Number),
      subject: null,
      task_type: 'note',
      priority: 5,
      payload: { name: 'a', key: null },
      attempts: 1,
      max_attempts: 3,
      lost_leases: 0,
      due: expect.any(String),
      checkpoint: { page: 2 },
      limit_key: null,
      leaseMs: note.leaseMs,
    })
    const row = await taskRow(db, id)
    expect(row).toMatchObject({
      status: 'running',
      lease_owner: 'me',
      fencing_token: task?.fencing_token,
    })
    expect(row.started_at).not.toBeNull()
    expect(Number(row.lease_until) - Date.now()).toBeGreaterThan(note.leaseMs - 10_000)
    expect(Number(row.lease_until) - Date.now()).toBeLessThan(note.leaseMs + 10_000)
    expect(await eventsOf(db, id)).toEqual(['claimed'])
  })

  test('is not claimed again', async ({ db }) => {
    await aClaimedTask(db, note)

    expect(await claim(db, aRequest([note]))).toEqual([])
  })
})

describe('the order', () => {
  test('is priority, then due time, then id, whatever the type', async ({ db }) => {
    const later = await enqueue(db, note, 'a', { dueAt: ago(1) })
    const earlier = await enqueue(db, post, 'a', { dueAt: ago(2) })
    const [first, second] = await enqueueAll(db, note, payloads(2), {
      dueAt: new Date('2026-01-01'),
    })
    const least = await enqueue(db, note, 'a', { priority: 10, dueAt: ago(60) })
    const most = await enqueue(db, post, 'a', { priority: 1 })

    const tasks = await claim(db, aRequest([note, post]))

    expect(tasks.map((task) => task.id)).toEqual([
      most,
      first?.id,
      second?.id,
      earlier,
      later,
      least,
    ])
  })

  test('decides who is claimed when there is not room for all', async ({ db }) => {
    const old = await enqueue(db, note, 'a', { dueAt: ago(60) })
    const urgent = await enqueue(db, note, 'a', { priority: 1 })
    await enqueue(db, note)

    const tasks = await claim(db, aRequest([note], { limit: 2 }))

    expect(tasks.map((task) => task.id)).toEqual([urgent, old])
  })
})

describe('what waits', () => {
  test('for a later time is claimed when that has come', async ({ db }) => {
    const id = await enqueue(db, note, 'a', { dueAt: new Date(Date.now() + 10 * MINUTE) })
    expect(await claim(db, aRequest([note]))).toEqual([])

    await advanceWorldTime(db, 11 * MINUTE)

    expect((await claim(db, aRequest([note]))).map((task) => task.id)).toEqual([id])
  })

  test('for a batch is not claimed', async ({ db }) => {
    await enqueue(db, note)
    await sql`with batch as (insert into ai_batches (kind, model, request_count) values ('k', 'm', 1) returning id)
      update scrape_tasks_open set batch_id = batch.id from batch`.execute(db)

    expect(await claim(db, aRequest([note]))).toEqual([])
  })

  test('and is of a type that was not asked for is not claimed', async ({ db }) => {
    await enqueue(db, post)

    expect(await claim(db, aRequest([note]))).toEqual([])
    expect(await claim(db, aRequest([]))).toEqual([])
    expect(await claim(db, aRequest([post], { limit: 0 }))).toEqual([])
  })
})

describe('room', () => {
  const instagram = aType({ name: 'scrape', resource: 'instagram' })
  const alsoInstagram = aType({ name: 'discover', resource: 'instagram', priority: 6 })
  const countByType = async (tasks: Promise<{ task_type: string }[]>) =>
    Object.fromEntries(
      [...Map.groupBy(await tasks, (task) => task.task_type)].map(([type, of]) => [
        type,
        of.length,
      ]),
    )

  test('in all is not exceeded', async ({ db }) => {
    await enqueueAll(db, note, payloads(20))
    await enqueueAll(db, post, payloads(20))

    expect(await claim(db, aRequest([note, post], { limit: 7 }))).toHaveLength(7)
  })

  test('of each type is not exceeded, and does not keep others out', async ({ db }) => {
    await enqueueAll(db, note, payloads(15))
    await enqueueAll(db, post, payloads(15))
    const types = [
      { name: 'note', resource: 'none', room: 1, leaseMs: 1_000 },
      { name: 'post', resource: 'none', room: 4, leaseMs: 1_000 },
    ]

    expect(await countByType(claim(db, aRequest([], { types })))).toEqual({ note: 1, post: 4 })
  })

  test('of a resource is shared by its types', async ({ db }) => {
    await enqueueAll(db, instagram, payloads(2))
    await enqueueAll(db, alsoInstagram, payloads(5))
    await enqueueAll(db, note, payloads(5))
    const request = aRequest([instagram, alsoInstagram, note], { resources: { instagram: 3 } })

    expect(await countByType(claim(db, request))).toEqual({ scrape: 2, discover: 1, note: 5 })
  })

  test('of a resource can be nothing', async ({ db }) => {
    await enqueueAll(db, instagram, payloads(2))

    const nothing = aRequest([instagram], { resources: { instagram: 0 } })
    await db.transaction().execute(async (tx) => {
      expect(await claim(tx, nothing)).toEqual([])
      // Nor does it keep the task from somebody who has room.
      expect(await claim(db, aRequest([instagram]))).toHaveLength(2)
    })
  })
})

describe('callers at once', () => {
  test('never get the same task, and together get all', async ({ db }) => {
    await enqueueAll(db, note, payloads(400))

    const claimAll = async (owner: string): Promise<number[]> => {
      const ids: number[] = []
      for (;;) {
        const tasks = await claim(db, aRequest([note], { owner }))
        if (tasks.length === 0) return ids
        ids.push(...tasks.map((task) => task.id))
      }
    }
    const ids = (await Promise.all(Array.from({ length: 8 }, (_, n) => claimAll(`w${n}`)))).flat()

    expect(ids).toHaveLength(400)
    expect(new Set(ids).size).toBe(400)
  })

  test('together get the first tasks, each its own in their order', async ({ db }) => {
    const made = (await enqueueAll(db, note, payloads(100))).map(({ id }) => id)

    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        claim(db, aRequest([note], { owner: `w${n}`, limit: 10 })),
      ),
    )

    const groups = claims.map((tasks) => tasks.map(({ id }) => id))
    for (const ids of groups) expect(ids).toEqual(ids.toSorted((one, other) => one - other))
    expect(groups.flat().toSorted((one, other) => one - other)).toEqual(made.slice(0, 80))
  })

  test('wait for nobody who has locked a task', async ({ db }) => {
    const locked = await enqueue(db, note, 'a', { priority: 1 })
    const free = await enqueue(db, note)

    const ids = await db.transaction().execute(async (tx) => {
      await sql`select from scrape_tasks_open where id = ${locked} for update`.execute(tx)
      return (await claim(db, aRequest([note]))).map((task) => task.id)
    })

    expect(ids).toEqual([free])
  })
})

describe('the time until the next task is due', () => {
  test('is unknown when none waits', async ({ db }) => {
    await aClaimedTask(db, note)
    await enqueue(db, post)

    expect((await nextChance(db, ['note'])).dueInMs).toBeNull()
    expect((await nextChance(db, [])).dueInMs).toBeNull()
  })

  test('is that of the first one, in world time', async ({ db }) => {
    await enqueue(db, note, 'a', { priority: 1, dueAt: new Date(Date.now() + 20 * MINUTE) })
    await enqueue(db, post, 'a', { priority: 9, dueAt: new Date(Date.now() + 10 * MINUTE) })
    await advanceWorldTime(db, 4 * MINUTE)

    const ms = (await nextChance(db, ['note', 'post'])).dueInMs

    expect(ms).toBeGreaterThan(5 * MINUTE)
    expect(ms).toBeLessThanOrEqual(6 * MINUTE)
  })

  test('is nothing when one is due already', async ({ db }) => {
    await enqueue(db, note)

    expect((await nextChance(db, ['note'])).dueInMs).toBe(0)
  })
})

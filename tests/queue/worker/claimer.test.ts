import { sql } from 'kysely'
import { createClock } from '../../../src/base/clock.ts'
import { claim, type PlainClaim } from '../../../src/queue/claim.ts'
import { createClaimer } from '../../../src/queue/worker/claimer.ts'
import { enqueueAll } from '../../../src/queue/enqueue.ts'
import { settleAllDone } from '../../../src/queue/settle.ts'
import { rescueExpired } from '../../../src/queue/care/rescue.ts'
import { aRequest, aType, describe, endLease, enqueue, expect, test, typesOf } from '../kit.ts'
import { readsOf } from '../pages.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const note = aType()
const ago = (ms: number): Date => new Date(Date.now() - ms)
const payloads = (count: number) => Array.from({ length: count }, () => ({ name: 'a' }))

describe('a claimer that finds more than it asks for', () => {
  test('gets every task once, in order, however many claims it takes', async ({ db }) => {
    const made = await enqueueAll(db, note, payloads(95))
    const claimer = createClaimer({ db, clock: createClock(), overdueMs: HOUR })

    const ids: number[] = []
    for (let tasks = await claimer.claim(aRequest([note])); tasks.length > 0;) {
      ids.push(...tasks.map(({ id }) => id))
      tasks = await claimer.claim(aRequest([note]))
    }

    expect(ids).toEqual(made.map(({ id }) => id))
  })

  test('begins where it ended, past the rows that an old transaction keeps', async ({ db }) => {
    await sql`alter table scrape_tasks_open set (autovacuum_enabled = off)`.execute(db)
    await enqueueAll(db, note, payloads(4_000))
    const types = [{ name: 'note', resource: 'none', room: 3_000, leaseMs: MINUTE }]
    const request = aRequest([note], { limit: 3_000, types })

    await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (old) => {
        await sql`select count(*) from scrape_tasks_open`.execute(old)
        const first = await createClaimer({ db, clock: createClock(), overdueMs: HOUR }).claim(
          request,
        )
        await settleAllDone(
          db,
          first.map((task) => ({ task, result: null })),
        )
        const last = first.at(-1)
        const after = new Map(last ? [[last.priority, { due: last.due, id: last.id }]] : [])
        const one = { name: 'note', resource: 'none', room: 1, leaseMs: MINUTE }

        const pagesFrom = async (more: Pick<PlainClaim, 'after'>) =>
          (
            await readsOf(db, (tx) =>
              claim(tx, { ...aRequest([], { limit: 1, types: [one] }), ...more }),
            )
          ).pages
        const anew = await pagesFrom({})
        const onwards = await pagesFrom({ after: new Map([['note', after]]) })

        expect(anew).toBeGreaterThan(2 * onwards)
      })
  })
})

describe('a claimer that finds less than it asks for', () => {
  test('looks at the whole queue again, and finds what came in before its place', async ({
    db,
  }) => {
    await enqueueAll(db, note, payloads(15))
    const claimer = createClaimer({ db, clock: createClock(), overdueMs: HOUR })
    expect(await claimer.claim(aRequest([note]))).toHaveLength(10)
    const late = await enqueue(db, note, 'late', { dueAt: ago(MINUTE) })

    const tasks = await claimer.claim(aRequest([note]))

    expect(tasks).toHaveLength(6)
    expect(tasks.map(({ id }) => id)).toContain(late)
  })
})

describe('one claim in five', () => {
  test('goes to what is longest overdue, whatever its priority', async ({ db }) => {
    const least = await enqueue(db, note, 'least', { priority: 10, dueAt: ago(2 * HOUR) })
    await enqueueAll(db, note, payloads(20), { priority: 1 })
    const claimer = createClaimer({ db, clock: createClock(), overdueMs: HOUR })

    const ids: number[] = []
    for (let n = 0; n < 5; n += 1)
      ids.push(...(await claimer.claim(aRequest([note], { limit: 1 }))).map(({ id }) => id))

    expect(ids.indexOf(least)).toBe(4)
  })

  test('leaves the order alone while nothing is overdue', async ({ db }) => {
    const least = await enqueue(db, note, 'least', { priority: 10, dueAt: ago(HOUR / 2) })
    await enqueueAll(db, note, payloads(20), { priority: 1 })
    const claimer = createClaimer({ db, clock: createClock(), overdueMs: HOUR })

    const ids = (await claimer.claim(aRequest([note]))).map(({ id }) => id)

    expect(ids).toHaveLength(10)
    expect(ids).not.toContain(least)
  })
})

test('a task whose lease ran out is not claimed before it is rescued, and then counted as lost', async ({
  db,
}) => {
  const id = await enqueue(db, note)
  const claimer = createClaimer({ db, clock: createClock(), overdueMs: HOUR })
  const [first] = await claimer.claim(aRequest([note], { owner: 'dead' }))
  await endLease(db, id)
  expect(await claimer.claim(aRequest([note], { owner: 'alive' }))).toEqual([])

  await rescueExpired(db, typesOf(note))
  const [second] = await claimer.claim(aRequest([note], { owner: 'alive' }))

  expect(second).toMatchObject({ id, lost_leases: 1, attempts: 0 })
  expect(second?.fencing_token).not.toBe(first?.fencing_token)
  const attempts = await db.selectFrom('task_attempts').select(['owner', 'outcome']).execute()
  expect(attempts).toEqual([{ owner: 'dead', outcome: 'lost' }])
})

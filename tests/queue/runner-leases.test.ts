import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { claim } from '../../src/queue/claim.ts'
import {
  aClaimedTask,
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
  type NoteType,
  refuseWrites,
} from './kit.ts'
import { takeOver } from '../../src/queue/care/rescue.ts'

const done = { kind: 'done', result: { ok: true } } as const

/** A type with a short lease whose handler waits to be let go; it goes on when told to stop, but says why. */
function aLongTask(leaseMs: number) {
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>()
  const reasons: unknown[] = []
  const stops: { reason: unknown; at: number }[] = []
  const starts: number[] = []
  const handle: NoteType['handle'] = async (task, { signal }) => {
    starts.push(task.id)
    signal.addEventListener('abort', () => {
      reasons.push(signal.reason)
      stops.push({ reason: signal.reason, at: Date.now() })
    })
    await open
    return done
  }
  return { type: aType({ leaseMs, handle }), letGo, reasons, stops, starts }
}

/** Takes the task of the worker from it. A lease that was only ended here might be renewed before it is rescued. */
async function takeAway(db: Db, type: NoteType): Promise<void> {
  await expect.poll(async () => await takeOver(db, typesOf(type), 'worker')).toHaveLength(1)
}

describe('a lease', () => {
  test('is renewed for as long as the handler runs', async ({ db, run }) => {
    const { type, letGo, reasons, starts } = aLongTask(1_500)
    const id = await enqueue(db, type)
    run([type])
    await expect.poll(() => starts.length).toBe(1)
    const first = await taskRow(db, id)

    // Three times as long as it was given for, and rescue has looked dozens of times.
    await expect
      .poll(async () => Number((await taskRow(db, id)).lease_until))
      .toBeGreaterThan(Number(first.lease_until) + 3_000)

    expect(await taskRow(db, id)).toMatchObject({
      status: 'running',
      fencing_token: first.fencing_token,
      lost_leases: 0,
    })
    letGo()
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(reasons).toEqual([])
    expect(starts).toEqual([id])
  })

  test('that is taken by another stops the handler, which then writes nothing', async ({
    db,
    run,
  }) => {
    const { type, letGo, reasons, starts } = aLongTask(1_500)
    const id = await enqueue(db, type)
    const { lines } = run([type], { slots: 1 })
    await expect.poll(() => starts.length).toBe(1)

    await takeAway(db, type)
    await claim(db, aRequest([{ ...type, leaseMs: 3_600_000 }], { owner: 'other' }))

    await expect.poll(() => reasons).toMatchObject([{ code: 'lease_lost' }])
    letGo()
    await expect.poll(() => lines.at(-1)).toMatchObject({ msg: 'task lease lost' })
    expect(await taskRow(db, id)).toMatchObject({
      status: 'running',
      lease_owner: 'other',
      result: null,
    })
  })

  test('that cannot be renewed because the database fails stops the handler', async ({
    db,
    run,
  }) => {
    const { type, letGo, reasons, starts } = aLongTask(600)
    const id = await enqueue(db, type)
    const { lines } = run([type])
    await expect.poll(() => starts.length).toBe(1)

    const allow = await refuseWrites(db, 'scrape_tasks_open')

    await expect.poll(() => reasons).toMatchObject([{ code: 'lease_lost' }])
    await expect.poll(() => lines.map((line) => line['msg'])).toContain('leases not renewed')
    await allow()
    letGo()
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
  })

  test('that cannot be renewed because the database hangs stops the handler before it ends', async ({
    db,
    run,
    databaseUrl,
  }) => {
    const { type, letGo, stops, starts } = aLongTask(3_000)
    await enqueue(db, type)
    const other = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
    run([type])
    await expect.poll(() => starts.length).toBe(1)

    await other.transaction().execute(async (tx) => {
      await sql`lock table scrape_tasks_open in exclusive mode`.execute(tx)
      await expect.poll(() => stops).toMatchObject([{ reason: { code: 'lease_lost' } }])
      const row = await tx
        .selectFrom('scrape_tasks')
        .select('lease_until')
        .executeTakeFirstOrThrow()
      expect(stops[0]?.at).toBeLessThan(Number(row.lease_until))
    })

    letGo()
    await other.destroy()
  })
})

test('a task whose claim took longer than its lease is not begun', async ({ db, run }) => {
  await sql`
    create sequence claims;
    create function dawdle() returns trigger language plpgsql as $$
      begin if nextval('claims') = 1 then perform pg_sleep(0.6); end if; return null; end
    $$;
    create trigger dawdle after update on scrape_tasks for each statement execute function dawdle()`.execute(
    db,
  )
  const { type, letGo, starts } = aLongTask(500)
  letGo()
  const id = await enqueue(db, type)

  run([type])

  await expect.poll(async () => await statusOf(db, id)).toBe('done')
  expect(await taskRow(db, id)).toMatchObject({ lost_leases: 1 })
  expect(starts).toEqual([id])
})

describe('a task of a worker that fell silent', () => {
  test('is rescued and run by the next one', async ({ db, run }) => {
    const type = aType({ leaseMs: 1_500 })
    const { id } = await aClaimedTask(db, type)
    await endLease(db, id)

    const { lines } = run([type])

    await expect.poll(async () => await statusOf(db, id)).toBe('done')
    expect(await taskRow(db, id)).toMatchObject({ attempts: 0, lost_leases: 1 })
    await expect
      .poll(() => lines)
      .toContainEqual(
        expect.objectContaining({
          msg: 'task rescued',
          task_id: id,
          task_type: 'note',
          lost_leases: 1,
        }),
      )
  })

  test('may be run anew beside its old handler, whose end changes nothing for it', async ({
    db,
    run,
  }) => {
    const letGo: (() => void)[] = []
    const type = aType({
      leaseMs: 1_500,
      handle: async () => {
        await new Promise<void>((resolve) => letGo.push(resolve))
        return done
      },
    })
    const id = await enqueue(db, type)
    const { wakeSignal, lines } = run([type])
    await expect.poll(() => letGo.length).toBe(1)
    await takeAway(db, type)
    wakeSignal.notify()
    await expect.poll(() => letGo.length).toBe(2)
    const claimed = await taskRow(db, id)

    letGo[0]?.()

    await expect.poll(() => lines.at(-1)).toMatchObject({ msg: 'task lease lost' })
    await expect
      .poll(async () => Number((await taskRow(db, id)).lease_until))
      .toBeGreaterThan(Number(claimed.lease_until) + 1_500)
    expect(await taskRow(db, id)).toMatchObject({
      fencing_token: claimed.fencing_token,
      lost_leases: 1,
    })
    letGo[1]?.()
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
  })

  test('is brought back as soon as the database can be asked again', async ({ db, run }) => {
    const type = aType({ leaseMs: 400 })
    const { id } = await aClaimedTask(db, type)
    await endLease(db, id)
    await sql`alter table scrape_tasks rename to elsewhere`.execute(db)

    const { lines } = run([type])

    await expect.poll(() => lines.map((line) => line['msg'])).toContain('claiming failed')
    await sql`alter table elsewhere rename to scrape_tasks`.execute(db)
    await expect.poll(async () => await statusOf(db, id)).toBe('done')
  })
})

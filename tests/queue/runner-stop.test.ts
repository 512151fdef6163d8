import { sql } from 'kysely'
import { listen } from '../../src/db/listen.ts'
import { TASKS_CHANNEL } from '../../src/queue/channels.ts'
import { aType, enqueue, eventsOf, expect, statusOf, taskRow, test, type NoteType } from './kit.ts'

const done = { kind: 'done', result: { ok: true } } as const

/** A type whose handler tells that it has begun, and goes on when it is let go. */
function aHandler(
  handle: (signal: AbortSignal, open: Promise<void>) => Promise<void>,
  type: Partial<NoteType> = {},
) {
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const declared = aType({
    ...type,
    async handle(_, { signal }) {
      begin()
      await handle(signal, open)
      return {
        ...done,
        commit: async (tx) =>
          void (await tx.insertInto('categories').values({ name: 'written' }).execute()),
      }
    },
  })
  return { type: declared, begun, letGo }
}

test('stopping claims nothing more and waits for what runs', async ({ db, run }) => {
  const { type, begun, letGo } = aHandler(async (_, open) => await open)
  const running = await enqueue(db, type)
  const { runner, wakeSignal } = run([type], { slots: 1 })
  await begun

  const stopping = runner.stop(60_000)
  const waiting = await enqueue(db, type)
  wakeSignal.notify()
  letGo()
  await stopping

  expect(await statusOf(db, running)).toBe('done')
  expect(await statusOf(db, waiting)).toBe('pending')
  await runner.finished
})

test('stopping keeps the lease of what it waits for', async ({ db, run }) => {
  const { type, begun, letGo } = aHandler(async (_, open) => await open, { leaseMs: 1_500 })
  const id = await enqueue(db, type)
  const { runner } = run([type])
  await begun
  const first = Number((await taskRow(db, id)).lease_until)

  const stopping = runner.stop(60_000)

  await expect
    .poll(async () => Number((await taskRow(db, id)).lease_until))
    .toBeGreaterThan(first + 500)
  letGo()
  await stopping
  expect(await taskRow(db, id)).toMatchObject({ status: 'done', lost_leases: 0 })
})

test('what still runs after the grace time is interrupted and given back, without counting an attempt', async ({
  db,
  run,
  databaseUrl,
}) => {
  const { type, begun } = aHandler(
    async (signal) =>
      await new Promise<void>((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error('in the middle of it'))),
      ),
  )
  const id = await enqueue(db, type)
  const { runner } = run([type])
  await begun
  let notifications = 0
  const listener = await listen({
    url: databaseUrl,
    channels: { [TASKS_CHANNEL]: () => notifications++ },
    onReconnect: () => undefined,
    onError: () => undefined,
  })

  await runner.stop(0)

  expect(await taskRow(db, id)).toMatchObject({
    status: 'pending',
    attempts: 0,
    lost_leases: 0,
    lease_until: null,
    error_code: 'interrupted',
  })
  expect(await eventsOf(db, id)).toEqual(['claimed', 'snoozed'])
  await expect.poll(() => notifications).toBe(1) // for the workers of other replicas
  await listener.close()
})

test('what ignores its interruption is given back all the same, and writes nothing afterwards', async ({
  db,
  run,
}) => {
  const { type, begun, letGo } = aHandler(async (_, open) => await open)
  const id = await enqueue(db, type)
  const { runner, lines } = run([type])
  await begun

  await runner.stop(0)

  expect(await taskRow(db, id)).toMatchObject({ status: 'pending', attempts: 0, lost_leases: 0 })
  letGo()
  await expect.poll(() => lines.at(-1)).toMatchObject({ msg: 'task lease lost', task_id: id })
  expect(await taskRow(db, id)).toMatchObject({ status: 'pending', result: null })
  expect(
    await db.selectFrom('categories').where('name', '=', 'written').selectAll().execute(),
  ).toEqual([])
})

test('stopping ends although the database hangs', async ({ db, run }) => {
  const { type, begun, letGo } = aHandler(async (_, open) => await open)
  await enqueue(db, type)
  const { runner } = run([type])
  await begun

  await db.transaction().execute(async (tx) => {
    await sql`lock table scrape_tasks_open`.execute(tx)
    await runner.stop(0)
  })

  letGo()
})

test('an idle worker stops at once', async ({ run }) => {
  const { runner } = run([aType()], { pollMs: 600_000 })

  await runner.stop(600_000)

  await runner.finished
})

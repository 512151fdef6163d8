import { sql } from 'kysely'
import { LeaseLostError } from '../../../src/base/errors.ts'
import { claim, type ClaimedTask } from '../../../src/queue/claim.ts'
import { createCompleter } from '../../../src/queue/worker/completer.ts'
import { enqueueAll } from '../../../src/queue/enqueue.ts'
import type { Db } from '../../../src/db/handles.ts'
import {
  aRequest,
  aType,
  describe,
  expect,
  keepLog,
  statusOf,
  taskRow,
  test,
  refuseWrites,
} from '../kit.ts'

const note = aType()

async function claimed(db: Db, count: number): Promise<ClaimedTask[]> {
  await enqueueAll(
    db,
    note,
    Array.from({ length: count }, () => ({ name: 'a' })),
  )
  return await claim(
    db,
    aRequest([note], {
      limit: count,
      types: [{ name: 'note', resource: 'none', room: count, leaseMs: 60_000 }],
    }),
  )
}

describe('tasks that are done at once', () => {
  test('are settled in one statement, each with its own result', async ({ db }) => {
    const tasks = await claimed(db, 50)
    const completer = createCompleter(db, keepLog().log)

    await Promise.all(tasks.map((task, n) => completer.complete(task, { n })))

    const rows = await db
      .selectFrom('scrape_tasks_ended')
      .select(['result', sql<string>`xmin::text`.as('transaction')])
      .orderBy('id')
      .execute()
    expect(rows.map(({ result }) => result)).toEqual(tasks.map((_, n) => ({ n })))
    expect(new Set(rows.map(({ transaction }) => transaction)).size).toBe(1)
    expect(completer.waiting).toBe(0)
  })

  test('do not suffer from one that somebody else has taken', async ({ db }) => {
    const tasks = await claimed(db, 3)
    const [first, second] = tasks
    await sql`update scrape_tasks_open set fencing_token = fencing_token + 1 where id = ${second?.id}`.execute(
      db,
    )
    const completer = createCompleter(db, keepLog().log)

    const ends = await Promise.allSettled(tasks.map((task) => completer.complete(task, null)))

    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(ends[1]).toMatchObject({ reason: expect.any(LeaseLostError) })
    expect(await statusOf(db, first?.id ?? 0)).toBe('done')
    expect(await statusOf(db, second?.id ?? 0)).toBe('running')
  })

  test('do not suffer from one that cannot be stored', async ({ db }) => {
    const tasks = await claimed(db, 3)
    await sql`alter table scrape_tasks_ended add constraint no_two check (result <> '2')`.execute(
      db,
    )
    const completer = createCompleter(db, keepLog().log)

    const ends = await Promise.allSettled(tasks.map((task, n) => completer.complete(task, n + 1)))

    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})

describe('while the database refuses', () => {
  test('what is done is held, and settled when it can be', async ({ db }) => {
    const tasks = await claimed(db, 2)
    const { log, lines } = keepLog()
    const completer = createCompleter(db, log)
    const allow = await refuseWrites(db, 'scrape_tasks_ended')

    const completing = Promise.all(tasks.map((task) => completer.complete(task, null)))
    await expect.poll(() => completer.failing).toBe(true)
    expect(completer.waiting).toBe(2)
    await allow()
    await completing

    expect(completer.failing).toBe(false)
    expect(lines.map((line) => line['msg'])).toEqual(['completions queued: database unavailable'])
    expect(await statusOf(db, tasks[1]?.id ?? 0)).toBe('done')
  })

  test('closing gives up, and leaves the tasks to their leases', async ({ db }) => {
    const [task] = await claimed(db, 1)
    if (!task) throw new Error('nothing was claimed')
    const completer = createCompleter(db, keepLog().log)
    await refuseWrites(db, 'scrape_tasks_ended')
    const completing = completer.complete(task, null)
    const refused = expect(completing).rejects.toThrow('the database is starting or stopping')

    const closed = completer.close()
    await refused
    await closed

    const row = await taskRow(db, task.id)
    expect(row).toMatchObject({ status: 'running', fencing_token: task.fencing_token })
  })
})

test('a worker whose completions are held runs nothing twice, and settles it all later', async ({
  db,
  run,
}) => {
  const runs: string[] = []
  const counting = aType({
    leaseMs: 1_000,
    handle: async ({ payload }) => {
      runs.push(payload.name)
      return await Promise.resolve({ kind: 'done', result: { ok: true } })
    },
  })
  await enqueueAll(db, counting, [{ name: 'a' }, { name: 'b' }])
  const allow = await refuseWrites(db, 'scrape_tasks_ended')
  const { lines } = run([counting])
  await expect
    .poll(() => lines.map((line) => line['msg']))
    .toContain('completions queued: database unavailable')
  await enqueueAll(db, counting, [{ name: 'c' }])
  const { rows } = await sql<{ until: Date }>`
    select max(lease_until) as until from scrape_tasks`.execute(db)

  await expect
    .poll(async () => {
      const { rows: now } = await sql<{ until: Date }>`
        select max(lease_until) as until from scrape_tasks`.execute(db)
      return Number(now[0]?.until)
    })
    .toBeGreaterThan(Number(rows[0]?.until) + 1_500)
  expect(runs.toSorted().slice(0, 2)).toEqual(['a', 'b'])
  await allow()

  await expect.poll(async () => await statusOf(db, 3)).toBe('done')
  expect(runs.toSorted()).toEqual(['a', 'b', 'c'])
})

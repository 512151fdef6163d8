import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db, Tx } from '../../src/db/handles.ts'
import {
  markSent,
  releaseFromBatch,
  reserveForBatch,
  settleBatch,
  waitingForBatch,
  type BatchEnd,
} from '../../src/queue/batch.ts'
import { claim } from '../../src/queue/claim.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import {
  cancelTask,
  retryTask,
  retryTasks,
  type RetryFilter,
  moveTasks,
} from '../../src/queue/care/lifecycle.ts'
import { pruneTaskEvents, retireEnded } from '../../src/queue/care/retire.ts'
import { aBlog, aRequest, aType, describe, expect, test as base, typesOf } from './kit.ts'

const ROWS = 100_000
const SECOND = 1_000
const MINUTE = 60_000
const note = aType()
const { handle: _handle, ...gathered } = aType({ name: 'gathered' })
const types = typesOf(note, gathered)
const TABLES = ['scrape_tasks_open', 'scrape_tasks_ended', 'past_attempts', 'task_events'] as const

/** `test` with one connection, whose reads can be counted. */
const test = base.extend<{ one: Db }>({
  one: async ({ databaseUrl }, use) => {
    const db = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
    await use(db)
    await db.destroy()
  },
})

/** How many entries of indexes and rows of whole tables the connection has read, and how often a whole table. */
async function readsSoFar(one: Db): Promise<{ entries: number; scans: number }> {
  await sql`select pg_stat_force_next_flush()`.execute(one)
  const { rows } = await sql<{ entries: number; scans: number }>`
    select (sum(seq_tup_read) + (
        select sum(idx_tup_read) from pg_stat_user_indexes where relname = any(${TABLES})
      ))::int as entries,
      sum(seq_scan)::int as scans
    from pg_stat_user_tables where relname = any(${TABLES})`.execute(one)
  const row = rows[0]
  if (!row) throw new Error('no statistics')
  return row
}

async function reads(
  one: Db,
  work: (db: Db) => Promise<unknown>,
): Promise<{ entries: number; scans: number }> {
  const before = await readsSoFar(one)
  await work(one)
  const after = await readsSoFar(one)
  return { entries: after.entries - before.entries, scans: after.scans - before.scans }
}

const inTransaction =
  (work: (tx: Tx, stage: Stage) => Promise<unknown>): Work =>
  async (one, stage) =>
    await one.transaction().execute(async (tx) => await work(tx, stage))

/** Rows as they gather in years: tasks that wait, wait for later and have ended, attempts, events. */
async function fill(db: Db, blog: string): Promise<void> {
  for (const type of ['note', 'gathered'])
    await sql`insert into scrape_tasks_open (task_type, priority, due_at, subject, dedupe_key)
      select ${type}, 1 + n % 5, now() - n * interval '1 millisecond', case when n % 1000 = 0 then ${blog}::text end, 'k' || n
      from generate_series(1, ${ROWS / 2}) n`.execute(db)
  await sql`insert into scrape_tasks_ended (id, created_at, completed_at, priority, task_type, status, subject, dedupe_key, error_code)
    select 1000000 + n, now(), now() - (${ROWS} - n) * interval '1 minute', 5, case n % 2 when 0 then 'note' else 'gathered' end,
      case when n % 10 = 0 then 'failed' else 'done' end, case when n % 1000 = 0 then ${blog}::text end, 'old' || n,
      case when n % 10 = 0 then case n % 1000 when 0 then 'rare' else 'common' end end
    from generate_series(1, ${ROWS}) n`.execute(db)
  await sql`insert into past_attempts (task_id, outcome)
    select 1000000 + n, 'failed' from generate_series(10, ${ROWS}, 10) n`.execute(db)
  await sql`insert into task_events (event, task_type, task_ids, created_at)
    select 'done', 'note', array[n], now() - (${ROWS} - n) * interval '1 second' from generate_series(1, ${ROWS}) n`.execute(
    db,
  )
}

const analyze = async (db: Db): Promise<void> => {
  for (const table of TABLES) await sql.raw(`analyze ${table}`).execute(db)
}

/** What the stages work on: two blogs, two batches of which none has begun. */
type Stage = { blogs: readonly string[]; batches: readonly string[] }
type Work = (one: Db, stage: Stage) => Promise<unknown>

const send = (number: number): Work =>
  inTransaction(async (tx, { batches }) => {
    const batchId = batches[number] ?? ''
    await reserveForBatch(tx, { taskType: 'gathered', batchId, limit: 100 })
    await markSent(tx, batchId)
  })

/** Ends some of the first batch's tasks, as if it had found them in a file. */
const settle = (end: BatchEnd['end']): Work =>
  inTransaction(async (tx, { batches }) => {
    const batchId = batches[0] ?? ''
    const { rows } = await sql<{ taskId: number }>`
      select id as "taskId" from scrape_tasks_open where batch_id = ${batchId} order by id limit 40`.execute(
      tx,
    )
    return await settleBatch(
      tx,
      gathered,
      batchId,
      rows.map(({ taskId }) => ({ taskId, end })),
    )
  })

const retry =
  (filter: Omit<RetryFilter, 'status' | 'limit'>, status: RetryFilter['status'] = 'failed'): Work =>
  async (one) =>
    await retryTasks(one, { status, limit: 10, ...filter })

/** Everything that the queue does, in an order in which it can be done, and how many entries it may read for that. */
const stages: readonly [name: string, most: number, work: Work][] = [
  [
    'enqueue',
    10,
    async (one) =>
      await enqueueAll(one, note, [
        { name: 'a', key: 'k1' },
        { name: 'a', key: 'n' },
      ]),
  ],
  ['claim', 500, async (one) => await claim(one, aRequest([note], { limit: 10 }))],
  ['look at what gathers', 500, async (one) => await waitingForBatch(one, 'gathered', 10)],
  ['send a batch of a hundred', 1_000, send(0)],
  ['settle forty as done', 1_000, settle({ kind: 'done', result: 1 })],
  ['settle forty as failed', 1_000, settle({ kind: 'failed_attempt', code: 'c', message: 'm' })],
  [
    'release twenty',
    300,
    inTransaction(
      async (tx, { batches }) => await releaseFromBatch(tx, batches[0] ?? '', 'unfinished'),
    ),
  ],
  ['send another batch', 1_000, send(1)],
  ['cancel', 10, async (one) => await cancelTask(one, types, 1)],
  ['retry one', 100, async (one) => await retryTask(one, 1_000_010)],
  ['retry a rare code of a type', 500, retry({ task_type: 'note', error_code: 'rare' })],
  ['retry a rare code', 500, retry({ error_code: 'rare' })],
  ['retry a type', 500, retry({ task_type: 'note' })],
  ['retry a type that never failed', 500, retry({ task_type: 'gathered' })],
  ['retry what is cancelled', 100, retry({}, 'cancelled')],
  [
    'move tasks to another blog',
    1_000,
    inTransaction(async (tx, { blogs }) => await moveTasks(tx, blogs[0] ?? '', blogs[1] ?? '')),
  ],
  [
    'hurry a hundred',
    1_000,
    async (one) =>
      await enqueueAll(
        one,
        note,
        Array.from({ length: 100 }, (_, n) => ({ name: 'a', key: `k${40_004 + 5 * n}` })),
        { priority: 1 },
      ),
  ],
  [
    'prune five hundred events',
    3_000,
    async (one) => await pruneTaskEvents(one, (ROWS - 500) * SECOND),
  ],
  [
    'retire fifteen hundred tasks',
    60_000,
    async (one) => await retireEnded(one, types, (ROWS - 1_500) * MINUTE),
  ],
]

describe.for(['analyzed', 'analyzed while empty', 'never analyzed'] as const)(
  'with tables %s',
  (state) => {
    test('each stage of the queue reads about what it moves, of a hundred thousand rows', async ({
      db,
      one,
    }) => {
      const blogs = [await aBlog(db, 'ada'), await aBlog(db, 'bea')]
      const batch = { kind: 'creator_insights', model: 'm', request_count: 1 }
      const batches = await db
        .insertInto('ai_batches')
        .values([batch, batch])
        .returning('id')
        .execute()
      for (const table of TABLES)
        await sql.raw(`alter table ${table} set (autovacuum_enabled = off)`).execute(db)
      if (state === 'analyzed while empty') await analyze(db)
      await fill(db, blogs[0] ?? '')
      if (state === 'analyzed') await analyze(db)

      for (const [name, most, work] of stages) {
        const { entries, scans } = await reads(
          one,
          async (on) => await work(on, { blogs, batches: batches.map(({ id }) => id) }),
        )
        expect
          .soft({ entries: entries <= most || entries, scans }, name)
          .toEqual({ entries: true, scans: 0 })
      }
    })
  },
)

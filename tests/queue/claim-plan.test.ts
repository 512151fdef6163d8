import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { createClock } from '../../src/base/clock.ts'
import { markSent, reserveForBatch, settleBatch, type BatchEnd } from '../../src/queue/batch.ts'
import { claim } from '../../src/queue/claim.ts'
import { raisePriority } from '../../src/queue/raise-priority.ts'
import { createClaimer } from '../../src/queue/worker/claimer.ts'
import { renewLeases, settleAllDone } from '../../src/queue/settle.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { aRequest, aType, describe, expect, test } from './kit.ts'
import { readsOf } from './pages.ts'

const ROWS = 40_000
const plain = ['note', 'post', 'poll'].map((name) => aType({ name }))
const keyed = aType({ name: 'host' })

/** Rows with due times of their own, as real ones have. */
const fill = (type: string, priority: string, due: string, count: number, key = 'null'): string =>
  `insert into scrape_tasks_open (task_type, priority, due_at, limit_key)
   select '${type}', ${priority}, ${due}, ${key} from generate_series(1, ${count}) n`
const past = "now() - n * interval '1 millisecond'"
const waiting = (type: string, count = ROWS): string => fill(type, '1 + n % 5', past, count)
const later = fill('note', '3', "now() + interval '1 day' + n * interval '1 millisecond'", ROWS)
const ofOneKey = fill('host', '1 + n % 5', past, ROWS, "'hot'")
const ofManyKeys = fill('host', '1 + n % 5', past, ROWS, "'key ' || n % 2000")
const ofOthers = fill('host', '1 + n % 5', past, 20, "'other ' || n % 4")
const laterOfAKey = fill('host', '3', "now() + interval '1 day'", ROWS, "'hot'")
/** Ten thousand tasks in the hands of others, first in the order. */
const held = [
  fill('note', '1', "now() - interval '1 hour' + n * interval '1 millisecond'", 10_000),
  `update scrape_tasks_open
   set status = 'running', lease_owner = 'worker ' || id % 100, lease_until = now() + interval '1 hour'`,
] as const
const analyze = 'analyze scrape_tasks_open'
/** Its pages stay, so that the planner expects them to be empty for ever. */
const emptied = [
  'delete from scrape_tasks_open',
  'vacuum (truncate off) scrape_tasks_open',
] as const

/** The tables that a claim must not read as a whole, and how many pages it may read of each at most. */
const tables: Record<string, readonly [pages: number, ...statements: string[]]> = {
  'nothing in it': [300],
  'many due tasks': [300, waiting('note'), analyze],
  'many due tasks, never analyzed': [300, waiting('note')],
  'many due tasks, analyzed while empty': [300, analyze, waiting('note')],
  'many tasks of another type': [300, waiting('other'), waiting('note', 20), analyze],
  'many tasks of another type, analyzed before they came': [
    300,
    waiting('note', 20),
    analyze,
    waiting('other'),
  ],
  'many tasks for later': [300, later, waiting('note', 20), analyze],
  'many tasks for later, analyzed before they came': [300, waiting('note', 20), analyze, later],
  'many tasks of one key': [300, ofOneKey, ofOthers, analyze],
  'many tasks of one key, analyzed while empty': [300, analyze, ofOneKey, ofOthers],
  'many tasks of one key for later, analyzed before they came': [
    300,
    ofOthers,
    analyze,
    laterOfAKey,
  ],
  'tasks of two thousand keys': [20_000, ofManyKeys, analyze],
  'tasks of two thousand keys, analyzed while empty': [20_000, analyze, ofManyKeys],
  'ten thousand tasks held': [1_000, ...held, waiting('note', 100), analyze],
  'ten thousand tasks held, analyzed while empty': [1_000, analyze, ...held, waiting('note', 100)],
}

async function make(db: Db, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const request = aRequest([...plain, keyed])
const claimFrom = async (db: Db) =>
  await createClaimer({ db, clock: createClock(), overdueMs: 3_600_000 }).claim(request)

/** When a connection made the plan that it keeps: in sight of the rows, or when there were next to none. */
const ways = {
  'planned anew': [],
  'planned when there were few': [
    waiting('note', 20),
    ofOthers,
    'vacuum analyze scrape_tasks_open',
  ],
} as const

/** One connection, so that what it has planned is what runs; statistics change only as the tests say. */
async function onOneConnection(
  databaseUrl: string,
  way: keyof typeof ways,
  work: (db: Db) => Promise<void>,
): Promise<void> {
  const db = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
  await sql`alter table scrape_tasks_open set (autovacuum_enabled = off)`.execute(db)
  const before = ways[way]
  if (before.length > 0) {
    await make(db, before)
    await readsOf(db, async (tx) => {
      const tasks = await claimFrom(tx)
      await renewLeases(tx, tasks)
      await settleAllDone(
        tx,
        tasks.map((task) => ({ task, result: null })),
      )
    })
    await sql`delete from scrape_tasks_open`.execute(db)
  }
  await work(db)
  await db.destroy()
}

describe.for(Object.keys(ways) as (keyof typeof ways)[])('%s', (way) => {
  // A plan that is kept does not see statistics: what differs in these alone is one case then.
  const isTwin = (name: string): boolean => name.includes(',') && name.replace(/,.*/, '') in tables
  const cases = Object.entries(tables).filter(([name]) => way === 'planned anew' || !isTwin(name))
  test.for(cases)(
    'a claim reads a few pages by index with %s',
    async ([, [most, ...statements]], { databaseUrl }) => {
      await onOneConnection(databaseUrl, way, async (db) => {
        const keepsPlan = way === 'planned when there were few'
        await make(
          db,
          statements.filter((statement) => !keepsPlan || statement !== analyze),
        )

        const reads = await readsOf(db, claimFrom)

        expect(reads).toMatchObject({ tableScans: 0 })
        expect(reads.pages).toBeGreaterThan(0)
        expect(reads.pages).toBeLessThan(most)
      })
    },
  )

  test.for([
    ['analyzed', [waiting('note'), analyze]],
    ['analyzed while empty', [analyze, waiting('note')]],
    ['vacuumed while empty', [waiting('note'), ...emptied, waiting('note')]],
  ] as const)(
    'given tasks are found by id, to settle them, to renew their leases or to raise them, %s',
    async ([, statements], { databaseUrl }) => {
      await onOneConnection(databaseUrl, way, async (db) => {
        await make(db, statements)
        const tasks = await claim(db, aRequest(plain, { limit: 100, types: roomFor(100) }))
        expect(tasks).toHaveLength(100)

        const settling = await readsOf(db, (tx) =>
          settleAllDone(
            tx,
            tasks.map((task) => ({ task, result: null })),
          ),
        )
        const renewing = await readsOf(db, (tx) => renewLeases(tx, tasks))

        const pending = await db
          .selectFrom('scrape_tasks_open')
          .select('id')
          .where('status', '=', 'pending')
          .limit(100)
          .execute()
        const upgrades = pending.map(({ id }) => ({ id, payload: { name: 'newer' } }))
        const raising = await readsOf(db, (tx) => raisePriority(tx, upgrades, 1))
        const inBatch = await readsOf(db, async (tx) => {
          const batchId = randomUUID()
          const sent = await reserveForBatch(tx, { taskType: 'note', batchId, limit: 100 })
          await markSent(tx, batchId)
          await settleBatch(tx, aType({ name: 'note' }), batchId, sent.map(endOf))
        })

        for (const reads of [settling, renewing, raising, inBatch]) {
          expect(reads.tableScans).toBe(0)
          expect(reads.pages).toBeGreaterThan(0)
          expect(reads.pages).toBeLessThan(4_000)
        }
      })
    },
  )
})

const roomFor = (room: number) =>
  plain.map(({ name, resource, leaseMs }) => ({ name, resource, leaseMs, room }))

/** Every second one failed. */
const endOf = ({ id }: { id: number }, place: number): BatchEnd => ({
  taskId: id,
  end:
    place % 2 === 0
      ? { kind: 'done', result: null }
      : { kind: 'failed_attempt', code: 'no_answer', message: 'no answer' },
})

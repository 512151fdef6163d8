import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { describe, expect, testOnCopiesOf } from '../fixtures/test.ts'

const ROWS = 100_000
const GROWING = ['scrape_tasks_open', 'scrape_tasks_ended', 'past_attempts']

/** The most rows that each may touch in all growing tables, whatever they hold. */
const PRICES = {
  'count_pending_tasks()': 40_100, // 20,000 of each of two types
  'count_ended_tasks()': 20_000, // 10,000 of each of two ways to end
  'open_batches()': 100,
  task_throughput: 150_000, // 20,000 of each of two hours, and a range of 32 pages for each of 48
  task_errors: 20_000,
  leased_tasks: 100,
  task_owners: 100,
  task_counts: 60_100,
  task_stalls: 50_100, // the open tasks that are counted, and 5,000 attempts with their tasks
}

async function fill(db: Db): Promise<void> {
  await sql`insert into scrape_tasks_open (task_type, priority, due_at)
    select case when n % 2 = 0 then 'note' else 'post' end, 1 + n % 5, now() - n * interval '1 millisecond'
    from generate_series(1, ${ROWS}::int) n`.execute(db)
  // Ten days, most of it in two hours of yesterday; one in four failed.
  await sql`insert into scrape_tasks_ended (id, created_at, completed_at, task_type, priority, status)
    select ${ROWS} + n, now(), at, 'note', 3, case when n % 4 = 0 then 'failed' else 'done' end
    from (
      select n, case when n <= 20000 then now() - interval '12 days' + n * interval '40 seconds'
        else date_trunc('hour', now()) - interval '30 hours' + (n - 20000) * interval '90 milliseconds' end as at
      from generate_series(1, ${ROWS}::int) n
    ) timed
    order by n`.execute(db)
  await sql`insert into past_attempts (task_id, outcome, error_code, error_message)
    select n, 'retried', 'transient', 'after ' || n || ' ms' from generate_series(1, ${ROWS}::int) n`.execute(
    db,
  )
  // What autovacuum does for the ranges of pages that have come to be full.
  await sql`select brin_summarize_new_values('scrape_tasks_ended_age_idx')`.execute(db)
}

const analyze = async (db: Db): Promise<void> => {
  await sql`analyze scrape_tasks_open, scrape_tasks_ended, past_attempts`.execute(db)
}

/** What a view reads of the tables that grow, by the server's own count; in functions, too. */
async function reading(db: Db, view: string): Promise<{ scans: number; rows: number }> {
  return await db.transaction().execute(async (tx) => {
    const count = async (): Promise<{ scans: number; rows: number }> => {
      const { rows } = await sql<{ scans: number; rows: number }>`
        select sum(seq_scan)::int as scans, sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
        from pg_stat_xact_user_tables where relname = any (${GROWING})`.execute(tx)
      return rows[0] ?? { scans: 0, rows: 0 }
    }
    const before = await count()
    await sql`select * from derived.${sql.raw(view)}`.execute(tx)
    const after = await count()
    return { scans: after.scans - before.scans, rows: after.rows - before.rows }
  })
}

/** Copies of the tables as they are once they are filled, with the statistics of `before` alone. */
const testOnFilled = (before: (db: Db) => Promise<void>) =>
  testOnCopiesOf(async (db) => {
    for (const table of GROWING) {
      await sql`alter table ${sql.table(table)} set (autovacuum_enabled = off)`.execute(db)
    }
    await before(db)
    await fill(db)
  })

const testNeverAnalyzed = testOnFilled(async () => undefined)
const testAnalyzedEmpty = testOnFilled(analyze)

const states = [
  ['that were analyzed', testNeverAnalyzed, analyze],
  ['that were never analyzed', testNeverAnalyzed, async () => undefined],
  ['that were analyzed while they were empty', testAnalyzedEmpty, async () => undefined],
] as const

describe.for(states)('over tables %s', ([, test, prepare]) => {
  test('no view reads a growing table as a whole, or more of it than it says', async ({ db }) => {
    await prepare(db)
    for (const [view, price] of Object.entries(PRICES)) {
      const { scans, rows } = await reading(db, view)

      expect.soft(scans, `${view}: sequential scans`).toBe(0)
      expect.soft(rows, `${view}: rows`).toBeLessThanOrEqual(price)
    }
  })
})

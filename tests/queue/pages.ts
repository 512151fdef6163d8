import { sql } from 'kysely'
import type { Db, Tx } from '../../src/db/handles.ts'

/** What a piece of work has read of a table. */
export type Reads = {
  /** Pages of the table and of its indexes, each as often as it was asked for. */
  pages: number
  /** How often the whole table was read. */
  tableScans: number
  /** How often each of its indexes was looked into. */
  indexScans: Record<string, number>
}

/** Counts what work reads of a table in a transaction, in whatever functions and plans it does so; then undoes it. */
export async function readsOf(
  db: Db,
  work: (tx: Tx) => Promise<unknown>,
  table = 'scrape_tasks_open',
): Promise<Reads> {
  const transaction = await db.startTransaction().execute()
  try {
    const before = await counters(transaction, table)
    await work(transaction)
    const after = await counters(transaction, table)
    const reads: Reads = { pages: 0, tableScans: 0, indexScans: {} }
    for (const [name, { pages, scans }] of after) {
      reads.pages += pages - (before.get(name)?.pages ?? 0)
      const looks = scans - (before.get(name)?.scans ?? 0)
      if (name === table) reads.tableScans = looks
      else reads.indexScans[name] = looks
    }
    return reads
  } finally {
    await transaction.rollback().execute()
  }
}

async function counters(tx: Tx, table: string) {
  const { rows } = await sql<{ name: string; pages: number; scans: number }>`
    select c.relname as name, pg_stat_get_xact_blocks_fetched(c.oid)::int as pages,
      pg_stat_get_xact_numscans(c.oid)::int as scans
    from pg_class c
    where c.oid = ${table}::regclass
      or c.oid in (select i.indexrelid from pg_index i where i.indrelid = ${table}::regclass)`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.name, row]))
}

import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db, Tx } from './handles.ts'
import { retryTransientFaults } from './transient-faults.ts'

/** Real ms to wait for the end of a commit in progress. */
const PAUSES_MS = [50, 500, 1_000]

/**
 * Runs `work` in a transaction, again after temporary failures of the database. When only the
 * answer to its commit was lost, it is not repeated, and its result is returned. Throws what `work`
 * and the database throw.
 */
export async function idempotentTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  let sent: { transaction: string; result: T } | undefined
  return await retryTransientFaults(async () => {
    if (sent && (await isCommitted(db, sent.transaction))) return sent.result
    return await db.transaction().execute(async (tx) => {
      const result = await work(tx)
      sent = { transaction: await idOf(tx), result }
      return result
    })
  })
}

async function idOf(tx: Tx): Promise<string> {
  const { rows } = await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the database gave no id of a transaction')
  return row.id
}

/**
 * A transaction that does not end lost its connection before the commit, and will never be
 * committed.
 */
async function isCommitted(db: Db, transaction: string): Promise<boolean> {
  for (const pauseMs of [0, ...PAUSES_MS]) {
    await delay(pauseMs)
    const { rows } = await sql<{ status: string | null }>`
      select pg_xact_status(${transaction}::xid8) as status`.execute(db)
    const status = rows[0]?.status
    if (status !== 'in progress') return status === 'committed'
  }
  return false
}

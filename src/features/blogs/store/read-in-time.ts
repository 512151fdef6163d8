import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'

/**
 * Sorts and bitmaps of a million creators fit into it: a bitmap that does not has whole pages of
 * creators instead, and each of them is tested again.
 */
const WORK_MEMORY_BYTES = 16_777_216

/**
 * Runs a read of creators in a transaction with enough memory and a limit of real time for each
 * statement; null for the server's.
 */
export async function readInTime<Result>(
  db: Db,
  maxMs: number | null,
  read: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return await db.transaction().execute(async (tx) => {
    await sql`
      select set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), ${WORK_MEMORY_BYTES}) / 1024
          || 'kB', true),
        set_config('statement_timeout', coalesce(${maxMs}::text, current_setting('statement_timeout')), true)`.execute(
      tx,
    )
    return await read(tx)
  })
}

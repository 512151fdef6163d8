import { sql } from 'kysely'
import { lockExclusive, lockShared } from '../../db/locks.ts'
import type { Db, Tx } from '../../db/database.ts'

/** Real time that a change waits for results that are being stored; then it fails as busy and may be tried again. */
const CHANGE_WAIT = '15s'

/** Keeps categories, their words and what is ignored as they are until the transaction ends; many may hold it at once. */
export async function lockTaxonomyShared(tx: Tx): Promise<void> {
  await lockShared(tx, 'taxonomy')
}

/** Runs `change` in a transaction in which nobody else stores topics or changes categories. Throws TransientError. */
export async function changeTaxonomy<Result>(
  db: Db,
  change: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return await db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = ${sql.lit(CHANGE_WAIT)}`.execute(tx)
    await lockExclusive(tx, 'taxonomy')
    await sql`set local lock_timeout = default`.execute(tx)
    return await change(tx)
  })
}

import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'

/** Any fixed number will do. */
const TAXONOMY_LOCK = 4_727_322
/** Real time that a change waits for results that are being stored; then it fails as busy and may be tried again. */
const CHANGE_WAIT = '15s'

/** Keeps categories, their words and what is ignored as they are until the transaction ends; many may hold it at once. */
export async function holdTaxonomy(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${TAXONOMY_LOCK})`.execute(tx)
}

/** Runs `change` in a transaction in which nobody else stores topics or changes categories. Throws TransientError. */
export async function changeTaxonomy<Result>(
  db: Db,
  change: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return await db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = ${sql.lit(CHANGE_WAIT)}`.execute(tx)
    await sql`select pg_advisory_xact_lock(${TAXONOMY_LOCK})`.execute(tx)
    await sql`set local lock_timeout = default`.execute(tx)
    return await change(tx)
  })
}

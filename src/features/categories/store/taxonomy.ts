import { sql } from 'kysely'
import { lockExclusive, lockShared } from '../../../db/locks.ts'
import type { Db, Tx } from '../../../db/handles.ts'

/**
 * Real time that a change waits for results that are being stored; then it fails as busy and may be
 * tried again.
 */
const CHANGE_WAIT = '15s'

/**
 * Locks categories, their words and ignored topics against changes until the transaction ends;
 * others may do so too.
 */
export async function lockTaxonomyShared(tx: Tx): Promise<void> {
  await lockShared(tx, 'taxonomy')
}

/**
 * Runs `change` in a transaction in which no other stores topics or changes categories. Throws
 * TransientError.
 */
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

/**
 * One spelling for all that differ only in case, width or spaces: how categories and topics are
 * stored and shown.
 */
export function plainName(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

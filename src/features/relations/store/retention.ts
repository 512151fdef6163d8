import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { oldChecks } from '../../checks/index.ts'

const MEMBERS = 10_000

/**
 * Deletes checks that were created more than `keepMs` ago (world time) and have no open task,
 * oldest first; their members, up to a million, before them and in small batches. Returns how many
 * checks. An aborted signal ends it between two batches.
 */
export async function deleteOldChecks(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  for (let deleted = 0; ;) {
    const { rows } = await oldChecks('relation_checks', keepMs, 1).execute(db)
    const [check] = rows
    if (!check || signal.aborted) return deleted
    await openLists(db, check.id)
    const members = await sql`
      delete from relation_members where ctid = any (array(
        select ctid from relation_members where check_id = ${check.id} limit ${MEMBERS}
      ))`.execute(db)
    if ((members.numAffectedRows ?? 0n) === BigInt(MEMBERS)) continue
    await sql`delete from relation_checks where id = ${check.id}`.execute(db)
    deleted += 1
  }
}

/** The lists of a half-deleted check must not count as complete. */
async function openLists(db: Db, id: string): Promise<void> {
  await sql`
    with lists as (
      update relation_lists set state = 'incomplete', reason = 'expired'
      where check_id = ${id}::uuid and reason is distinct from 'expired'
      returning check_id
    )
    update relation_checks set status = 'incomplete', status_reason = 'expired'
    where id in (select check_id from lists)`.execute(db)
}

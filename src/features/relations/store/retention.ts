import { deleteChecks, expireCheck } from './checks.ts'
import { deleteSomeMembers } from './lists.ts'
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
    await expireCheck(db, check.id)
    if ((await deleteSomeMembers(db, check.id, MEMBERS)) === MEMBERS) continue
    await deleteChecks(db, [check.id])
    deleted += 1
  }
}

import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { ConflictError } from '../../base/errors.ts'
import type { Services } from '../manifest.ts'
import type { CheckTable, ShownCheck } from './shown-state.ts'

/**
 * Ends a check of either kind, whatever it does at the moment: its task tells it, or else `end`. What it has found stays.
 * Throws ConflictError when it has ended already, or meanwhile.
 */
export async function cancelShown(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  check: ShownCheck,
  table: CheckTable,
  end: (tx: Tx) => Promise<void>,
): Promise<void> {
  if (check.completed_at !== null) throw new ConflictError(`the check is ${check.status} already`)
  if (check.task_id !== null && check.is_open) return await queue.cancel(db, check.task_id)
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      select from ${sql.table(table)}
      where id = ${check.id}::uuid and status = 'waiting' and completed_at is null for update`.execute(
      tx,
    )
    if (rows.length === 0) throw new ConflictError('the check has moved on meanwhile')
    await end(tx)
  })
}

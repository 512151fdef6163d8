import { raiseAlert, type Alert } from '../../alerts/raise.ts'
import type { Db, Tx } from '../../db/database.ts'

/** Has people told of something that bears this name, unless they were told before. True when it is news. */
export async function tellOnce(db: Db, what: string, alert: Alert): Promise<boolean> {
  return await db.transaction().execute(async (tx) => await tellOnceIn(tx, what, alert))
}

/** The same as the last thing of a transaction. */
export async function tellOnceIn(tx: Tx, what: string, alert: Alert): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('ai_told')
    .values({ what })
    .onConflict((conflict) => conflict.column('what').doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) return false
  await raiseAlert(tx, alert)
  return true
}

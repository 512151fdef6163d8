import { raiseAlert, type Alert } from '../../alerts/raise.ts'
import type { Db, Tx } from '../../db/handles.ts'

/** Raises an alert unless there was one with this name; returns whether it did. */
export async function alertOnce(db: Db, name: string, alert: Alert): Promise<boolean> {
  return await db.transaction().execute(async (tx) => await alertOnceIn(tx, name, alert))
}

/** Like `alertOnce`, as the last statement of a transaction. */
export async function alertOnceIn(tx: Tx, name: string, alert: Alert): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('ai_alerts_sent')
    .values({ name })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) return false
  await raiseAlert(tx, alert)
  return true
}

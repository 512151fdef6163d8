import { sql } from 'kysely'
import type { Tx, Db } from '../../db/handles.ts'
import { raiseAlert, type Alert } from '../../alerts/raise.ts'

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

export const REFUSED = 'refused '

export async function forgetRefusals(tx: Tx): Promise<void> {
  await tx.deleteFrom('ai_alerts_sent').where('name', 'like', `${REFUSED}%`).execute()
}

/** A batch was answered: refusals from before it was sent are over. */
export async function endRefusalsBefore(tx: Tx, batchId: string): Promise<void> {
  await sql`
    delete from ai_alerts_sent a using ai_batches b
    where a.name like ${`${REFUSED}%`} and b.id = ${batchId} and a.sent_at <= b.sent_at`.execute(tx)
}

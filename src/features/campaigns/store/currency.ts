import { worldNow } from '../../../db/database.ts'
import type { Db } from '../../../db/handles.ts'

/** The currency in which the team counts; null until it is set. */
export async function teamCurrency(db: Db): Promise<string | null> {
  const row = await db.selectFrom('team_currency').select('currency').executeTakeFirst()
  return row?.currency ?? null
}

export async function storeTeamCurrency(
  db: Db,
  currency: string,
  userId: string | null,
): Promise<void> {
  const values = { currency, changed_at: worldNow, changed_by: userId }
  await db
    .insertInto('team_currency')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

import type { Db } from '../handles.ts'

export type LastBackup = { written_at: Date; version: string; rows: number }

/** Remembers that a whole backup was written now. */
export async function rememberBackup(
  db: Db,
  { version, rows }: { version: string; rows: number },
): Promise<void> {
  const values = { version, rows, written_at: new Date() }
  await db
    .insertInto('last_backup')
    .values(values)
    .onConflict((conflict) => conflict.column('singleton').doUpdateSet(values))
    .execute()
}

/** The last backup that `gramd backup` wrote of this database; undefined when it wrote none. */
export const readLastBackup = async (db: Db): Promise<LastBackup | undefined> =>
  await db
    .selectFrom('last_backup')
    .select(['written_at', 'version', (eb) => eb.ref('rows').$castTo<number>().as('rows')])
    .executeTakeFirst()

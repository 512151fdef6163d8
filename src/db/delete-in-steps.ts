import { sql, type RawBuilder } from 'kysely'
import type { Db } from './handles.ts'

/**
 * Repeats a statement that deletes `most` rows, until it finds fewer; returns the total. An aborted
 * signal ends it between two steps.
 */
export async function deleteInSteps(
  db: Db,
  statement: RawBuilder<unknown>,
  most: number,
  signal?: AbortSignal,
): Promise<number> {
  let deleted = 0
  while (!signal?.aborted) {
    const { numAffectedRows = 0n } = await statement.execute(db)
    deleted += Number(numAffectedRows)
    if (numAffectedRows < most) break
  }
  return deleted
}

/** Rows of one step of `deleteOlder`. */
const STEP = 1_000

/**
 * Deletes rows of a table whose time in `column` (world time) is more than `keepMs` ago, the oldest
 * first, in steps.
 */
export const deleteOlder = async (
  db: Db,
  aged: { table: string; column: string },
  keepMs: number,
  signal: AbortSignal,
): Promise<number> => await deleteInSteps(db, olderRows(aged, keepMs), STEP, signal)

/** Separate from `deleteOlder` so that a test can explain its plan. */
export function olderRows({ table, column }: { table: string; column: string }, keepMs: number) {
  const [rows, time] = [sql.table(table), sql.ref(column)]
  return sql`
    delete from ${rows} where ctid = any (array(
      select ctid from ${rows}
      where ${time} < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      order by ${time}
      limit ${sql.lit(STEP)}
      for update skip locked
    ))`
}

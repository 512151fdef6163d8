import type { RawBuilder } from 'kysely'
import type { Db } from './database.ts'

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

import type { Tx } from '../../db/database.ts'
import type { Release, TaskType } from '../task-type.ts'

export type ReleasedRow = Release & { taskType: string }

/** Lets each type free what its tasks held, in the transaction that takes them from their worker or batch. */
export async function notifyReleased<Services>(
  tx: Tx,
  types: ReadonlyMap<string, TaskType<Services>>,
  rows: readonly ReleasedRow[],
): Promise<void> {
  for (const [name, releases] of Map.groupBy(rows, (row) => row.taskType)) {
    await types.get(name)?.onRelease?.(tx, releases)
  }
}

import type { Tx } from '../../db/database.ts'
import type { Departure, TaskType } from '../task-type.ts'

export type DepartedRow = Departure & { taskType: string }

/** Lets each type free what its departing tasks held, in the transaction that moves them. */
export async function tellDepartures<Services>(
  tx: Tx,
  types: ReadonlyMap<string, TaskType<Services>>,
  rows: readonly DepartedRow[],
): Promise<void> {
  for (const [name, departures] of Map.groupBy(rows, (row) => row.taskType)) {
    await types.get(name)?.onDeparture?.(tx, departures)
  }
}

import type { Tx } from '../../db/database.ts'
import type { Release, TaskType } from '../task-type.ts'

// What all statements share that take tasks from their worker or batch.

export type ReleasedRow = Release & { taskType: string }

/** Calls the `onRelease` hooks of the types, in the transaction that releases their tasks. */
export async function notifyReleased<Services>(
  tx: Tx,
  types: ReadonlyMap<string, TaskType<Services>>,
  rows: readonly ReleasedRow[],
): Promise<void> {
  for (const [name, releases] of Map.groupBy(rows, (row) => row.taskType)) {
    await types.get(name)?.onRelease?.(tx, releases)
  }
}

/** Attempts of a task that are kept, besides the one that ended it. */
const KEPT_ATTEMPTS = 20

/**
 * The part of a statement that deletes the oldest attempts of each task of `source`, to make room
 * for the one that the statement adds. An array, since the planner would read the whole table to
 * join it.
 */
export const trimAttempts = (source: string): string => `
  forgotten as (
    delete from past_attempts where id = any (array(
      select old.id from ${source} s cross join lateral (
        select a.id from past_attempts a where a.task_id = s.id order by a.id desc offset ${KEPT_ATTEMPTS - 1}
      ) old
    ))
  )`

/** The owner of a task that runs in a batch. */
export const batchOwner = (batchId: string): string => `batch ${batchId}`

import type { Tx } from '../../db/handles.ts'
import type { Release, TaskTypes } from '../task-type.ts'

// Shared by all statements that take tasks from their worker or batch.

export type ReleasedRow = Omit<Release, 'taskId'> & { id: number; task_type: string }

/** Calls the `onRelease` hooks of the types, in the transaction that releases their tasks. */
export async function notifyReleased(
  tx: Tx,
  types: TaskTypes,
  rows: readonly ReleasedRow[],
): Promise<void> {
  for (const [name, released] of Map.groupBy(rows, (row) => row.task_type)) {
    const releases = released.map(({ id, subject, payload, status }): Release => {
      return { taskId: id, subject, payload, status }
    })
    await types.get(name)?.onRelease?.(tx, releases)
  }
}

/** The number of stored attempts of a task, apart from the last one. */
const MAX_ATTEMPTS = 20

/**
 * The part of a statement that deletes the oldest attempts of each task of `source`, to make room
 * for the one that the statement adds. An array, since the planner would read the whole table to
 * join it.
 */
export const trimAttempts = (source: string): string => `
  trimmed as (
    delete from past_attempts where id = any (array(
      select old.id from ${source} s cross join lateral (
        select a.id from past_attempts a where a.task_id = s.id order by a.id desc offset ${MAX_ATTEMPTS - 1}
      ) old
    ))
  )`

/** The owner of a task that runs in a batch. */
export const batchOwner = (batchId: string): string => `batch ${batchId}`

import { oldAccountAnswers } from './account-insights.ts'
import { oldMediaAnswers, STEP } from './insights.ts'
import type { Db } from '../../../db/handles.ts'
import { deleteInSteps, deleteOlder } from '../../../db/delete-in-steps.ts'

/**
 * Deletes metrics that were collected more than `keepMs` ago (world time); returns how many
 * snapshots of posts.
 */
export async function deleteOldInsights(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  await deleteOlder(db, { table: 'account_insights', column: 'collected_at' }, keepMs, signal)
  return await deleteOlder(db, { table: 'media_insights', column: 'collected_at' }, keepMs, signal)
}

/** Empties the answers as they came of older snapshots, whose metrics stay. */
export async function emptyOldAnswers(db: Db, keepMs: number, signal: AbortSignal): Promise<void> {
  await deleteInSteps(db, oldMediaAnswers(keepMs), STEP, signal)
  await deleteInSteps(db, oldAccountAnswers(keepMs), STEP, signal)
}

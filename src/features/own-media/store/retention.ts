import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { deleteInSteps, deleteOlder } from '../../../db/delete-in-steps.ts'

const STEP = 1_000

/** Deletes metrics that were collected more than `keepMs` ago (world time); returns how many snapshots of posts. */
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

const tooOld = (keepMs: number) => sql`
  raw is not null and collected_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
  order by collected_at limit ${sql.lit(STEP)}`

/** Apart from `emptyOldAnswers` so that a test can ask PostgreSQL to explain it. */
export const oldMediaAnswers = (keepMs: number) => sql`
  update media_insights set raw = null
  where ctid = any (array(select ctid from media_insights where ${tooOld(keepMs)}))`

const oldAccountAnswers = (keepMs: number) => sql`
  update account_insights set raw = null
  where ctid = any (array(select ctid from account_insights where ${tooOld(keepMs)}))`

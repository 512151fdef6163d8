import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import type { Forgotten } from '../../queue/forget.ts'

/**
 * Takes a creator out of what is about to be sent: the insights are the blog's, and of a batch that is under way the row of
 * a creator whose task is gone is paid and read, and goes nowhere.
 *
 * A file that is uploaded and not used yet is written again, without those whose tasks are gone, and the old one deleted:
 * that is what happens to one that was written for another model.
 */
export async function forgetAnalysis(tx: Tx): Promise<Forgotten> {
  await sql`
    update ai_batches b set model = ''
    where b.files_deleted_at is null and b.status = 'preparing' and b.input_file_id is not null
      and exists (
        select from ai_batch_rows r
        where r.batch_id = b.id
          and not exists (select from open_tasks t where t.id = r.task_id and t.batch_id = b.id)
      )`.execute(tx)
  return { removed: {}, changed: {} }
}

/** Each may have thousands of rows, which go with it. */
const BATCHES = 5

/**
 * Forgets batches whose results were read more than `keepMs` ago (world time), with what each row cost, once OpenAI has
 * no file of them any more; returns how many. An aborted signal ends it between two steps.
 */
export async function forgetOldBatches(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  let forgotten = 0
  while (!signal.aborted) {
    const { numAffectedRows = 0n } = await oldBatchesQuery(keepMs).execute(db)
    forgotten += Number(numAffectedRows)
    if (numAffectedRows < BATCHES) break
  }
  return forgotten
}

/** Apart from `forgetOldBatches` so that a test can ask PostgreSQL to explain it. */
export const oldBatchesQuery = (keepMs: number) => sql`
  delete from ai_batches where id = any (array(
    select id from ai_batches
    where ingested_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      and files_deleted_at is not null
    order by ingested_at
    limit ${sql.lit(BATCHES)}
    for update skip locked
  ))`

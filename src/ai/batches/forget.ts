import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import type { ErasedRows } from '../../queue/care/erase.ts'

/**
 * Of a batch that is under way, the row of a task that was erased is paid and read, and its answer is not stored.
 *
 * A file that is uploaded and not used yet counts as not written: it is written again without the tasks that are gone,
 * and the old one deleted. One that OpenAI may have a batch of by now stays as it is. A batch whose file is being written
 * is changed as well, so that whoever stores the file waits for the erasure and sees which tasks are gone.
 */
export async function rewriteWithoutGone(tx: Tx): Promise<Pick<ErasedRows, 'changed'>> {
  const { numAffectedRows = 0n } = await sql`
    update ai_batches b set is_outdated = true
    where b.files_deleted_at is null and b.status = 'preparing'
      and exists (
        select from ai_batch_rows r
        where r.batch_id = b.id
          and not exists (
            select from scrape_tasks t
            where t.status in ('pending', 'running') and t.id = r.task_id and t.batch_id = b.id
          )
      )`.execute(tx)
  return { changed: { ai_batches: Number(numAffectedRows) } }
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
  return await deleteInSteps(db, oldBatchesQuery(keepMs), BATCHES, signal)
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

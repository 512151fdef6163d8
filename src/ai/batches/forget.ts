import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { deleteInSteps } from '../../db/delete-in-steps.ts'
import type { ErasedRows } from '../../queue/care/erase.ts'

/**
 * Marks unsent batches with rows of erased tasks as outdated: their files are written again without
 * them. A file that OpenAI may already have a batch of stays: the row is paid, and its answer is
 * not stored. A batch whose file is being written changes too, so that storing the file waits for
 * the erasure and sees which tasks are gone.
 */
export async function rewriteWithoutGone(tx: Tx): Promise<Pick<ErasedRows, 'changed'>> {
  const { numAffectedRows = 0n } = await sql`
    update ai_batches b set is_outdated = true
    where b.files_deleted_at is null and b.status = 'preparing'
      and exists (
        select from ai_batch_rows r
        where r.batch_id = b.id
          and not exists (
            select from shared.scrape_tasks t
            where t.status in ('pending', 'running') and t.id = r.task_id and t.batch_id = b.id
          )
      )`.execute(tx)
  return { changed: { ai_batches: Number(numAffectedRows) } }
}

/** Per step: each may have thousands of rows. */
const BATCHES = 5

/**
 * Deletes batches whose results were read more than `keepMs` ago (world time), with their rows,
 * once OpenAI has none of their files; returns how many. An aborted signal ends it between two
 * steps.
 */
export async function forgetOldBatches(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  return await deleteInSteps(db, oldBatchesQuery(keepMs), BATCHES, signal)
}

/** Apart from `forgetOldBatches` so that a test can explain its plan. */
export const oldBatchesQuery = (keepMs: number) => sql`
  delete from ai_batches where id = any (array(
    select id from ai_batches
    where ingested_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      and files_deleted_at is not null
    order by ingested_at
    limit ${sql.lit(BATCHES)}
    for update skip locked
  ))`

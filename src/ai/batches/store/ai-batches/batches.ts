import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../../base/errors.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { RemoteBatch } from '../../../openai/remote-status.ts'
import { worldNow } from '../../../../db/database.ts'
import { deleteInSteps } from '../../../../db/delete-in-steps.ts'
import type { Prompt } from '../../../prompt.ts'

export type StoredBatch = {
  id: string
  status: string
  model: string
  remote_id: string | null
  input_file_id: string | null
  output_file_id: string | null
  error_file_id: string | null
  request_count: number
  kind: string
  /** The content of its rows' requests; null until its file is written. */
  prompt: Prompt | null
  /** Its file has rows whose tasks are gone, and must be written again. */
  is_outdated: boolean
  created_at: Date
  /** When OpenAI accepted it. */
  sent_at: Date | null
  /** USD per million tokens when it was sent; null for old batches. */
  input_usd_per_million: number | null
  output_usd_per_million: number | null
  /** Real time of the last request to create it; null when there certainly was none. */
  create_attempted_at: Date | null
  /** World time. */
  cancel_requested_at: Date | null
}

export type SentBatch = StoredBatch & { remote_id: string }

const batches = (db: Db) => db.selectFrom('ai_batches').selectAll().$castTo<StoredBatch>()

/** Batches that OpenAI has not accepted yet, oldest first. */
export async function preparingBatches(db: Db): Promise<StoredBatch[]> {
  return await batches(db)
    .where('status', '=', 'preparing')
    .where('files_deleted_at', 'is', null)
    .orderBy('created_at')
    .execute()
}

const sentBatches = (db: Db) =>
  batches(db)
    .where('ingested_at', 'is', null)
    .where('remote_id', 'is not', null)
    .$castTo<SentBatch>()

/** Accepted batches with unread results that were sent `olderThanMs` ago, oldest first. */
export async function openBatches(db: Db, olderThanMs = 0): Promise<SentBatch[]> {
  const before = sql<Date>`(select world_now()) - make_interval(secs => ${olderThanMs / 1000})`
  return await sentBatches(db)
    .where('files_deleted_at', 'is', null)
    .where('sent_at', '<=', before)
    .orderBy('created_at')
    .execute()
}

/** An accepted batch with unread results; undefined for any other. */
export async function sentBatch(db: Db, id: string): Promise<SentBatch | undefined> {
  return await sentBatches(db).where('id', '=', id).executeTakeFirst()
}

/** Ended batches of which OpenAI may still have files. */
export async function batchesWithFiles(db: Db): Promise<StoredBatch[]> {
  return await batches(db)
    .where('ingested_at', 'is not', null)
    .where('files_deleted_at', 'is', null)
    .orderBy('created_at')
    .execute()
}

export async function markFilesDeleted(db: Db, id: string): Promise<void> {
  await db
    .updateTable('ai_batches')
    .set({ files_deleted_at: worldNow })
    .where('id', '=', id)
    .execute()
}

/** The states of a batch that has not ended. */
export const UNDER_WAY = ['preparing', 'validating', 'in_progress', 'finalizing', 'cancelling']

/**
 * Deletes the batch rows of tasks; the sums of a batch stay. Rows of a batch that has not ended
 * stay too, because its sums need them: they contain no more than the task's id.
 */
export async function deleteBatchRows(tx: Tx, taskIds: readonly number[]): Promise<void> {
  await sql`
    delete from ai_batch_rows r using ai_batches b
    where r.task_id = any (${taskIds}::bigint[]) and b.id = r.batch_id
      and b.status <> all (${UNDER_WAY}::text[])`.execute(tx)
}

/** Stores OpenAI's state of a batch, unless its results were read. */
export async function storeRemoteState(db: Db, id: string, remote: RemoteBatch): Promise<void> {
  await db
    .updateTable('ai_batches')
    .set({ ...remoteColumns(remote), polled_at: worldNow })
    .where('id', '=', id)
    .where('ingested_at', 'is', null)
    .execute()
}

export const remoteColumns = (remote: RemoteBatch) => ({
  status: remote.status,
  output_file_id: remote.outputFileId,
  error_file_id: remote.errorFileId,
  completed_count: remote.counts.completed,
  failed_count: remote.counts.failed,
  error_code: remote.error?.code ?? null,
  error_message: remote.error?.message ?? null,
})

/** Batches of one step of `deleteOldBatches`: each may have thousands of rows. */
const STEP = 5

/**
 * Deletes batches whose results were read more than `keepMs` ago (world time), with their rows,
 * once OpenAI has none of their files. Returns how many; an aborted signal ends it between steps.
 */
export const deleteOldBatches = async (
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> => await deleteInSteps(db, oldBatchesQuery(keepMs), STEP, signal)

/** Separate from `deleteOldBatches` so that a test can explain its plan. */
export const oldBatchesQuery = (keepMs: number) => sql`
  delete from ai_batches where id = any (array(
    select id from ai_batches
    where ingested_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      and files_deleted_at is not null
    order by ingested_at
    limit ${sql.lit(STEP)}
    for update skip locked
  ))`

/**
 * Requests the cancellation of a batch, which the poller carries out. Idempotent. Throws
 * NoSuchRecordError, and ConflictError when the batch has ended.
 */
export async function requestCancel(db: Db, id: string): Promise<void> {
  const { rows } = await sql<{ status: string; is_requested: boolean }>`
    with requested as (
      update ai_batches set cancel_requested_at = coalesce(cancel_requested_at, world_now())
      where id = ${id} and ingested_at is null
        and status = any (${UNDER_WAY}::text[])
      returning id
    )
    select status, exists (select from requested) as is_requested from ai_batches where id = ${id}`.execute(
    db,
  )
  const [batch] = rows
  if (!batch) throw new NoSuchRecordError(`no batch ${id}`)
  if (!batch.is_requested) throw new ConflictError(`the batch has ended: it is ${batch.status}`)
}

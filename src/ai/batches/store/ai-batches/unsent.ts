import { sql, type UpdateObject } from 'kysely'
import type { Price } from '../../../openai/prices.ts'
import type { RemoteBatch } from '../../../openai/remote-status.ts'
import { jsonb, worldNow } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { DB } from '../../../../db/schema.ts'
import type { ErasedRows } from '../../../../queue/care/erase.ts'
import type { AiTaskRow } from '../../../kind.ts'
import type { Prompt } from '../../../prompt.ts'
import { remoteColumns } from './batches.ts'

export type BatchEstimate = { inputTokens: number; costUsd: number }

/** Stores a new batch with its tasks, and reserves its estimate. */
export async function insertBatch(
  tx: Tx,
  batch: { id: string; kind: string; model: string },
  taskIds: readonly number[],
  estimate: BatchEstimate,
): Promise<void> {
  await tx
    .insertInto('ai_batches')
    .values({
      ...batch,
      request_count: taskIds.length,
      estimated_cost_usd: estimate.costUsd,
      estimated_input_tokens: estimate.inputTokens,
    })
    .execute()
  await sql`
    insert into ai_batch_rows (batch_id, task_id)
    select ${batch.id}::uuid, task_id from unnest(${taskIds}::bigint[]) as t (task_id)`.execute(tx)
}

/** Changes a batch that is not sent; false when it has left `preparing`. */
async function updateUnsent(
  db: Db,
  id: string,
  changes: UpdateObject<DB, 'ai_batches'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ai_batches')
    .set(changes)
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Stores that the budget does not pay for the first row, which would cost `usd`. */
export async function storeUnaffordable(
  db: Db,
  id: string,
  { model, usd }: { model: string; usd: number },
): Promise<void> {
  const estimated_cost_usd = sql<number>`${usd}::float8 * request_count`
  await updateUnsent(db, id, { model, estimated_cost_usd })
}

export async function waitingRows(db: Db, id: string): Promise<AiTaskRow[]> {
  return await db
    // A join with ai_batch_rows, which has no statistics yet, would read the batch once per task.
    .selectFrom('shared.scrape_tasks')
    .select(['id as taskId', 'payload', 'subject'])
    .where('batch_id', '=', id)
    .where('status', '=', 'pending')
    .orderBy('id')
    .execute()
}

/** Stores the uploaded file and its tasks. False when the batch has left `preparing`. */
export async function storeInputFile(
  tx: Tx,
  id: string,
  input: {
    fileId: string
    model: string
    prompt: Prompt
    taskIds: readonly number[]
    estimate: BatchEstimate
    price: Price | null
  },
): Promise<boolean> {
  const isStored = await updateUnsent(tx, id, {
    input_file_id: input.fileId,
    model: input.model,
    prompt: jsonb(input.prompt),
    is_outdated: false,
    request_count: input.taskIds.length,
    estimated_cost_usd: input.estimate.costUsd,
    estimated_input_tokens: input.estimate.inputTokens,
    input_usd_per_million: input.price?.inputUsdPerMillion ?? null,
    output_usd_per_million: input.price?.outputUsdPerMillion ?? null,
  })
  if (!isStored) return false
  await sql`
    delete from ai_batch_rows where batch_id = ${id} and task_id <> all(${input.taskIds}::bigint[])`.execute(
    tx,
  )
  // The file contains tasks that were erased while it was written.
  await sql`
    update ai_batches set is_outdated = true
    where id = ${id} and exists (
      select from unnest(${input.taskIds}::bigint[]) as written (id)
      where not exists (select from shared.scrape_tasks t where t.id = written.id)
    )`.execute(tx)
  return true
}

/**
 * Marks unsent batches with rows of erased tasks as outdated: their files are written again without
 * them. A file that OpenAI may already have a batch of stays: the row is paid, and its answer is
 * not stored. A batch whose file is being written changes too, so that storing the file waits for
 * the erasure and sees which tasks are gone.
 */
export async function markOutdated(tx: Tx): Promise<Pick<ErasedRows, 'changed'>> {
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

/**
 * Real time after which a creation request has arrived or failed, if OpenAI does not list the
 * batch; longer than the gateway's timeout.
 */
const CREATION_SETTLES_MS = 90_000
const SETTLES_IN_MS = sql<number>`greatest(0, coalesce(${sql.lit(CREATION_SETTLES_MS)}
  - 1000 * extract(epoch from clock_timestamp() - create_attempted_at)::float8, 0))`

/**
 * How long (ms, real time) an earlier request to create the batch may still arrive; 0 once it is
 * known to have arrived.
 */
export async function readCreationWait(db: Db, id: string): Promise<number> {
  const batch = await db
    .selectFrom('ai_batches')
    .select(SETTLES_IN_MS.as('wait_ms'))
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .executeTakeFirst()
  return batch?.wait_ms ?? 0
}

/**
 * Claims the right to create the batch at OpenAI from this file. Null grants it; a number is the
 * wait, as `readCreationWait`. `withdrawn`: do not create it, because the batch is cancelled, not
 * `preparing` any more, or its file was or must be written again.
 */
export async function claimCreation(
  db: Db,
  id: string,
  file: { id: string; isOutdated: boolean },
): Promise<number | 'withdrawn' | null> {
  const isMeant = sql`id = ${id} and status = 'preparing' and cancel_requested_at is null
    and input_file_id = ${file.id} and is_outdated = ${file.isOutdated}`
  const { rows: claimed } = await sql<{ id: string }>`
    update ai_batches set create_attempted_at = clock_timestamp()
    where ${isMeant} and ${SETTLES_IN_MS} = 0
    returning id`.execute(db)
  if (claimed.length > 0) return null
  const { rows } = await sql<{ wait_ms: number }>`
    select ${SETTLES_IN_MS} as wait_ms from ai_batches where ${isMeant}`.execute(db)
  return rows[0]?.wait_ms ?? 'withdrawn'
}

/** OpenAI refused the creation: it may be requested again at once. */
export async function returnCreation(db: Db, id: string): Promise<void> {
  await updateUnsent(db, id, { create_attempted_at: null })
}

/** Stores that OpenAI accepted the batch. False when that is stored already. */
export const storeAccepted = async (tx: Tx, id: string, remote: RemoteBatch): Promise<boolean> =>
  await updateUnsent(tx, id, {
    remote_id: remote.id,
    ...remoteColumns(remote),
    sent_at: worldNow,
    polled_at: worldNow,
  })

/** Stores that OpenAI will never accept the batch. False when it has left `preparing`. */
export const storeAbandoned = async (
  tx: Tx,
  id: string,
  error: { code: string; message: string } | null,
): Promise<boolean> =>
  await updateUnsent(tx, id, {
    status: 'abandoned',
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    completed_at: worldNow,
    ingested_at: worldNow,
  })

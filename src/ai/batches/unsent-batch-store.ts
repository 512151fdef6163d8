import { sql } from 'kysely'
import type { Price } from '../openai/prices.ts'
import type { RemoteBatch } from '../openai/remote-batch.ts'
import { jsonb, worldNow, type Db, type Tx } from '../../db/database.ts'
import type { AiTaskRow, Asked } from '../kind.ts'
import { remoteColumns } from './batch-store.ts'

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

/** Stores that the budget does not pay for the first row, which would cost `usd`. */
export async function storeUnaffordable(
  db: Db,
  id: string,
  { model, usd }: { model: string; usd: number },
): Promise<void> {
  await db
    .updateTable('ai_batches')
    .set({ model, estimated_cost_usd: sql<number>`${usd}::float8 * request_count` })
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .execute()
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
    asked: Asked
    taskIds: readonly number[]
    estimate: BatchEstimate
    price: Price | null
  },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('ai_batches')
    .set({
      input_file_id: input.fileId,
      model: input.model,
      asked: jsonb(input.asked),
      is_outdated: false,
      request_count: input.taskIds.length,
      estimated_cost_usd: input.estimate.costUsd,
      estimated_input_tokens: input.estimate.inputTokens,
      input_usd_per_million: input.price?.inputUsdPerMillion ?? null,
      output_usd_per_million: input.price?.outputUsdPerMillion ?? null,
    })
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
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
 * Claims the right to create the batch at OpenAI from this file. Null grants it; a number is how
 * long (ms, real time) an earlier request may still arrive. `withdrawn`: do not create it, because
 * the batch is cancelled, not `preparing` any more, or its file was or must be written again.
 */
export async function claimCreation(
  db: Db,
  id: string,
  file: { id: string; isOutdated: boolean },
  settleMs: number,
): Promise<number | 'withdrawn' | null> {
  const isMeant = sql`id = ${id} and status = 'preparing' and cancel_requested_at is null
    and input_file_id = ${file.id} and is_outdated = ${file.isOutdated}`
  const { rows: claimed } = await sql<{ id: string }>`
    update ai_batches set create_attempted_at = clock_timestamp()
    where ${isMeant}
      and (create_attempted_at is null
        or create_attempted_at <= clock_timestamp() - make_interval(secs => ${settleMs / 1000}))
    returning id`.execute(db)
  if (claimed.length > 0) return null
  const { rows } = await sql<{ wait_ms: number | null }>`
    select 1000 * ${settleMs / 1000}::float8
      - 1000 * extract(epoch from clock_timestamp() - create_attempted_at)::float8 as wait_ms
    from ai_batches where ${isMeant}`.execute(db)
  const [row] = rows
  return row ? Math.max(0, row.wait_ms ?? 0) : 'withdrawn'
}

/** OpenAI refused the creation: it may be requested again at once. */
export async function returnCreation(db: Db, id: string): Promise<void> {
  await db
    .updateTable('ai_batches')
    .set({ create_attempted_at: null })
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .execute()
}

/** Stores that OpenAI accepted the batch. False when that is stored already. */
export async function storeAccepted(tx: Tx, id: string, remote: RemoteBatch): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('ai_batches')
    .set({ remote_id: remote.id, ...remoteColumns(remote), sent_at: worldNow, polled_at: worldNow })
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Stores that OpenAI will never accept the batch. False when it has left `preparing`. */
export async function storeAbandoned(
  tx: Tx,
  id: string,
  error: { code: string; message: string } | null,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('ai_batches')
    .set({
      status: 'abandoned',
      error_code: error?.code ?? null,
      error_message: error?.message ?? null,
      completed_at: worldNow,
      ingested_at: worldNow,
    })
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/**
 * Gives up a cancelled batch that OpenAI does not have. Null when that is done, or the batch has
 * left `preparing`; otherwise how long (ms, real time) a request to create it may still arrive.
 */
export async function storeWithdrawn(tx: Tx, id: string, settleMs: number): Promise<number | null> {
  const batch = await tx
    .selectFrom('ai_batches')
    .select(
      sql<number>`coalesce(${settleMs}::float8
        - 1000 * extract(epoch from clock_timestamp() - create_attempted_at)::float8, 0)`.as(
        'wait_ms',
      ),
    )
    .where('id', '=', id)
    .where('status', '=', 'preparing')
    .forUpdate()
    .executeTakeFirst()
  if (batch && batch.wait_ms > 0) return batch.wait_ms
  await storeAbandoned(tx, id, null)
  return null
}

import { sql } from 'kysely'
import { DefectError } from '../../../../base/errors.ts'
import { jsonb, worldNow } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { AiTaskRow } from '../../../kind.ts'
import type { RemoteBatch } from '../../../openai/remote-status.ts'
import { remoteColumns } from './batches.ts'
import { endRefusalsBefore } from '../../../money/alert-once.ts'

/**
 * Locks the batch for this transaction, `shared` only against the end of its ingest, so that
 * several transactions store results at once. False when its results have been read.
 */
export async function lockForIngest(
  tx: Tx,
  id: string,
  mode: 'exclusive' | 'shared',
): Promise<boolean> {
  const batch = tx
    .selectFrom('ai_batches')
    .select('id')
    .where('id', '=', id)
    .where('ingested_at', 'is', null)
  const locked = mode === 'shared' ? batch.forKeyShare() : batch.forUpdate()
  return (await locked.executeTakeFirst()) !== undefined
}

export async function batchTaskIds(db: Db, id: string): Promise<number[]> {
  const rows = await db
    .selectFrom('ai_batch_rows')
    .select('task_id')
    .where('batch_id', '=', id)
    .execute()
  return rows.map((row) => row.task_id)
}

/** Payloads and subjects of these tasks, without deleted ones. */
export async function rowsOf(tx: Tx, taskIds: readonly number[]): Promise<AiTaskRow[]> {
  return await tx
    .selectFrom('shared.scrape_tasks')
    .select(['id as taskId', 'payload', 'subject'])
    .where('id', 'in', taskIds)
    .execute()
}

export const ROW_OUTCOMES = [
  'success',
  'refusal',
  'cut_off',
  'content_filter',
  'invalid',
  'row_error',
  'missing',
  'expired',
  'cancelled',
] as const
export type RowOutcome = (typeof ROW_OUTCOMES)[number]

/** The end of a row. Tokens and cost are 0 if it was not paid. */
export type EndedRow = {
  task_id: number
  outcome: RowOutcome
  input_tokens: number
  output_tokens: number
  cost_usd: number
}

/** Returns the rows whose answers are paid and were not stored before. */
export async function storeOutcomes(
  tx: Tx,
  id: string,
  outcomes: readonly EndedRow[],
): Promise<{ task_id: number; cost_usd: number }[]> {
  const { rows } = await sql<{ task_id: number; cost_usd: number; is_new: boolean }>`
    update ai_batch_rows r
    set outcome = o.outcome, input_tokens = o.input_tokens, output_tokens = o.output_tokens, cost_usd = o.cost_usd
    from jsonb_to_recordset(${jsonb(outcomes)})
      as o (task_id bigint, outcome text, input_tokens integer, output_tokens integer, cost_usd double precision)
    where r.batch_id = ${id} and r.task_id = o.task_id
    returning r.task_id, r.cost_usd, old.outcome is null as is_new`.execute(tx)
  return rows.filter(({ is_new: isNew, cost_usd: usd }) => isNew && usd > 0)
}

/** The results of a batch: rows by outcome, tokens and US dollars. */
export type Ingested = {
  outcomes: Partial<Record<RowOutcome, number>>
  model: string
  inputTokens: number
  outputTokens: number
  costUsd: number
}

/** Outcomes of answered rows, which are paid. */
const ANSWERED = ['success', 'refusal', 'content_filter', 'cut_off', 'invalid']

/**
 * Gives rows without a result the outcome `unfinished`, and closes the batch with the sums of its
 * rows. An answer that OpenAI counts and that is in no file was paid too: it costs the estimate of
 * a row.
 */
export async function storeIngested(
  tx: Tx,
  id: string,
  remote: RemoteBatch,
  unfinished: RowOutcome,
): Promise<Ingested> {
  await tx
    .updateTable('ai_batch_rows')
    .set({ outcome: unfinished })
    .where('batch_id', '=', id)
    .where('outcome', 'is', null)
    .execute()
  await tx
    .updateTable('ai_batches')
    .set({ ...remoteColumns(remote), polled_at: worldNow })
    .where('id', '=', id)
    .execute()
  const { rows } = await sql<Ingested>`
    update ai_batches b
    set input_tokens = r.input_tokens, output_tokens = r.output_tokens,
        cost_usd = r.cost_usd
          + greatest(0, least(b.completed_count,
            b.request_count) - r.answered) * b.estimated_cost_usd / b.request_count,
        outcomes = r.outcomes, completed_at = world_now(), ingested_at = world_now()
    from (
      select coalesce(sum(input_tokens), 0) as input_tokens, coalesce(sum(output_tokens), 0) as output_tokens,
        coalesce(sum(cost_usd), 0) as cost_usd, coalesce(sum(rows) filter (where outcome = any (${ANSWERED}::text[])),
          0) as answered,
        coalesce(jsonb_object_agg(outcome, rows), '{}') as outcomes
      from (
        select outcome, count(*) as rows, sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens,
          sum(cost_usd) as cost_usd
        from ai_batch_rows where batch_id = ${id} group by outcome
      ) by_outcome
    ) r
    where b.id = ${id}
    returning b.outcomes, b.model, b.input_tokens as "inputTokens", b.output_tokens as "outputTokens",
      b.cost_usd as "costUsd"`.execute(tx)
  const [ingested] = rows
  if (!ingested) throw new DefectError(`no batch ${id}`)
  if (ingested.outcomes.success) await endRefusalsBefore(tx, id)
  return ingested
}

import type { Tx } from '../../db/handles.ts'
import { refusalOf } from '../openai/errors.ts'
import type { RemoteBatch } from '../openai/remote-status.ts'
import { settleBatch } from '../../queue/batch.ts'
import type { AiKind } from '../kind.ts'
import type { AiServices } from '../services.ts'
import type { StoredBatch } from './batch-store.ts'
import { storeOutcomes } from './ingest-store.ts'

/**
 * Counts an attempt for the tasks whose lines made a whole batch fail, so that a request that is
 * never accepted does not block the others. Blames none when most lines are at fault, or when
 * OpenAI refused key, quota or model. The only line of a batch is blamed, since it would otherwise
 * be sent forever.
 */
export async function blameFaultyLines(
  tx: Tx,
  kind: AiKind<AiServices>,
  batch: StoredBatch,
  remote: RemoteBatch,
): Promise<void> {
  const { status, faultyLines, error } = remote
  if (status !== 'failed' || refusalOf(remote) !== null || faultyLines.length === 0) return
  const isAlone = batch.request_count === 1
  if (!isAlone && faultyLines.length * 2 > batch.request_count) return
  // The order in which the file was written.
  const rows = await tx
    .selectFrom('ai_batch_rows')
    .select('task_id')
    .where('batch_id', '=', batch.id)
    .orderBy('task_id')
    .execute()
  const message = `${error?.code ?? 'unknown'}: ${error?.message ?? ''}`
  const end = { kind: 'failed_attempt', code: 'ai_row_error', message } as const
  const blamed = faultyLines.flatMap((line) => rows[line - 1]?.task_id ?? [])
  const ends = blamed.map((taskId) => ({ taskId, end }))
  await settleBatch(tx, kind.task, batch.id, ends)
  const unpaid = { outcome: 'row_error', input_tokens: 0, output_tokens: 0, cost_usd: 0 } as const
  const ended = blamed.map((task_id) => ({ task_id, ...unpaid }))
  await storeOutcomes(tx, batch.id, ended)
}

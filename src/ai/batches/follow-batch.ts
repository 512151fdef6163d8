import { classify } from '../../base/classify.ts'
import { AI_ROWS, countSpent } from '../openai/metrics.ts'
import { isTerminal, type RemoteBatch } from '../openai/remote-batch.ts'
import {
  batchesWithFiles,
  markFilesDeleted,
  readSpent,
  storeRemoteState,
  type SentBatch,
  type StoredBatch,
} from './batch-store.ts'
import { ingestBatch } from './ingest.ts'
import { CLOCK_MARGIN_MS, inputFileName } from './send-batch.ts'
import { gatewayOf, type AiContext } from '../services.ts'

/**
 * Stores OpenAI's state of a batch and reads the results once it has ended; returns whether it did.
 */
export async function followBatch(
  context: AiContext,
  batch: SentBatch,
  remote: RemoteBatch,
): Promise<boolean> {
  const { services, log } = context
  const fields = { batch_id: batch.id, remote_id: remote.id, status: remote.status }
  if (remote.status !== batch.status) {
    log.info({ ...fields, from_state: batch.status, ...remote.counts }, 'batch state')
  }
  if (!isTerminal(remote.status)) {
    await storeRemoteState(services.db, batch.id, remote)
    return false
  }
  if (remote.status === 'failed') {
    log.error(
      { ...fields, code: remote.error?.code, reason: remote.error?.message },
      'batch failed',
    )
  }
  const outcomes = await ingestBatch(context, batch, remote)
  if (outcomes === null) return false
  await countBatch(services, batch, outcomes)
  const { success = 0, row_error = 0 } = outcomes
  if (success === 0 && row_error > 0)
    log.error({ ...fields, outcomes }, 'no row of the batch succeeded')
  else log.info({ ...fields, outcomes }, 'batch ingested')
  return true
}

async function countBatch(
  { db, count }: AiContext['services'],
  { id }: StoredBatch,
  outcomes: Record<string, number>,
): Promise<void> {
  for (const [outcome, rows] of Object.entries(outcomes)) count(AI_ROWS, { outcome }, rows)
  const spent = await readSpent(db, id)
  if (spent) countSpent(count, { kind: 'batch', ...spent })
}

/** Deletes the files of ended batches. Failures are logged, and retried at the next poll. */
export async function deleteLeftFiles(context: AiContext): Promise<void> {
  const { services, log } = context
  const batches = await batchesWithFiles(services.db)
  const [oldest] = batches
  if (!oldest) return
  const fail = (thrown: unknown, fields: object): void => {
    context.signal.throwIfAborted()
    const error = classify(thrown)
    log.warn({ ...fields, code: error.code, err: error }, 'batch files not deleted')
  }
  try {
    const uploaded = await uploadedFiles(context, oldest)
    for (const batch of batches) {
      try {
        await deleteFiles(context, batch, uploaded.get(inputFileName(batch.id)) ?? [])
      } catch (thrown) {
        fail(thrown, { batch_id: batch.id })
      }
    }
  } catch (thrown) {
    fail(thrown, {})
  }
}

/**
 * Ids of input files by name. A batch knows one; there are more when the answer to an upload was
 * lost, and they contain creators' texts.
 */
async function uploadedFiles(
  { services, signal }: AiContext,
  oldest: StoredBatch,
): Promise<Map<string, string[]>> {
  const since = new Date(oldest.created_at.getTime() - CLOCK_MARGIN_MS)
  const files = await gatewayOf(services).listBatchFiles(since, { signal })
  const byName = Map.groupBy(files, ({ name }) => name)
  return new Map([...byName].map(([name, group]) => [name, group.map(({ id }) => id)]))
}

async function deleteFiles(
  { services, signal }: AiContext,
  batch: StoredBatch,
  uploaded: readonly string[],
): Promise<void> {
  const known = [batch.input_file_id, batch.output_file_id, batch.error_file_id]
  const ids = new Set([...known.flatMap((id) => id ?? []), ...uploaded])
  for (const id of ids) await gatewayOf(services).deleteFile(id, { signal })
  await markFilesDeleted(services.db, batch.id)
}

/** Calls `work` for each batch, also after failures, which it returns. */
export async function forEachBatch(
  { signal, log }: AiContext,
  batches: readonly SentBatch[],
  work: (batch: SentBatch) => Promise<void>,
): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const batch of batches) {
    try {
      await work(batch)
    } catch (thrown) {
      signal.throwIfAborted()
      const error = classify(thrown)
      log.warn({ batch_id: batch.id, code: error.code, err: error }, 'batch not followed')
      failures.push(thrown)
    }
  }
  return failures
}

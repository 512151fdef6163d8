import { classify } from '../../base/classify.ts'
import { isTerminal } from '../openai/remote-batch.ts'
import type { RemoteBatch } from '../openai/remote-status.ts'
import {
  batchesWithFiles,
  markFilesDeleted,
  storeRemoteState,
  type SentBatch,
  type StoredBatch,
} from './store/ai-batches/batches.ts'
import { ingestBatch } from './ingest.ts'
import { CLOCK_MARGIN_MS, inputFileName } from './send-batch.ts'
import { gatewayOf, type AiContext } from '../services.ts'

/** Stores OpenAI's state of a batch, and reads its results once it has ended: then true. */
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
  if (!outcomes.success && outcomes.row_error)
    log.error({ ...fields, outcomes }, 'no row of the batch succeeded')
  else log.info({ ...fields, outcomes }, 'batch ingested')
  return true
}

/** Deletes the files of ended batches. Failures are logged, and retried at the next poll. */
export async function deleteLeftFiles(context: AiContext): Promise<void> {
  const batches = await batchesWithFiles(context.services.db)
  const [oldest] = batches
  if (!oldest) return
  const message = 'batch files not deleted'
  try {
    const uploaded = await uploadedFiles(context, oldest)
    await forEachBatch(context, batches, message, async (batch) => {
      await deleteFiles(context, batch, uploaded.get(inputFileName(batch.id)) ?? [])
    })
  } catch (thrown) {
    context.signal.throwIfAborted()
    const error = classify(thrown)
    context.log.warn({ code: error.code, err: error }, message)
  }
}

/**
 * Ids of input files by name: more than the batch knows when an upload's answer was lost, and they
 * contain creators' texts.
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

/** Calls `work` for each batch, also after failures, which it logs as `message` and returns. */
export async function forEachBatch<Batch extends StoredBatch>(
  { signal, log }: AiContext,
  batches: readonly Batch[],
  message: string,
  work: (batch: Batch) => Promise<void>,
): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const batch of batches) {
    try {
      await work(batch)
    } catch (thrown) {
      signal.throwIfAborted()
      const error = classify(thrown)
      log.warn({ batch_id: batch.id, code: error.code, err: error }, message)
      failures.push(thrown)
    }
  }
  return failures
}

import { z } from 'zod'
import { isTerminal } from '../../../ai/openai/remote-batch.ts'
import type { RemoteBatch } from '../../../ai/openai/remote-status.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import { openBatches, type SentBatch } from '../../../ai/batches/store/ai-batches/batches.ts'
import { deleteLeftFiles, followBatch, forEachBatch } from '../../../ai/batches/follow-batch.ts'
import { gatewayOf, type AiContext } from '../../../ai/services.ts'
import type { BatchServices } from '../services.ts'

const Payload = z.object({})
const Result = z.object({
  stale: z.number().int(),
  /** Batches whose results were read; the others were cancelled. */
  ingested: z.number().int(),
})

/**
 * Ends overdue batches. Tasks leave a batch only when it has ended: before, their answers may still
 * come, and would be paid twice.
 */
export const retryStaleBatches = defineTask<
  BatchServices,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'retry_stale_batches',
  summary: 'Reads what exists of batches that are overdue, and cancels them.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'openai',
  share: 'upkeep',
  dedupeKey: () => 'retry_stale_batches',
  async handle(_task, context) {
    const { db, config } = context.services
    const stale = await openBatches(db, config.staleBatchMs)
    let ingested = 0
    const [failure] = await forEachBatch(context, stale, 'batch not followed', async (batch) => {
      if (await followBatch(context, batch, await endOf(context, batch))) ingested += 1
    })
    await deleteLeftFiles(context)
    if (failure !== undefined) throw failure
    return { kind: 'done', result: { stale: stale.length, ingested } }
  },
})

/** The state of an overdue batch, after cancelling it. */
async function endOf({ services, signal, log }: AiContext, batch: SentBatch): Promise<RemoteBatch> {
  const gateway = gatewayOf(services)
  const remote = await gateway.getBatch(batch.remote_id, { signal })
  if (!remote) return expired(batch)
  if (isTerminal(remote.status) || remote.status === 'cancelling') return remote
  log.warn(
    { batch_id: batch.id, remote_id: remote.id, status: remote.status },
    'overdue batch cancelled',
  )
  return (await gateway.cancelBatch(batch.remote_id, { signal })) ?? expired(batch)
}

/** OpenAI deletes old batches; one past its window will have no results. */
const expired = (batch: SentBatch): RemoteBatch => ({
  id: batch.remote_id,
  status: 'expired',
  inputFileId: batch.input_file_id ?? '',
  outputFileId: null,
  errorFileId: null,
  createdAt: batch.created_at,
  counts: { total: batch.request_count, completed: 0, failed: 0 },
  error: null,
  faultyLines: [],
})

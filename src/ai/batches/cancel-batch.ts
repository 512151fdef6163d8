import type { Logger } from '../../base/log/log.ts'
import { isTerminal } from '../openai/remote-batch.ts'
import type { RemoteBatch } from '../openai/remote-status.ts'
import { UNDER_WAY, type SentBatch } from './store/ai-batches/batches.ts'
import { gatewayOf, type AiServices } from '../services.ts'

export const hasEnded = (batch: { status: string; ingested_at: Date | null }): boolean =>
  batch.ingested_at !== null || !UNDER_WAY.includes(batch.status)

/** Cancels a batch at OpenAI if that was requested and is still possible; returns its state. */
export async function cancelIfRequested(
  { services, signal, log }: { services: AiServices; signal: AbortSignal; log: Logger },
  batch: SentBatch,
  remote: RemoteBatch,
): Promise<RemoteBatch> {
  const isEnding = isTerminal(remote.status) || remote.status === 'cancelling'
  if (batch.cancel_requested_at === null || isEnding) return remote
  log.info(
    { batch_id: batch.id, remote_id: remote.id, from_state: remote.status },
    'batch is to be cancelled',
  )
  return (await gatewayOf(services).cancelBatch(remote.id, { signal })) ?? remote
}

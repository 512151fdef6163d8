import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import type { Logger } from '../../base/log/log.ts'
import { isTerminal } from '../openai/remote-batch.ts'
import type { RemoteBatch } from '../openai/remote-status.ts'
import { UNDER_WAY, type SentBatch } from './batch-store.ts'
import { gatewayOf, type AiServices } from '../services.ts'

export const hasEnded = (batch: { status: string; ingested_at: Date | null }): boolean =>
  batch.ingested_at !== null || !UNDER_WAY.includes(batch.status)

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

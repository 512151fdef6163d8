import { z } from 'zod'
import { OpenAiDownError } from '../../../ai/openai/errors.ts'
import type { RemoteBatch } from '../../../ai/openai/remote-status.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import {
  openBatches,
  preparingBatches,
  type SentBatch,
} from '../../../ai/batches/store/ai-batches/batches.ts'
import { cancelIfRequested } from '../../../ai/batches/cancel-batch.ts'
import { deleteLeftFiles, followBatch, forEachBatch } from '../../../ai/batches/follow-batch.ts'
import { HELD_REASONS } from '../../../ai/batches/sending-store.ts'
import { assessAll, type Gathering } from '../../../ai/batches/gather.ts'
import { canProbe, holdIfRefused, liftChangedHold } from '../../../ai/money/hold.ts'
import { reportHeld, warnOfModelEnd } from '../../../ai/money/report-held.ts'
import { sendBatch } from '../../../ai/batches/send-batch.ts'
import { gatewayOf, type AiContext, type AiServices } from '../../../ai/services.ts'
import { sweepScratchFolders } from '../../../ai/batches/scratch-folder.ts'
import type { BatchServices } from '../services.ts'
import { submitBatch } from './submit-batch.ts'

const Payload = z.object({
  /** Whether it was enqueued while another one was running, which may have polled too early. */
  again: z.boolean().default(false),
})
/** Changes in a result; the log has all. */
const MAX_CHANGES = 100
const Result = z.object({
  /** Batches that OpenAI was asked about. */
  polled: z.number().int(),
  /** Batches whose results were read. */
  ingested: z.number().int(),
  /** Changed states of batches, the first hundred. */
  changes: z
    .array(z.object({ batch_id: z.string(), from: z.string(), to: z.string() }))
    .default([]),
  submitting: z.boolean(),
  /** The reason why nothing is sent; null when something is, or too few tasks wait. */
  held: z.enum(HELD_REASONS).nullable(),
})

/** Polls open batches, reads the results of ended ones, and enqueues the next ones. */
export const pollBatches = defineTask<
  BatchServices,
  z.output<typeof Payload>,
  z.output<typeof Result>,
  z.input<typeof Payload>
>({
  name: 'poll_batches',
  summary: 'Reads the results of OpenAI batches that have ended, and gathers the next ones.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 1,
  // An `again` task waits for the end of the running one.
  limit: { max: 1, key: () => 'poll_batches' },
  resource: 'openai',
  share: 'upkeep',
  dedupeKey: ({ again }) => (again ? 'poll_batches again' : 'poll_batches'),
  async handle(_task, context) {
    const { services } = context
    const { db, config } = services
    await liftChangedHold(db, config)
    await warnOfModelEnd(context, services.clock.now())
    const batches = await openBatches(db)
    const changes: z.output<typeof Result>['changes'] = []
    let ingested = 0
    // A batch that may still arrive delays no other: submit_batch checks for it.
    await giveUpCancelled(context)
    const failures = await forEachBatch(context, batches, 'batch not followed', async (batch) => {
      const remote = await stateOf(context, batch)
      if (!remote) return
      if (await followBatch(context, batch, remote)) ingested += 1
      const change = { batch_id: batch.id, from: batch.status, to: remote.status }
      if (change.from !== change.to && changes.length < MAX_CHANGES) changes.push(change)
    })
    const [failure] = failures
    if (failure !== undefined) await holdIfRefused(context, failure)
    await deleteLeftFiles(context)
    await sweepScratchFolders(new Date())
    const gathering = await poll(services)
    const down = failures.find((each) => each instanceof OpenAiDownError)
    // Answers about batches do not prove that sending works; submit_batch finds that out.
    await reportHeld(context, gathering, down ?? 'nothing')
    const submitting = gathering.kind === 'send' || gathering.kind === 'half_sent'
    if (failure !== undefined) {
      // A batch that cannot be followed must not stop others from being sent.
      if (submitting) await services.queue.enqueue(db, submitBatch, {})
      throw failure
    }
    return {
      kind: 'done',
      result: {
        polled: batches.length,
        ingested,
        changes,
        submitting,
        held: gathering.kind === 'held' ? gathering.reason : null,
      },
      async commit(tx) {
        if (submitting) await services.queue.enqueue(tx, submitBatch, {})
      },
    }
  },
})

/** The state of a batch, after a requested cancellation; null when OpenAI does not know it. */
async function stateOf(context: AiContext, batch: SentBatch): Promise<RemoteBatch | null> {
  const { services, signal, log } = context
  const remote = await gatewayOf(services).getBatch(batch.remote_id, { signal })
  if (remote) return await cancelIfRequested(context, batch, remote)
  // With another project's key every batch has this status: only its age proves that it is gone.
  log.warn({ batch_id: batch.id, remote_id: batch.remote_id }, 'batch unknown to OpenAI')
  return null
}

/** Gives up cancelled batches that were not sent. */
async function giveUpCancelled(context: AiContext): Promise<void> {
  const preparing = await preparingBatches(context.services.db)
  const cancelled = preparing.filter(({ cancel_requested_at: at }) => at !== null)
  await forEachBatch(context, cancelled, 'batch not cancelled yet', async (batch) => {
    await sendBatch(context, batch)
  })
}

/** Returns what the next submit_batch would do; it finishes a prepared batch first. */
async function poll(services: AiServices): Promise<Gathering | { kind: 'half_sent' }> {
  if ((await preparingBatches(services.db)).length === 0) return await assessAll(services)
  return (await canProbe(services.db))
    ? { kind: 'half_sent' }
    : { kind: 'held', reason: 'openai_refused' }
}

import { z } from 'zod'
import { classify } from '../../base/classify.ts'
import { OpenAiDownError } from '../../ai/openai/errors.ts'
import type { RemoteBatch } from '../../ai/openai/remote-batch.ts'
import { defineTask } from '../../queue/task-type.ts'
import { openBatches, preparingBatches, type SentBatch } from '../../ai/batches/batch-store.ts'
import { cancelIfRequested } from '../../ai/batches/cancel-batch.ts'
import { deleteLeftFiles, followBatch, forEachBatch } from '../../ai/batches/follow-batch.ts'
import { HELD_REASONS } from '../../ai/batches/sending-store.ts'
import { assessAll, type Gathering } from '../../ai/batches/gather.ts'
import { canProbe, holdIfRefused, liftChangedHold } from '../../ai/money/hold.ts'
import { reportHeld, warnOfModelEnd } from '../../ai/money/report-held.ts'
import { sendBatch } from '../../ai/batches/send-batch.ts'
import type { AiContext, AiServices } from '../../ai/services.ts'
import { sweepScratchFolders } from '../../ai/batches/scratch-folder.ts'
import { gatewayOf } from '../../ai/services.ts'
import type { BatchServices } from './services.ts'
import { submitBatch } from './submit-batch.ts'

const Payload = z.object({
  /** Asked for while another one was running, which may have looked too early. */
  again: z.boolean().default(false),
})
/** Changes that a result names; the log has all. */
const MOST_CHANGES = 100
const Result = z.object({
  /** Batches that OpenAI was asked about. */
  polled: z.number().int(),
  /** Batches whose results were read. */
  ingested: z.number().int(),
  /** What became of batches since they were last looked at, the first hundred. */
  changes: z
    .array(z.object({ batch_id: z.string(), from: z.string(), to: z.string() }))
    .default([]),
  /** Whether there is something to send. */
  submitting: z.boolean(),
  /** Why nothing is; null when something is, or too few wait. */
  held: z.enum(HELD_REASONS).nullable(),
})

/**
 * Asks how far the batches are, reads the results of those that have ended, and has the next ones
 * sent.
 */
export const pollBatches = defineTask<
  BatchServices,
  z.output<typeof Payload>,
  z.output<typeof Result>,
  z.input<typeof Payload>
>({
  name: 'poll_batches',
  summary: 'Reads the results of OpenAI batches that have ended, and gathers the next ones.',
  payload: Payload,
  result: Result,
  priority: 1,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  // One that was asked for while another ran waits for its end.
  limit: { max: 1, key: () => 'poll_batches' },
  resource: 'openai',
  dedupeKey: ({ again }) => (again ? 'poll_batches again' : 'poll_batches'),
  async handle(_task, context) {
    const { services } = context
    const { db, config } = services
    await liftChangedHold(db, config)
    await warnOfModelEnd(context, services.clock.now())
    const batches = await openBatches(db)
    const changes: z.output<typeof Result>['changes'] = []
    let ingested = 0
    // A batch that may be on its way holds up no other: whoever sends looks for it in time.
    await giveUpUnwanted(context)
    const failures = await forEachBatch(context, batches, async (batch) => {
      const remote = await stateOf(context, batch)
      if (!remote) return
      if (await followBatch(context, batch, remote)) ingested += 1
      const change = { batch_id: batch.id, from: batch.status, to: remote.status }
      if (change.from !== change.to && changes.length < MOST_CHANGES) changes.push(change)
    })
    const [failure] = failures
    if (failure !== undefined) await holdIfRefused(context, failure)
    await deleteLeftFiles(context)
    await sweepScratchFolders(new Date())
    const gathering = await look(services)
    const down = failures.find((each) => each instanceof OpenAiDownError)
    // That it tells of batches says nothing of what is to be sent: whoever sends hears that.
    await reportHeld(context, gathering, down ?? 'nothing')
    const submitting = gathering.kind === 'send' || gathering.kind === 'half_sent'
    if (failure !== undefined) {
      // One batch that cannot be followed keeps no other task from being sent.
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

/**
 * The state of a batch, after asking for its end if somebody wants that; null when OpenAI does not
 * know it.
 */
async function stateOf(context: AiContext, batch: SentBatch): Promise<RemoteBatch | null> {
  const { services, signal, log } = context
  const remote = await gatewayOf(services).getBatch(batch.remote_id, { signal })
  if (remote) return await cancelIfRequested(context, batch, remote)
  // With the key of another project, every batch looks like this: only age tells that one is really
  // gone.
  log.warn({ batch_id: batch.id, remote_id: batch.remote_id }, 'batch unknown to OpenAI')
  return null
}

/** Ends batches that nobody wants any more before they are sent. */
async function giveUpUnwanted(context: AiContext): Promise<void> {
  const preparing = await preparingBatches(context.services.db)
  for (const batch of preparing.filter(({ cancel_requested_at: at }) => at !== null)) {
    try {
      await sendBatch(context, batch)
    } catch (thrown) {
      context.signal.throwIfAborted()
      const error = classify(thrown)
      context.log.warn(
        { batch_id: batch.id, code: error.code, err: error },
        'batch not cancelled yet',
      )
    }
  }
}

/**
 * What the next run would do; a batch that was begun is finished before anything else is gathered.
 */
async function look(services: AiServices): Promise<Gathering | { kind: 'half_sent' }> {
  if ((await preparingBatches(services.db)).length === 0) return await assessAll(services)
  return (await canProbe(services.db))
    ? { kind: 'half_sent' }
    : { kind: 'held', reason: 'openai_refused' }
}

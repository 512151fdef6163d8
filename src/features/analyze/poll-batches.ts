import { z } from 'zod'
import { defineTask } from '../../queue/task-type.ts'
import type { Db } from '../../db/database.ts'
import { openBatches, preparingBatches } from './batch-store.ts'
import { deleteLeftFiles, followBatch, forEachBatch } from './follow-batch.ts'
import { assess, HELD_REASONS, type Gathering, type GatherConfig } from './gather.ts'
import { liftChangedHold, mayTry } from './hold.ts'
import { holdIfRefused } from './refusal.ts'
import { reportHeld, warnOfModelEnd } from './report-held.ts'
import { gatewayOf, type AnalyzeServices } from './services.ts'
import { submitBatch } from './submit-batch.ts'

const Payload = z.object({})
const Result = z.object({
  /** Batches that OpenAI was asked about. */
  polled: z.number().int(),
  /** Batches whose results were read. */
  ingested: z.number().int(),
  /** Whether there is something to send. */
  submitting: z.boolean(),
  /** Why nothing is; null when something is, or too few wait. */
  held: z.enum(HELD_REASONS).nullable(),
})

/** Asks how far the batches are, reads the results of those that have ended, and has the next ones sent. */
export const pollBatches = defineTask<
  AnalyzeServices,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'poll_batches',
  summary: 'Reads the results of OpenAI batches that have ended, and gathers the next ones.',
  payload: Payload,
  result: Result,
  priority: 1,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  concurrency: 1,
  resource: 'openai',
  dedupeKey: () => 'poll_batches',
  async handle(_task, context) {
    const { services, signal, log } = context
    const { db, config } = services
    await liftChangedHold(db, config)
    await warnOfModelEnd(context, services.clock.now())
    const batches = await openBatches(db)
    let ingested = 0
    const [failure] = await forEachBatch(context, batches, async (batch) => {
      const remote = await gatewayOf(services).getBatch(batch.remote_id, { signal })
      if (!remote) {
        // With the key of another project, every batch looks like this: only age tells that one is really gone.
        log.warn({ batch_id: batch.id, remote_id: batch.remote_id }, 'batch unknown to OpenAI')
      } else if (await followBatch(context, batch, remote)) ingested += 1
    })
    if (failure !== undefined) await holdIfRefused(context, failure)
    await deleteLeftFiles(context)
    const gathering = await look(db, config)
    await reportHeld(context, gathering)
    const submitting = gathering.kind === 'send' || gathering.kind === 'half_sent'
    if (failure !== undefined) {
      // One batch that cannot be followed keeps no other analysis from being sent.
      if (submitting) await services.queue.enqueue(db, submitBatch.name, {})
      throw failure
    }
    return {
      kind: 'done',
      result: {
        polled: batches.length,
        ingested,
        submitting,
        held: gathering.kind === 'held' ? gathering.reason : null,
      },
      async commit(tx) {
        if (submitting) await services.queue.enqueue(tx, submitBatch.name, {})
      },
    }
  },
})

/** What the next run would do; a batch that was begun is finished before anything else is gathered. */
async function look(db: Db, config: GatherConfig): Promise<Gathering | { kind: 'half_sent' }> {
  if ((await preparingBatches(db)).length === 0) return await assess(db, config)
  return (await mayTry(db)) ? { kind: 'half_sent' } : { kind: 'held', reason: 'openai_refused' }
}

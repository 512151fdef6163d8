import { z } from 'zod'
import { defineTask, type TaskContext } from '../../queue/task-type.ts'
import { preparingBatches } from './batch-store.ts'
import { assess, openBatch, type Gathering } from './gather.ts'
import { OpenAiRefusedError } from '../../openai/errors.ts'
import { sendBatch } from './send-batch.ts'
import type { AnalyzeServices } from './services.ts'

const Payload = z.object({})
const Result = z.object({
  batches: z.number().int(),
  tasks: z.number().int(),
  /** Why the rest waits. */
  held: z.enum(['gathering', 'daily_budget', 'failed_batches']),
})
type Result = z.output<typeof Result>

/** Finishes what an earlier run left half sent, then sends what is worth a batch. */
export const submitBatch = defineTask<AnalyzeServices, z.output<typeof Payload>, Result>({
  name: 'submit_batch',
  summary:
    'Sends waiting analyses to OpenAI, once enough of them wait or one has waited long enough.',
  payload: Payload,
  result: Result,
  priority: 2,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  concurrency: 1,
  resource: 'openai',
  dedupeKey: () => 'submit_batch',
  async handle(_task, context) {
    try {
      return { kind: 'done', result: await submit(context) }
    } catch (thrown) {
      if (thrown instanceof OpenAiRefusedError) {
        context.log.error({ code: thrown.code, err: thrown }, 'sending to OpenAI is refused')
      }
      throw thrown
    }
  },
})

async function submit(context: TaskContext<AnalyzeServices>): Promise<Result> {
  const { db, config } = context.services
  const sent = { batches: 0, tasks: 0 }
  // What did not fit into a file waits again; the next batches take no more than one file did.
  let mostThatFit = Infinity
  for (;;) {
    for (const batch of await preparingBatches(db)) {
      const tasks = await sendBatch(context, batch)
      sent.batches += tasks > 0 ? 1 : 0
      sent.tasks += tasks
      if (tasks > 0 && tasks < batch.request_count) mostThatFit = tasks
    }
    const gathering = await assess(db, config)
    if (gathering.kind !== 'send') {
      reportHeld(context, gathering)
      return { ...sent, held: gathering.kind === 'held' ? gathering.reason : 'gathering' }
    }
    const batch = await openBatch(db, config, Math.min(gathering.limit, mostThatFit))
    if (!batch) return { ...sent, held: 'gathering' }
    context.log.info({ batch_id: batch.id, status: 'preparing', tasks: batch.tasks }, 'batch state')
  }
}

export function reportHeld({ log }: Pick<TaskContext<unknown>, 'log'>, gathering: Gathering): void {
  if (gathering.kind === 'held') log.warn({ reason: gathering.reason }, 'sending to OpenAI is held')
}

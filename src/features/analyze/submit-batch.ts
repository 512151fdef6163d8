import { z } from 'zod'
import { OpenAiDownError } from '../../ai/openai/errors.ts'
import { defineTask, type TaskContext } from '../../queue/task-type.ts'
import { preparingBatches } from '../../ai/batches/batch-store.ts'
import { assess, openBatch, type Gathering } from './gather.ts'
import { claimTry, liftChangedHold, liftTriedHold, readHold } from '../../ai/money/hold.ts'
import { holdIfRefused } from '../../ai/money/refusal.ts'
import { reportHeld } from './report-held.ts'
import { sendBatch, type Sent } from './send-batch.ts'
import {
  HELD_REASONS,
  storeGatheredUntil,
  type HeldReason,
} from '../../ai/batches/sending-store.ts'
import type { AnalyzeServices } from './services.ts'

const Payload = z.object({})
const Result = z.object({
  batches: z.number().int(),
  tasks: z.number().int(),
  /** Why the rest waits. */
  held: z.enum(['gathering', ...HELD_REASONS]),
})
type Result = z.output<typeof Result>
type Context = TaskContext<AnalyzeServices>

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
  resource: 'openai',
  dedupeKey: () => 'submit_batch',
  async handle(_task, context) {
    return { kind: 'done', result: await submit(context) }
  },
})

async function submit(context: Context): Promise<Result> {
  const { db, config } = context.services
  const sent = { batches: 0, tasks: 0 }
  await liftChangedHold(db, config)
  const isTry = (await readHold(db)) !== null
  if (isTry && !(await claimTry(db))) return await ended(context, sent, held('openai_refused'))
  try {
    return await ended(context, sent, await sendAll(context, sent, isTry))
  } catch (thrown) {
    if (thrown instanceof OpenAiDownError) await reportHeld(context, { kind: 'half_sent' }, thrown)
    if (!(await holdIfRefused(context, thrown))) throw thrown
    return await ended(context, sent, held('openai_refused'))
  }
}

/** Sends until nothing is worth a batch; `sent` counts along. Gives why the rest waits. */
async function sendAll(
  context: Context,
  sent: { batches: number; tasks: number },
  isTry: boolean,
): Promise<Gathering> {
  const { db, config } = context.services
  // What did not fit into a file waits again; the next batches take no more than one file did.
  let mostThatFit = Infinity
  let wasRefused = isTry
  const count = async ({ tasks }: Sent): Promise<void> => {
    if (tasks === 0) return
    sent.batches += 1
    sent.tasks += tasks
    // OpenAI took one: what it refused before, it does not refuse any more.
    if (wasRefused) await liftTriedHold(db)
    wasRefused = false
  }
  for (;;) {
    for (const batch of await preparingBatches(db)) {
      const end = await sendBatch(context, batch)
      await count(end)
      if (end.stoppedBy === 'tokens') return held('enqueued_tokens')
      if (end.stoppedBy === 'money') return held('daily_budget')
      if (end.stoppedBy === 'bytes' && end.tasks > 0) mostThatFit = end.tasks
    }
    const gathering = await assess(db, config, { isTry: wasRefused })
    if (gathering.kind === 'gathering') await storeGatheredUntil(db, null)
    if (gathering.kind !== 'send') return gathering
    const { size } = gathering
    await storeGatheredUntil(db, size.until)
    const batch = await openBatch(db, config, { ...size, tasks: Math.min(size.tasks, mostThatFit) })
    if (!batch) return { kind: 'gathering' }
    context.log.info({ batch_id: batch.id, status: 'preparing', tasks: batch.tasks }, 'batch state')
  }
}

const held = (reason: HeldReason): Gathering => ({ kind: 'held', reason })

/** Has it said why the rest waits. */
async function ended(
  context: Context,
  sent: { batches: number; tasks: number },
  gathering: Gathering,
): Promise<Result> {
  await reportHeld(context, gathering, sent.batches > 0 ? 'answer' : 'nothing')
  return { ...sent, held: gathering.kind === 'held' ? gathering.reason : 'gathering' }
}

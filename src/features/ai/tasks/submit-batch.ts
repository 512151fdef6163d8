import { z } from 'zod'
import { OpenAiDownError } from '../../../ai/openai/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import { preparingBatches } from '../../../ai/batches/store/ai-batches/batches.ts'
import { assess, openBatch, type Gathering } from '../../../ai/batches/gather.ts'
import {
  holdIfRefused,
  liftChangedHold,
  liftHoldAfterProbe,
  readHold,
  takeProbe,
} from '../../../ai/money/hold.ts'
import { reportHeld } from '../../../ai/money/report-held.ts'
import { sendBatch } from '../../../ai/batches/send-batch.ts'
import {
  HELD_REASONS,
  storeGatheredUntil,
  type HeldReason,
} from '../../../ai/batches/sending-store.ts'
import type { BatchServices } from '../services.ts'

const Payload = z.object({})
const Result = z.object({
  batches: z.number().int(),
  tasks: z.number().int(),
  /** The reason why the rest waits. */
  held: z.enum(['gathering', ...HELD_REASONS]),
})
type Result = z.output<typeof Result>
type Context = TaskContext<BatchServices>

/** Finishes prepared batches of an earlier run, then sends new ones. */
export const submitBatch = defineTask<BatchServices, z.output<typeof Payload>, Result>({
  name: 'submit_batch',
  summary:
    'Sends waiting AI tasks to OpenAI, once enough of a kind wait or one has waited long enough.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'openai',
  share: 'upkeep',
  dedupeKey: () => 'submit_batch',
  async handle(_task, context) {
    return { kind: 'done', result: await submit(context) }
  },
})

async function submit(context: Context): Promise<Result> {
  const { db, config } = context.services
  const sent = { batches: 0, tasks: 0 }
  await liftChangedHold(db, config)
  const isProbe = (await readHold(db)) !== null
  if (isProbe && !(await takeProbe(db))) return await ended(context, sent, held('openai_refused'))
  try {
    return await ended(context, sent, await sendAll(context, sent, isProbe))
  } catch (thrown) {
    if (thrown instanceof OpenAiDownError) await reportHeld(context, { kind: 'half_sent' }, thrown)
    if (!(await holdIfRefused(context, thrown))) throw thrown
    return await ended(context, sent, held('openai_refused'))
  }
}

/** Sends until no kind has enough for a batch; counts in `sent`. Returns why the rest waits. */
async function sendAll(
  context: Context,
  sent: { batches: number; tasks: number },
  isProbe: boolean,
): Promise<Gathering> {
  const { db } = context.services
  const limits: Limits = { heldKinds: new Map(), maxThatFit: new Map(), isProbe }
  for (;;) {
    for (const batch of await preparingBatches(db)) {
      const { tasks, stoppedBy } = await sendBatch(context, batch)
      if (tasks > 0) {
        sent.batches += 1
        sent.tasks += tasks
        await endProbe(db, limits)
      }
      if (stoppedBy === 'tokens') limits.heldKinds.set(batch.kind, 'enqueued_tokens')
      if (stoppedBy === 'money') limits.heldKinds.set(batch.kind, 'daily_budget')
      if (stoppedBy === 'bytes' && tasks > 0) limits.maxThatFit.set(batch.kind, tasks)
    }
    if (await openNext(context, limits)) continue
    const [reason] = limits.heldKinds.values()
    return reason === undefined ? { kind: 'gathering' } : held(reason)
  }
}

/** OpenAI accepted a batch: its refusal is over. */
async function endProbe(db: Db, limits: Limits): Promise<void> {
  if (limits.isProbe) await liftHoldAfterProbe(db)
  limits.isProbe = false
}

type Limits = {
  /** Kinds of which nothing more is sent now. */
  heldKinds: Map<string, HeldReason>
  /** Tasks that fitted into one file: the limit of the next batches of a kind. */
  maxThatFit: Map<string, number>
  /** Whether this run probes a hold. */
  isProbe: boolean
}

/**
 * Creates a batch of the first kind with enough tasks, and notes held kinds. Returns false without
 * one.
 */
async function openNext(
  { services: { db, config, aiKinds }, log }: Context,
  { heldKinds, maxThatFit, isProbe }: Limits,
): Promise<boolean> {
  for (const kind of aiKinds) {
    if (heldKinds.has(kind.name)) continue
    const gathering = await assess(db, config, kind, { isProbe })
    if (gathering.kind === 'held') heldKinds.set(kind.name, gathering.reason)
    if (gathering.kind === 'gathering') await storeGatheredUntil(db, kind.name, null)
    if (gathering.kind !== 'send') continue
    const { size } = gathering
    await storeGatheredUntil(db, kind.name, size.until)
    const tasks = Math.min(size.tasks, maxThatFit.get(kind.name) ?? Infinity)
    const batch = await openBatch(db, config, kind, { ...size, tasks })
    if (!batch) continue
    const fields = { ai_kind: kind.name, batch_id: batch.id, status: 'preparing' }
    log.info({ ...fields, tasks: batch.tasks }, 'batch state')
    return true
  }
  return false
}

const held = (reason: HeldReason): Gathering => ({ kind: 'held', reason })

async function ended(
  context: Context,
  sent: { batches: number; tasks: number },
  gathering: Gathering,
): Promise<Result> {
  await reportHeld(context, gathering, sent.batches > 0 ? 'answer' : 'nothing')
  return { ...sent, held: gathering.kind === 'held' ? gathering.reason : 'gathering' }
}

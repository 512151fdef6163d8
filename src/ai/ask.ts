import { NoSuchRecordError } from '../base/errors.ts'
import type { Db, Tx } from '../db/handles.ts'
import { idempotentTransaction } from '../db/idempotent-transaction.ts'
import {
  completeDirectly,
  returnToBatch,
  withholdFromBatch,
  type WithheldTask,
} from '../queue/withhold.ts'
import { admitCall, DAY_MS, finishCall } from './calls/calls-store.ts'
import { SendingHeldError } from './calls/errors.ts'
import type { AiKind, AiRequest, AiRow, PromptBy } from './kind.ts'
import { holdIfRefused, liftChangedHold, readHold } from './money/hold.ts'
import { UnansweredError } from './openai/errors.ts'
import { countSpent } from './openai/metrics.ts'
import { costUsd, pricesOf } from './openai/prices.ts'
import { readAnswer, type AnswerReading } from './read-answer.ts'
import { gatewayOf, type AiContext, type AiServices } from './services.ts'

export type DirectAnswer = {
  outcome: AnswerReading['outcome']
  /** Why there is no answer, if asking again may help. */
  fault: string | null
  model: string
  promptVersion: string
  inputTokens: number
  outputTokens: number
  costUsd: number
  /** The pending task that this answer ended. */
  endedTaskId: number | null
}

/** Real time after which a call has ended or its process is dead: beyond the gateway's timeout. */
const LEASE_MS = 5 * 60_000

type Call<Services> = {
  kind: AiKind<Services>
  id: string
  row: AiRow
  by: PromptBy
  /** The subject's revision when the request was written. */
  revision: string | null
  /** The pending task of the same input. */
  waiting: WithheldTask | null
}

type Paid = { inputTokens: number; outputTokens: number; costUsd: number }

/**
 * Asks a model at once, like a row of a batch, and stores its answer. Asks only once: any answer is
 * paid and reported. A pending task of the same input is withheld meanwhile, and ends with the
 * answer. Throws AlreadyRequestedError, DirectCallRefusedError, SendingHeldError, NoSuchRecordError
 * when the subject is or becomes gone, and what the gateway throws.
 */
export async function ask<Services extends AiServices>(
  context: AiContext<Services>,
  kind: AiKind<Services>,
  { subject, payload }: { subject: string; payload: unknown },
): Promise<DirectAnswer> {
  const { services, signal } = context
  const { db, config, clock } = services
  const gateway = gatewayOf(services)
  await refuseWhenHeld(services)
  const row: AiRow = { taskId: null, subject, payload }
  const by: PromptBy = {
    batchId: null,
    requestedAt: clock.now(),
    model: config.openaiModel,
    prompt: kind.prompt(config),
  }
  const revision = await kind.revision(db, row)
  const request = await requestFor(context, kind, row)
  const call = await admit(services, { kind, row, by, revision }, request.promptTokens)
  const startedAt = performance.now()
  const end = await gateway.complete(request.body, { signal }).catch(async (thrown: unknown) => {
    await giveUp(db, call, thrown instanceof UnansweredError)
    await holdIfRefused(context, thrown)
    throw thrown
  })
  const reading = readAnswer(end, kind.schema(by.prompt))
  const paid: Paid = { ...end.usage, costUsd: priceOf(services, end.usage) }
  const stored = await store(context, call, { reading, paid })
  countSpent(services.count, { kind: 'direct', model: by.model, ...paid })
  context.log.info(
    {
      ai_kind: kind.name,
      subject,
      call_id: call.id,
      outcome: reading.outcome,
      ...spentOf(paid),
      duration_ms: Math.round(performance.now() - startedAt),
    },
    'model answered directly',
  )
  if (!stored) throw new NoSuchRecordError(`${subject} was removed while the model answered`)
  return {
    outcome: reading.outcome,
    fault: reading.fault?.message ?? null,
    model: by.model,
    promptVersion: by.prompt.prompt_version,
    ...paid,
    endedTaskId: stored.endedTaskId,
  }
}

/** Batches are probed hourly; a caller that waits for an answer is refused at once. */
async function refuseWhenHeld({ db, config }: AiServices): Promise<void> {
  await liftChangedHold(db, config)
  const hold = await readHold(db)
  if (hold) throw new SendingHeldError(hold)
}

async function requestFor<Services extends AiServices>(
  context: AiContext<Services>,
  kind: AiKind<Services>,
  row: AiRow,
): Promise<AiRequest> {
  const { openaiModel } = context.services.config
  for await (const request of kind.requests(context, [row], openaiModel)) return request
  throw new NoSuchRecordError(`no ${row.subject}`)
}

const priceOf = (
  { config }: AiServices,
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
): number => {
  const price = pricesOf(config, config.openaiModel)?.direct
  return price ? costUsd(price, inputTokens, outputTokens) : 0
}

const spentOf = ({ inputTokens, outputTokens, costUsd: usd }: Paid) => ({
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  cost_usd: usd,
})

async function admit<Services extends AiServices>(
  services: Services,
  subject: Pick<Call<Services>, 'kind' | 'row' | 'by' | 'revision'>,
  promptTokens: number,
): Promise<Call<Services>> {
  const { db, clock } = services
  const { kind, row, by } = subject
  const usage = { inputTokens: promptTokens, outputTokens: kind.typical.outputTokens }
  const call = {
    kind: kind.name,
    subject: row.subject ?? '',
    model: by.model,
    estimatedUsd: priceOf(services, usage),
    leaseMs: LEASE_MS,
  }
  return await db.transaction().execute(async (tx) => {
    const id = await admitCall(tx, services, call)
    const forMs = Math.min(LEASE_MS / clock.realMs(1), DAY_MS)
    const dedupeKey = kind.task.dedupeKey(row.payload) ?? ''
    const waiting = await withholdFromBatch(tx, { taskType: kind.task.name, dedupeKey, forMs })
    return { ...subject, id, waiting }
  })
}

/** Without an answer, the pending task waits for a batch as before. */
async function giveUp(
  db: Db,
  { id, waiting }: Pick<Call<AiServices>, 'id' | 'waiting'>,
  isPaid: boolean,
): Promise<void> {
  const nothing = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
  await finishCall(db, id, isPaid ? 'unanswered' : 'failed', isPaid ? null : nothing)
  if (waiting) await returnToBatch(db, waiting)
}

type Answered = { reading: AnswerReading; paid: Paid }
type Stored = Pick<DirectAnswer, 'endedTaskId'>

/** Stores the answer and its cost, in spite of transient faults; null when the subject is gone. */
async function store<Services extends AiServices>(
  context: AiContext<Services>,
  call: Call<Services>,
  answered: Answered,
): Promise<Stored | null> {
  const { db } = context.services
  // A second time it would cost, and be stored, twice.
  const stored = await idempotentTransaction(
    db,
    async (tx) => await write(tx, context.services, call, answered),
  )
  if (stored) call.kind.report?.(context, null, [stored.report])
  return stored
}

async function write<Services extends AiServices>(
  tx: Tx,
  services: Services,
  { kind, id, row, by, revision, waiting }: Call<Services>,
  { reading, paid }: Answered,
): Promise<(Stored & { report: unknown }) | null> {
  await services.erasures.lockOut(tx)
  // A deletion of the subject locks it too, before its dependent rows.
  await kind.lock(tx, services, [row])
  await finishCall(tx, id, reading.outcome, paid)
  const now = await kind.revision(tx, row)
  if (now === null) return null
  const reader = await kind.reader(tx, services, [row], by)
  const toStore = reading.outcome === 'success' ? reader.keep(row, reading.answer) : null
  // A changed subject needs another answer.
  const isDone = reading.fault === null && now === revision
  const result = { outcome: reading.outcome, model: by.model, ...spentOf(paid) }
  const ended =
    waiting !== null &&
    (await endWaiting(tx, waiting, isDone, { result, requestedAt: by.requestedAt }))
  const report = await kind.store(tx, services, toStore === null ? [] : [{ row, toStore }], {
    by,
    ended: ended ? [row] : [],
    spent: [{ row, costUsd: paid.costUsd }],
  })
  return { endedTaskId: ended ? waiting.id : null, report }
}

/** Ends the pending task, or returns it to batches. Returns whether it ended. */
async function endWaiting(
  tx: Tx,
  waiting: WithheldTask,
  isDone: boolean,
  { result, requestedAt }: { result: object; requestedAt: Date | null },
): Promise<boolean> {
  if (!isDone) {
    await returnToBatch(tx, waiting)
    return false
  }
  const startedAt = requestedAt ?? waiting.dueAt
  return await completeDirectly(tx, waiting, { result, owner: 'direct call', startedAt })
}

import { classify } from '../../base/classify.ts'
import type { Db, Tx } from '../../db/database.ts'
import { NoSuchRecordError, TransientError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import { UnansweredError } from '../../ai/openai/direct-errors.ts'
import { costUsd, pricesOf } from '../../ai/openai/prices.ts'
import { endAside, putBack, setAside, type AsideTask } from '../../queue/withhold.ts'
import { markAnalyzed } from '../scrape/index.ts'
import { aiAnalysis } from './ai-analysis.ts'
import { cleanAnswer, nothingDropped, reportDropped } from './clean-answer.ts'
import { DirectCallRefusedError, NotAnalyzableError, SendingHeldError } from './direct-errors.ts'
import { admitCall, finishCall } from '../../ai/calls/calls-store.ts'
import { lockBlog, versionOf, type AnalyzedBlog } from './analyzed-blog.ts'
import {
  budgetLimit,
  DAY_MS,
  nextDay,
  placesLimit,
  type DirectLimits,
} from '../../ai/calls/direct-limits.ts'
import { TYPICAL_OUTPUT_TOKENS } from './gather.ts'
import { liftChangedHold, readHold } from '../../ai/money/hold.ts'
import { answerSchema, type AIInsights } from './insights.ts'
import { holdOffErasures, insightsWithoutErased } from './erased-names.ts'
import { storeAnswers } from './insights-store.ts'
import { readProfileFacts } from './profile-facts.ts'
import { readProfileImages } from './profile-images.ts'
import { createRequestWriter, PROMPT_VERSION } from './prompt.ts'
import { readQuotedProfiles } from './quoted-profiles.ts'
import { readAnswer, type AnswerReading } from './read-answer.ts'
import { holdIfRefused } from '../../ai/money/refusal.ts'
import { gatewayOf } from '../../ai/services.ts'
import type { AnalyzeServices } from './services.ts'

export type DirectContext = { services: AnalyzeServices; signal: AbortSignal; log: Logger }

/** What a direct analysis came to, and what it cost. */
export type DirectAnalysis = {
  outcome: AnswerReading['outcome']
  /** Of the insights that were stored; null when there were none. */
  version: number | null
  insights: AIInsights | null
  /** Why there are none, if another answer might be better. */
  fault: string | null
  model: string
  promptVersion: string
  inputTokens: number
  outputTokens: number
  costUsd: number
  /** The waiting analysis that has ended with this answer. */
  endedTaskId: number | null
}

/** Real time after which a call has ended or its process is dead; longer than the gateway waits for an answer. */
const LEASE_MS = 5 * 60_000
/** Real time after which a client may find a free place. */
const BUSY_MS = 10_000
const STORE_TRIES = 3

/** A call under way. */
type Call = {
  id: string
  blog: AnalyzedBlog
  /** World time at which the facts were read. */
  askedAt: Date
  aside: AsideTask | null
}

/**
 * Has a model describe a creator now, as a row of a batch would, and stores its answer as the next version. The model is
 * asked once: whatever comes is paid and told. An analysis that waits for a batch is not sent meanwhile, and ends with the
 * answer. Throws NotAnalyzableError, DirectCallRefusedError, SendingHeldError, NoSuchRecordError when the creator is removed meanwhile, and
 * what the gateway throws.
 */
export async function analyzeNow(
  context: DirectContext,
  blog: AnalyzedBlog,
): Promise<DirectAnalysis> {
  const { services, signal } = context
  const { db, config, clock } = services
  const gateway = gatewayOf(services)
  await refuseWhenHeld(services)
  const askedAt = clock.now()
  const request = await requestFor(services, blog)
  const call = await admit(services, { blog, askedAt, promptTokens: request.promptTokens })
  const startedAt = performance.now()
  const end = await gateway.complete(request.body, { signal }).catch(async (thrown: unknown) => {
    await giveUp(db, call, thrown instanceof UnansweredError)
    await holdIfRefused(context, thrown)
    throw thrown
  })
  const schema = answerSchema({ sections: config.aiSections, promptVersion: PROMPT_VERSION })
  const reading = readAnswer(end, schema)
  const paid = { ...end.usage, costUsd: priceOf(services, end.usage) }
  const stored = await store(context, call, { reading, paid })
  const { openaiModel: model } = config
  services.answerMetrics.countSpent({ kind: 'direct', model, ...paid })
  const spent = {
    outcome: reading.outcome,
    input_tokens: paid.inputTokens,
    output_tokens: paid.outputTokens,
    cost_usd: paid.costUsd,
  }
  const took = { duration_ms: Math.round(performance.now() - startedAt) }
  context.log.info(
    { blog: blog.id, call_id: call.id, ...spent, ...took },
    'creator analyzed directly',
  )
  if (stored === null)
    throw new NoSuchRecordError('the creator was removed while the model answered')
  return {
    outcome: reading.outcome,
    ...stored,
    fault: reading.fault?.message ?? null,
    model,
    promptVersion: PROMPT_VERSION,
    ...paid,
  }
}

/** Batches try again now and then; whoever waits for an answer is told at once. */
async function refuseWhenHeld({ db, config }: AnalyzeServices): Promise<void> {
  await liftChangedHold(db, config)
  const hold = await readHold(db)
  if (hold) throw new SendingHeldError(hold)
}

async function requestFor({ db, config }: AnalyzeServices, { id }: AnalyzedBlog) {
  const facts = (await readProfileFacts(db, [id])).get(id)
  if (!facts) throw new NoSuchRecordError(`no blog ${id}`)
  const images = await readProfileImages(db, [id], config.imagesPerAnalysis)
  return createRequestWriter(config, config.openaiModel)('direct', facts, images.get(id))
}

const priceOf = (
  { config }: AnalyzeServices,
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
): number => {
  const price = pricesOf(config, config.openaiModel)?.direct
  return price ? costUsd(price, inputTokens, outputTokens) : 0
}

/** What direct calls may take. */
export const directLimits = ({ config }: Pick<AnalyzeServices, 'config'>): DirectLimits => ({
  atOnce: config.openaiDirectCalls,
  budgetUsd: config.openaiDailyBudgetUsd,
})

async function admit(
  services: AnalyzeServices,
  { blog, askedAt, promptTokens }: { blog: AnalyzedBlog; askedAt: Date; promptTokens: number },
): Promise<Call> {
  const { db, config, clock } = services
  const usage = { inputTokens: promptTokens, outputTokens: TYPICAL_OUTPUT_TOKENS }
  const news = {
    blogId: blog.id,
    model: config.openaiModel,
    estimatedUsd: priceOf(services, usage),
    leaseMs: LEASE_MS,
  }
  const limits = directLimits(services)
  return await db.transaction().execute(async (tx) => {
    const admission = await admitCall(tx, news, limits)
    if (admission.kind === 'admitted') {
      const forMs = Math.min(LEASE_MS / clock.realMs(1), DAY_MS)
      const key = { taskType: aiAnalysis.name, dedupeKey: blog.id }
      return { id: admission.id, blog, askedAt, aside: await setAside(tx, { ...key, forMs }) }
    }
    if (admission.kind === 'under_way')
      throw new NotAnalyzableError('analysis_under_way', 'this creator is being analyzed right now')
    if (admission.kind === 'busy') {
      const until = new Date(clock.now().getTime() + BUSY_MS / clock.realMs(1))
      const message = `${limits.atOnce} direct analyses are under way (GRAMD_OPENAI_DIRECT_CALLS)`
      throw new DirectCallRefusedError('direct_calls_busy', message, {
        until,
        limit: placesLimit(limits),
      })
    }
    const message = 'what is left of GRAMD_OPENAI_DAILY_BUDGET_USD for today does not pay for it'
    throw new DirectCallRefusedError('daily_budget_spent', message, {
      until: nextDay(admission.now),
      limit: budgetLimit(limits),
    })
  })
}

/** There is no answer: what waits for a batch waits as before. */
async function giveUp(db: Db, { id, aside }: Call, isPaid: boolean): Promise<void> {
  const nothing = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
  await finishCall(db, id, isPaid ? 'unanswered' : 'failed', isPaid ? null : nothing)
  if (aside) await putBack(db, aside)
}

type Paid = { inputTokens: number; outputTokens: number; costUsd: number }
type Stored = Pick<DirectAnalysis, 'version' | 'insights' | 'endedTaskId'>

/** Stores what was paid, or null when the creator is gone; tried again when the database has a passing trouble. */
async function store(
  context: DirectContext,
  call: Call,
  answer: { reading: AnswerReading; paid: Paid },
): Promise<Stored | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      const dropped = nothingDropped()
      const stored = await context.services.db
        .transaction()
        .execute(async (tx) => await write(tx, context, call, { ...answer, dropped }))
      reportDropped(context, null, dropped)
      return stored
    } catch (thrown) {
      if (tries === STORE_TRIES || !(classify(thrown) instanceof TransientError)) throw thrown
    }
  }
}

async function write(
  tx: Tx,
  { services }: DirectContext,
  { id, blog, askedAt, aside }: Call,
  answer: { reading: AnswerReading; paid: Paid; dropped: ReturnType<typeof nothingDropped> },
): Promise<Stored | null> {
  const { reading, paid, dropped } = answer
  await holdOffErasures(tx, services)
  // Whoever removes the creator holds it, too, before it meets what hangs on it: in the other order the two could wait for each other.
  const found = await lockBlog(tx, blog.id)
  await finishCall(tx, id, reading.outcome, paid)
  const profile = (await readQuotedProfiles(tx, [blog.id], askedAt)).get(blog.id)
  if (!found || !profile) return null
  const cleaned = reading.insights && cleanAnswer(reading.insights, profile(), dropped)
  const insights = cleaned && (await insightsWithoutErased(tx, services, cleaned))
  if (insights) {
    const asked = { model: services.config.openaiModel, promptVersion: PROMPT_VERSION }
    await storeAnswers(tx, [{ blogId: blog.id, insights, taskId: null, batchId: null, ...asked }])
  }
  const endedTaskId = await endWaiting(
    tx,
    { aside, askedAt },
    {
      // A scrape that came meanwhile wants its own news analyzed.
      isDone: reading.fault === null && sameTime(found.scrapedAt, blog.scrapedAt),
      result: {
        outcome: reading.outcome,
        model: services.config.openaiModel,
        input_tokens: paid.inputTokens,
        output_tokens: paid.outputTokens,
        cost_usd: paid.costUsd,
      },
    },
  )
  if (endedTaskId !== null) await markAnalyzed(tx, [blog.id])
  return { version: insights ? await versionOf(tx, blog.id) : null, insights, endedTaskId }
}

const sameTime = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime()

/** Ends the analysis that was set aside, or lets it wait as before. Returns the id of one that has ended. */
async function endWaiting(
  tx: Tx,
  { aside, askedAt }: Pick<Call, 'aside' | 'askedAt'>,
  { isDone, result }: { isDone: boolean; result: unknown },
): Promise<number | null> {
  if (aside === null) return null
  if (!isDone) {
    await putBack(tx, aside)
    return null
  }
  const ended = await endAside(tx, aside, { result, owner: 'direct call', startedAt: askedAt })
  return ended ? aside.id : null
}

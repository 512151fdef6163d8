import { roundUsd } from '../../../ai/openai/prices.ts'
import type { Db } from '../../../db/handles.ts'
import { toRow } from '../../../db/rows.ts'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log/log.ts'
import { RATE_LIMIT_HEADERS, rateLimitHeaders } from '../../../http/rate-limit.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { json, problem, z } from '../../../http/router.ts'
import { BlogParams, findBlogId, markAnalyzing } from '../../scrape/index.ts'
import { creatorInsights, type AnalyzeServices } from '../tasks/creator-insights.ts'
import { afterClosing } from '../../../ai/after-closing.ts'
import { ask, type DirectAnswer } from '../../../ai/ask.ts'
import { AlreadyRequestedError } from '../../../ai/calls/errors.ts'
import { blogSubject } from '../../../creators/blog-subject.ts'
import { directInsights } from '../store/insights.ts'
import { readLimitsLeft } from '../../../ai/calls/calls-store.ts'
import { AIInsights } from '../insights.ts'
import type { AiContext } from '../../../ai/services.ts'
import { submitBatch } from '../../ai/index.ts'

const Enqueued = z
  .object({ result: z.enum(['created', 'already_open']), task_id: z.int() })
  .openapi('AnalysisTask')

const Analysis = z
  .object({
    outcome: z
      .enum(['success', 'refusal', 'content_filter', 'cut_off', 'invalid'])
      .openapi({ description: 'Only a success has insights; all of them are paid' }),
    version: z.int().nullable().openapi({ description: 'Of the insights, as they are stored' }),
    insights: z.union([AIInsights.openapi('AIInsights'), z.null()]),
    fault: z.string().nullable().openapi({
      description: 'What is wrong with an answer that was cut off or is invalid',
    }),
    model: z.string(),
    prompt_version: z.string(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost_usd: z.number(),
    ended_task_id: z.int().nullable().openapi({
      description: 'The analysis that waited for a batch and has ended with this answer',
    }),
  })
  .openapi('DirectAnalysis')

/** The creator cannot be analyzed as it is. */
class NotAnalyzableError extends ConflictError {
  override readonly code: 'creator_without_data' | 'creator_unavailable' | 'analysis_under_way'

  constructor(code: NotAnalyzableError['code'], message: string) {
    super(message)
    this.code = code
  }
}

const operation = operationsFor<AnalyzeServices>()

export const analysisOperations = {
  analyzeBlog: operation.raw({
    method: 'post',
    path: '/api/blogs/{id}/analyze',
    access: 'creators:write',
    summary: 'Have a model describe a creator, from what was scraped',
    description:
      'With `mode=batch` the analysis waits for the next batch. With `mode=now` the model is ' +
      'asked once, at twice the price of a batch, and its answer is stored and returned; that ' +
      'may take a minute or two. An answer that came is paid, whatever its outcome, and is ' +
      'not asked for again by itself.',
    params: BlogParams,
    query: z.strictObject({ mode: z.enum(['batch', 'now']).default('batch') }),
    // Refuses a mode in the body, where it would have no effect and cost another price.
    json: { schema: z.strictObject({}), required: false },
    responses: {
      200: {
        ...json('What the model answered (`mode=now`)', Analysis),
        headers: RATE_LIMIT_HEADERS,
      },
      202: json('The analysis that will be done (`mode=batch`)', Enqueued),
      404: problem('No such blog'),
      409: problem(
        'The creator was never scraped (creator_without_data), is private, restricted or ' +
          'deleted (creator_unavailable), or is being analyzed by another request ' +
          '(analysis_under_way)',
      ),
      429: {
        ...problem(
          'The money for the day is spent (daily_budget_spent), or as many direct analyses ' +
            'are under way as may be (direct_calls_busy); Retry-After says when',
        ),
        headers: RATE_LIMIT_HEADERS,
      },
      502: problem('OpenAI refuses the request, or its answer was lost and may be paid'),
      503: problem(
        'There is no key, OpenAI refuses key, quota or model (sending_held when that is known ' +
          'already), or is down',
      ),
    },
    async run({ params, query }, services, { http, respond }) {
      const { db } = services
      const id = await findAnalyzable(db, params.id)
      if (query.mode === 'batch') return respond(await enqueue(services, id), 202)
      using stopping = afterClosing(http.env?.closing)
      const context = { services, signal: stopping.signal, log: http.get('log') }
      // Only an answer is stored for its Idempotency-Key: a refusal may be gone at the next try.
      http.set('isAnswerStorable', false)
      const answer = await analyzeNow(context, id)
      http.set('isAnswerStorable', true)
      const analysis = await viewAnalysis(db, id, answer)
      return respond(analysis, 200, await limitHeaders(services, http.get('log')))
    },
  }),
}

/**
 * Returns the headers with the limits that are left for the next call. A paid answer is returned
 * even if they cannot be read.
 */
async function limitHeaders(
  services: AnalyzeServices,
  log: Logger,
): Promise<Record<string, string>> {
  try {
    return rateLimitHeaders(await readLimitsLeft(services))
  } catch (error) {
    log.warn({ err: error }, 'limits of direct calls not readable')
    return {}
  }
}

/** The id of a blog that can be analyzed. Throws NoSuchRecordError, NotAnalyzableError. */
async function findAnalyzable(db: Db, idOrUsername: string): Promise<string> {
  const id = await findBlogId(db, idOrUsername)
  const { scrape_status, scraped_at } = await db
    .selectFrom('shared.blogs')
    .select(['scrape_status', 'scraped_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow(() => new NoSuchRecordError(`no blog ${id}`))
  if (['private', 'restricted', 'deleted'].includes(scrape_status)) {
    const message = `the creator is ${scrape_status}: it is not analyzed any more`
    throw new NotAnalyzableError('creator_unavailable', message)
  }
  if (scraped_at === null) {
    const message = 'the creator was not scraped yet: there is nothing to analyze'
    throw new NotAnalyzableError('creator_without_data', message)
  }
  return id
}

async function enqueue(
  { db, queue }: AnalyzeServices,
  id: string,
): Promise<z.output<typeof Enqueued>> {
  const task = await db.transaction().execute(async (tx) => {
    // Blogs are locked before tasks everywhere.
    await tx
      .selectFrom('shared.blogs')
      .select('id')
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => new NoSuchRecordError(`no blog ${id}`))
    const enqueued = await queue.enqueue(tx, creatorInsights.task, { blog_id: id })
    await markAnalyzing(tx, [id])
    await queue.enqueue(tx, submitBatch, {})
    return enqueued
  })
  queue.wake()
  return { result: task.created ? 'created' : 'already_open', task_id: task.id }
}

/** Throws NotAnalyzableError and what `ask` throws. */
async function analyzeNow(context: AiContext<AnalyzeServices>, id: string): Promise<DirectAnswer> {
  try {
    return await ask(context, creatorInsights, {
      subject: blogSubject(id),
      payload: { blog_id: id },
    })
  } catch (thrown) {
    if (!(thrown instanceof AlreadyRequestedError)) throw thrown
    const message = 'this creator is being analyzed right now'
    throw new NotAnalyzableError('analysis_under_way', message)
  }
}

async function viewAnalysis(
  db: Db,
  id: string,
  answer: DirectAnswer,
): Promise<z.output<typeof Analysis>> {
  const stored = answer.outcome === 'success' ? await directInsights(db, id) : undefined
  return {
    ...toRow(answer),
    version: stored?.version ?? null,
    insights: stored?.insights ?? null,
    cost_usd: roundUsd(answer.costUsd),
  }
}

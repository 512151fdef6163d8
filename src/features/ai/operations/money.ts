import { roundUsd } from '../../../ai/openai/prices.ts'
import { invalidField } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { BatchServices } from '../services.ts'
import { readCosts, readUnderWay, type Spent } from '../../../ai/money/costs-store.ts'
import { estimateWaiting } from '../../../ai/money/estimate.ts'
import { HELD_REASONS } from '../../../ai/batches/sending-store.ts'
import { liftHold } from '../../../ai/money/hold.ts'
import { submitBatch } from '../tasks/submit-batch.ts'

const tags = ['batches']
const count = z.int()
const usd = z.number().openapi({ description: 'US dollars' })
const spent = { input_tokens: count, output_tokens: count, cost_usd: usd }

const Costs = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    days: z
      .array(
        z.object({
          day: z.iso.date(),
          kind: z.string().openapi({ description: 'The AI kind', example: 'creator_insights' }),
          model: z.string(),
          batches: z
            .object({ count, rows: count, ...spent })
            .openapi({ description: 'Whose results were read that day' }),
          calls: z
            .object({ count, ...spent })
            .openapi({ description: 'Answers that were asked for one by one' }),
        }),
      )
      .openapi({
        description: 'By UTC day, AI kind and model, newest first; days without costs are missing',
      }),
    total: z.object(spent),
    under_way: z
      .object({ batches: count, rows: count, input_tokens: count, cost_usd: usd })
      .openapi({ description: 'Estimates of batches whose results are still to come' }),
  })
  .openapi('AiCosts')

const Estimate = z
  .object({
    model: z.string(),
    price: z
      .object({ input_usd_per_million: z.number(), output_usd_per_million: z.number() })
      .nullable()
      .openapi({ description: 'In a batch; null when it is not known' }),
    tasks: count.openapi({ description: 'Tasks of all kinds that wait now and are in no batch' }),
    sampled_tasks: count.openapi({
      description: 'Tasks whose requests were written for the estimate; the rest is extrapolated',
    }),
    is_scaled_up: z.boolean(),
    batches: count,
    input_tokens: count,
    output_tokens: count.openapi({ description: 'With long answers' }),
    images: count,
    megabytes: z.number(),
    cost_usd: usd,
    budget: z.object({ daily_usd: usd, spent_usd: usd, left_usd: usd }),
    enqueued_tokens: z
      .object({ limit: count, enqueued: count, left: count })
      .openapi({ description: 'What OpenAI lets wait of the model' }),
    sending: z.enum(['send', 'gathering', 'not_configured', ...HELD_REASONS]).openapi({
      description:
        'What the next submit_batch would do: send, gather more tasks, or hold for this ' +
        'reason; not_configured without OPENAI_API_KEY',
    }),
    fits_now: z.boolean().openapi({
      description: "Whether the day's money and the waiting tokens let all of it go now",
    }),
  })
  .openapi('AiEstimate')

const Resumed = z
  .object({
    lifted: z
      .object({ code: z.string(), model: z.string(), message: z.string(), since: Timestamp })
      .nullable()
      .openapi({ description: 'What had stopped sending; null when nothing had' }),
  })
  .openapi('AiResumed')

const DAY_MS = 24 * 3_600_000
const DEFAULT_DAYS = 30
const MAX_DAYS = 366
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const operation = operationsFor<BatchServices>()

export const moneyOperations = {
  getAiCosts: operation.get({
    path: '/api/ai/costs',
    access: 'ai:read',
    tags,
    summary: 'What AI answers cost, by day, kind and model',
    query: z.strictObject({
      from: z.iso.date().optional().openapi({ description: 'First UTC day; 30 days before `to`' }),
      to: z.iso.date().optional().openapi({ description: 'Last UTC day; today' }),
    }),
    answer: Costs,
    success: 'Tokens and US dollars',
    async run({ query }, { db, clock }) {
      const to = query.to ?? dayOf(clock.now().getTime())
      const from = query.from ?? dayOf(Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS)
      checkDays(from, to)
      const days = await readCosts(db, from, to)
      const total = sumOf(days.flatMap(({ batches, calls }) => [batches, calls]))
      return { from, to, days, total, under_way: await readUnderWay(db) }
    },
  }),

  estimateAiTasks: operation.get({
    path: '/api/ai/estimate',
    access: 'ai:read',
    tags,
    summary: 'What the pending AI tasks will take',
    answer: Estimate,
    success: 'Batches, tokens, pictures and US dollars',
    run: async (_, services, { http }) => await estimateWaiting(services, http.req.raw.signal),
  }),

  resumeAi: operation.act({
    path: '/api/ai/resume',
    access: 'ai:write',
    tags,
    summary: 'Send again after OpenAI had refused the key, the quota or the model',
    description:
      'After a fix at OpenAI. A change of OPENAI_API_KEY or GRAMD_OPENAI_MODEL resumes by ' +
      'itself. If OpenAI refuses again, sending stops again.',
    answer: Resumed,
    success: 'Sending goes on',
    async run(_, { db, queue }) {
      const lifted = await db.transaction().execute(async (tx) => {
        const hold = await liftHold(tx)
        if (hold) await queue.enqueue(tx, submitBatch, {})
        return hold
      })
      queue.wake()
      return { lifted }
    },
  }),
}

function checkDays(from: string, to: string): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  if (days >= 1 && days <= MAX_DAYS) return
  const reason = days < 1 ? 'is after `to`' : `is more than ${MAX_DAYS} days before \`to\``
  throw invalidField(
    'from',
    reason,
    days < 1 ? { code: 'range_backwards' } : { code: 'too_many_days', limits: { max: MAX_DAYS } },
  )
}

const sumOf = (all: readonly Spent[]): Spent => ({
  input_tokens: all.reduce((sum, each) => sum + each.input_tokens, 0),
  output_tokens: all.reduce((sum, each) => sum + each.output_tokens, 0),
  cost_usd: roundUsd(all.reduce((sum, each) => sum + each.cost_usd, 0)),
})

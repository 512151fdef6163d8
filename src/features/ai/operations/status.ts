import { assessAll } from '../../../ai/batches/gather.ts'
import { HELD_REASONS } from '../../../ai/batches/sending-store.ts'
import { readHold } from '../../../ai/money/hold.ts'
import { readSpending } from '../../../ai/money/spending.ts'
import { readTokenLedger } from '../../../ai/money/token-ledger.ts'
import { roundUsd } from '../../../ai/openai/prices.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { waitingForBatch } from '../../../queue/batch.ts'
import type { BatchServices } from '../services.ts'

/** Waiting tasks are counted up to here. */
const MAX_WAITING = 10_000

const usd = z.number().openapi({ description: 'US dollars' })

const Budget = z.object({ daily_usd: usd, spent_usd: usd, left_usd: usd })

const Status = z
  .object({
    model: z.string(),
    sending: z.enum(['send', 'gathering', 'not_configured', ...HELD_REASONS]).openapi({
      description:
        'What the next submit_batch would do: send, gather more tasks, or hold for this ' +
        'reason; not_configured without OPENAI_API_KEY',
    }),
    hold: z
      .object({ code: z.string(), model: z.string(), message: z.string(), since: Timestamp })
      .nullable()
      .openapi({
        description: 'What OpenAI refuses; POST /api/ai/resume sends again after a fix there',
      }),
    waiting: z.object({
      tasks: z.int(),
      is_capped: z.boolean().openapi({ description: `There are more than ${MAX_WAITING}` }),
      oldest_due_at: Timestamp.nullable(),
    }),
    budget: Budget,
    enqueued_tokens: z
      .object({ limit: z.int(), enqueued: z.int(), left: z.int() })
      .openapi({ description: 'What OpenAI lets wait of the model' }),
  })
  .openapi('AiStatus')

const operation = operationsFor<BatchServices>()

const tags = ['batches']

export const statusOperations = {
  getAiStatus: operation.get({
    path: '/api/ai/status',
    access: 'ai:read',
    tags,
    summary: 'Whether AI tasks are sent, what waits, and what is left of the budget',
    description: 'At once; GET /api/ai/estimate says what the waiting tasks will cost.',
    answer: Status,
    success: 'Sending as it is now',
    async run(_, services) {
      const { db, config, openai } = services
      const gathering = await assessAll(services)
      const next = gathering.kind === 'held' ? gathering.reason : gathering.kind
      return {
        model: config.openaiModel,
        sending: openai ? next : ('not_configured' as const),
        hold: await readHold(db),
        waiting: await countWaiting(services),
        budget: await readBudget(services),
        enqueued_tokens: await readTokenLedger(db, config, config.openaiModel),
      }
    },
  }),

  getAiBudget: operation.get({
    path: '/api/ai/budget',
    access: 'ai:read',
    tags,
    summary: 'What may be spent on AI answers today, and what is left',
    description: 'Of the UTC day. A part of GET /api/ai/status that is read in a moment.',
    answer: Budget.openapi('AiBudget'),
    success: 'US dollars',
    run: async (_, services) => await readBudget(services),
  }),
}

async function readBudget({ db, config: { openaiDailyBudgetUsd: dailyUsd } }: BatchServices) {
  const { spentUsd } = await readSpending(db)
  return {
    daily_usd: dailyUsd,
    spent_usd: roundUsd(spentUsd),
    left_usd: roundUsd(Math.max(0, dailyUsd - spentUsd)),
  }
}

async function countWaiting({ db, aiKinds }: BatchServices) {
  let tasks = 0
  let oldest: Date | null = null
  let isCapped = false
  for (const { task } of aiKinds) {
    const waiting = await waitingForBatch(db, task.name, MAX_WAITING + 1)
    isCapped ||= waiting.count > MAX_WAITING
    tasks += Math.min(waiting.count, MAX_WAITING)
    if (waiting.oldest && (oldest === null || waiting.oldest < oldest)) oldest = waiting.oldest
  }
  return { tasks, is_capped: isCapped, oldest_due_at: oldest }
}

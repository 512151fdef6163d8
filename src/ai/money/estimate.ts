import { batchLine } from '../openai/batch-file.ts'
import { pricesOf, roundUsd } from '../openai/prices.ts'
import { sampleForBatch, waitingForBatch } from '../../queue/batch.ts'
import type { AiKind } from '../kind.ts'
import { assessAll, estimateUsd } from '../batches/gather.ts'
import { customIdOf } from '../batches/send-batch.ts'
import type { AiServices } from '../services.ts'
import { readSpending } from './spending.ts'
import { readTokenLedger } from './token-ledger.ts'

const SAMPLE = 20
const MAX_TASKS = 1_000_000
const MEGABYTE = 1_000_000

/**
 * Estimates all pending AI tasks: writes the requests of up to 20 tasks of each kind, spread
 * evenly, and extrapolates their tokens, pictures and bytes; assumes long answers.
 */
export async function estimateWaiting(services: AiServices, signal: AbortSignal) {
  const { db, config, openai } = services
  const { spentUsd } = await readSpending(db)
  const tokens = await readTokenLedger(db, config, config.openaiModel)
  const sum = await sumWaiting(services, tokens.limit, signal)
  const gathering = await assessAll(services)
  const next = gathering.kind === 'held' ? gathering.reason : gathering.kind
  const price = pricesOf(config, config.openaiModel)?.batch
  const dailyUsd = config.openaiDailyBudgetUsd
  return {
    ...sum,
    megabytes: Math.round(sum.megabytes * 1_000) / 1_000,
    cost_usd: roundUsd(sum.cost_usd),
    is_scaled_up: sum.sampled_tasks < sum.tasks,
    model: config.openaiModel,
    price: price
      ? {
          input_usd_per_million: price.inputUsdPerMillion,
          output_usd_per_million: price.outputUsdPerMillion,
        }
      : null,
    budget: {
      daily_usd: dailyUsd,
      spent_usd: roundUsd(spentUsd),
      left_usd: Math.max(0, dailyUsd - spentUsd),
    },
    enqueued_tokens: tokens,
    sending: openai ? next : ('not_configured' as const),
    fits_now: spentUsd + sum.cost_usd <= dailyUsd && sum.input_tokens <= tokens.left,
  }
}

async function sumWaiting(services: AiServices, tokenLimit: number, signal: AbortSignal) {
  const { db, config, aiKinds } = services
  const sum = {
    tasks: 0,
    sampled_tasks: 0,
    batches: 0,
    input_tokens: 0,
    output_tokens: 0,
    images: 0,
    megabytes: 0,
    cost_usd: 0,
  }
  for (const kind of aiKinds) {
    const { count: tasks } = await waitingForBatch(db, kind.task.name, MAX_TASKS)
    if (tasks === 0) continue
    const sample = await measureSample(services, kind, signal)
    const scale = sample.requests === 0 ? 0 : tasks / sample.tasks
    const inputTokens = Math.round(sample.inputTokens * scale)
    const requests = Math.round(sample.requests * scale)
    const megabytes = (sample.bytes * scale) / MEGABYTE
    sum.tasks += tasks
    sum.sampled_tasks += sample.tasks
    sum.batches += Math.max(
      Math.ceil(tasks / config.batchMaxTasks),
      Math.ceil(megabytes / config.batchMaxMegabytes),
      Math.ceil(inputTokens / tokenLimit),
    )
    sum.input_tokens += inputTokens
    sum.output_tokens += requests * kind.typical.outputTokens
    sum.images += Math.round(sample.images * scale)
    sum.megabytes += megabytes
    sum.cost_usd += estimateUsd(config, kind.typical, inputTokens, requests)
  }
  return sum
}

async function measureSample(services: AiServices, kind: AiKind<AiServices>, signal: AbortSignal) {
  const { db, config } = services
  const tasks = await sampleForBatch(db, kind.task.name, SAMPLE)
  const sum = { tasks: tasks.length, requests: 0, inputTokens: 0, images: 0, bytes: 0 }
  const rows = tasks.map(({ id, ...row }) => ({ taskId: id, ...row }))
  for await (const request of kind.requests({ services, signal }, rows, config.openaiModel)) {
    const content = request.body.messages.at(-1)?.content
    sum.requests += 1
    sum.inputTokens += request.promptTokens
    sum.bytes += Buffer.byteLength(
      batchLine({ ...request, customId: customIdOf(request.row.taskId ?? 0) }),
    )
    // Text first, then pictures.
    sum.images += Array.isArray(content) ? content.length - 1 : 0
  }
  return sum
}

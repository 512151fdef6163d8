import { batchLine } from '../openai/batch-file.ts'
import { pricesOf, roundUsd } from '../openai/prices.ts'
import { sampleForBatch, waitingForBatch } from '../../queue/batch.ts'
import type { AiKind } from '../kind.ts'
import { assessAll, estimateBatch } from '../batches/gather.ts'
import { customIdOf } from '../batches/send-batch.ts'
import type { AiServices } from '../services.ts'
import { readSpending } from './spending.ts'
import { readTokenLedger } from './token-ledger.ts'

const SAMPLE = 200
const MOST_TASKS = 1_000_000
const MEGABYTE = 1_000_000

/**
 * Estimates all pending AI tasks: writes the requests of up to 200 tasks of each kind, spread
 * evenly, and extrapolates their tokens, pictures and bytes; assumes long answers.
 */
export async function estimateWaiting(services: AiServices, signal: AbortSignal) {
  const { db, config, openai, aiKinds } = services
  const { spentUsd } = await readSpending(db)
  const tokens = await readTokenLedger(db, config, config.openaiModel)
  const sum = { ...NOTHING, batches: 0 }
  for (const kind of aiKinds) {
    const waiting = await estimateKind(services, kind, signal)
    sum.batches += Math.max(
      Math.ceil(waiting.tasks / config.batchMaxTasks),
      Math.ceil(waiting.megabytes / config.batchMaxMegabytes),
      Math.ceil(waiting.input_tokens / tokens.limit),
    )
    for (const name of SUMMED) sum[name] += waiting[name]
  }
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

const NOTHING = {
  tasks: 0,
  sampled_tasks: 0,
  input_tokens: 0,
  output_tokens: 0,
  images: 0,
  megabytes: 0,
  cost_usd: 0,
}
type Waiting = typeof NOTHING
const SUMMED = [
  'tasks',
  'sampled_tasks',
  'input_tokens',
  'output_tokens',
  'images',
  'megabytes',
  'cost_usd',
] as const

async function estimateKind(
  services: AiServices,
  kind: AiKind<AiServices>,
  signal: AbortSignal,
): Promise<Waiting> {
  const { db, config } = services
  const { count: tasks } = await waitingForBatch(db, kind.task.name, MOST_TASKS)
  const sample = await measureSample(services, kind, signal)
  const scale = sample.requests === 0 ? 0 : tasks / sample.tasks
  const inputTokens = Math.round(sample.inputTokens * scale)
  const requests = Math.round(sample.requests * scale)
  return {
    tasks,
    sampled_tasks: sample.tasks,
    input_tokens: inputTokens,
    output_tokens: requests * kind.typical.outputTokens,
    images: Math.round(sample.images * scale),
    megabytes: (sample.bytes * scale) / MEGABYTE,
    cost_usd: estimateBatch(config, kind.typical, inputTokens, requests).costUsd,
  }
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

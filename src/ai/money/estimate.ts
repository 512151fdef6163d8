import { batchLine } from '../openai/batch-file.ts'
import { pricesOf, type Price } from '../openai/prices.ts'
import { sampleForBatch, waitingForBatch } from '../../queue/batch.ts'
import type { AiKind } from '../kind.ts'
import type { HeldReason } from '../batches/sending-store.ts'
import { assessAll, estimateBatch } from '../batches/gather.ts'
import { customIdOf } from '../batches/send-batch.ts'
import type { AiServices } from '../services.ts'
import { readSpending } from './spending.ts'
import { readTokenLedger, type TokenLedger } from './token-ledger.ts'

/** What sending all that waits would take. */
export type Estimate = {
  model: string
  price: Price | null
  tasks: number
  /** Whose requests were written to reckon with; fewer than `tasks` when the rest was scaled up. */
  sampled: number
  batches: number
  inputTokens: number
  outputTokens: number
  images: number
  megabytes: number
  costUsd: number
  budget: { dailyUsd: number; spentUsd: number }
  tokens: TokenLedger
  /** What the next look would do; without a key there is none. */
  sending: 'send' | 'gathering' | 'not_configured' | HeldReason
  /** Whether money and waiting tokens let all of it go now. */
  fitsNow: boolean
}

const SAMPLE = 200
/** Counting ends here. */
const MOST_TASKS = 1_000_000
const MEGABYTE = 1_000_000

/**
 * Reckons what all that waits now would take. The requests of up to 200 tasks of each kind, spread
 * evenly, are written as for a batch, and their tokens, pictures and bytes scaled up to all;
 * answers are taken to be long.
 */
export async function estimateWaiting(
  services: AiServices,
  signal: AbortSignal,
): Promise<Estimate> {
  const { db, config, openai, aiKinds } = services
  const { spentUsd } = await readSpending(db)
  const tokens = await readTokenLedger(db, config, config.openaiModel)
  const sum = { ...NOTHING }
  for (const kind of aiKinds) {
    const waiting = await estimateKind(services, kind, signal)
    sum.batches += Math.max(
      Math.ceil(waiting.tasks / config.batchMaxTasks),
      Math.ceil(waiting.megabytes / config.batchMaxMegabytes),
      Math.ceil(waiting.inputTokens / tokens.limit),
    )
    for (const name of SUMMED) sum[name] += waiting[name]
  }
  const gathering = await assessAll(services)
  const next = gathering.kind === 'held' ? gathering.reason : gathering.kind
  return {
    ...sum,
    model: config.openaiModel,
    price: pricesOf(config, config.openaiModel)?.batch ?? null,
    budget: { dailyUsd: config.openaiDailyBudgetUsd, spentUsd },
    tokens,
    sending: openai ? next : 'not_configured',
    fitsNow:
      spentUsd + sum.costUsd <= config.openaiDailyBudgetUsd && sum.inputTokens <= tokens.left,
  }
}

const SUMMED = [
  'tasks',
  'sampled',
  'inputTokens',
  'outputTokens',
  'images',
  'megabytes',
  'costUsd',
] as const
type Waiting = Pick<Estimate, (typeof SUMMED)[number]>

const NOTHING = {
  tasks: 0,
  sampled: 0,
  batches: 0,
  inputTokens: 0,
  outputTokens: 0,
  images: 0,
  megabytes: 0,
  costUsd: 0,
}

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
    sampled: sample.tasks,
    inputTokens,
    outputTokens: requests * kind.typical.outputTokens,
    images: Math.round(sample.images * scale),
    megabytes: (sample.bytes * scale) / MEGABYTE,
    costUsd: estimateBatch(config, kind.typical, inputTokens, requests).costUsd,
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
    // The text stands before the pictures.
    sum.images += Array.isArray(content) ? content.length - 1 : 0
  }
  return sum
}

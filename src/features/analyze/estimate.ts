import { blogOf } from '../../creators/blog-subject.ts'
import { batchLine } from '../../ai/openai/batch-file.ts'
import { pricesOf, type Price } from '../../ai/openai/prices.ts'
import { sampleForBatch, waitingForBatch } from '../../queue/batch.ts'
import { aiAnalysis } from './ai-analysis.ts'
import type { HeldReason } from '../../ai/batches/sending-store.ts'
import { assess, estimateBatch, TYPICAL_OUTPUT_TOKENS } from './gather.ts'
import { requestsFor } from './send-batch.ts'
import type { AnalyzeServices } from './services.ts'
import { readSpending } from '../../ai/money/spending.ts'
import { readTokenLedger, type TokenLedger } from '../../ai/money/token-ledger.ts'

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

type EstimateServices = Pick<AnalyzeServices, 'db' | 'config' | 'openai'>

/**
 * Reckons what the analyses that wait now would take. The requests of up to 200 of them, spread evenly, are written as for
 * a batch, and their tokens, pictures and bytes scaled up to all; answers are taken to be long.
 */
export async function estimateWaiting(
  services: EstimateServices,
  signal: AbortSignal,
): Promise<Estimate> {
  const { db, config } = services
  const { count: tasks } = await waitingForBatch(db, aiAnalysis.name, MOST_TASKS)
  const sample = await measureSample(services, signal)
  const scale = sample.requests === 0 ? 0 : tasks / sample.tasks
  const inputTokens = Math.round(sample.inputTokens * scale)
  const { costUsd } = estimateBatch(config, inputTokens, Math.round(sample.requests * scale))
  const { spentUsd } = await readSpending(db)
  const tokens = await readTokenLedger(db, config, config.openaiModel)
  const megabytes = (sample.bytes * scale) / MEGABYTE
  return {
    model: config.openaiModel,
    price: pricesOf(config, config.openaiModel)?.batch ?? null,
    tasks,
    sampled: sample.tasks,
    batches: Math.max(
      Math.ceil(tasks / config.batchMaxTasks),
      Math.ceil(megabytes / config.batchMaxMegabytes),
      Math.ceil(inputTokens / tokens.limit),
    ),
    inputTokens,
    outputTokens: Math.round(sample.requests * scale) * TYPICAL_OUTPUT_TOKENS,
    images: Math.round(sample.images * scale),
    megabytes,
    costUsd,
    budget: { dailyUsd: config.openaiDailyBudgetUsd, spentUsd },
    tokens,
    sending: await nextStep(services),
    fitsNow: spentUsd + costUsd <= config.openaiDailyBudgetUsd && inputTokens <= tokens.left,
  }
}

async function nextStep({ db, config, openai }: EstimateServices): Promise<Estimate['sending']> {
  if (!openai) return 'not_configured'
  const gathering = await assess(db, config)
  return gathering.kind === 'held' ? gathering.reason : gathering.kind
}

async function measureSample(services: EstimateServices, signal: AbortSignal) {
  const { db, config } = services
  const tasks = await sampleForBatch(db, aiAnalysis.name, SAMPLE)
  const rows = tasks.map(({ id, subject }) => ({ task_id: id, blog_id: blogOf(subject) }))
  const sum = { tasks: tasks.length, requests: 0, inputTokens: 0, images: 0, bytes: 0 }
  for await (const request of requestsFor({ services, signal }, rows, config.openaiModel)) {
    const content = request.body.messages.at(-1)?.content
    sum.requests += 1
    sum.inputTokens += request.promptTokens
    sum.bytes += Buffer.byteLength(batchLine(request))
    // The text stands before the pictures.
    sum.images += Array.isArray(content) ? content.length - 1 : 0
  }
  return sum
}

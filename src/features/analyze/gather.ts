import { sql } from 'kysely'
import type { Config } from '../../config.ts'
import type { Db } from '../../db/database.ts'
import { reserveForBatch, waitingForBatch } from '../../queue/batch.ts'
import { costUsd, pricesOf } from '../../openai/prices.ts'
import { aiAnalysis } from './ai-analysis.ts'
import { deleteEmptyBatch, insertBatch, insertBatchRows } from './batch-store.ts'

/** Whether a batch is worth sending now, and with how many tasks at most. */
export type Gathering =
  | { kind: 'send'; limit: number }
  /** Too few wait, and none of them long enough. */
  | { kind: 'gathering' }
  /** Enough wait, but something stands in the way. */
  | { kind: 'held'; reason: 'daily_budget' | 'failed_batches' }

type GatherConfig = Pick<
  Config,
  | 'OPENAI_MODEL'
  | 'BATCH_MIN_TASKS'
  | 'BATCH_MAX_TASKS'
  | 'BATCH_MAX_WAIT_HOURS'
  | 'OPENAI_DAILY_BUDGET_USD'
  | 'OPENAI_INPUT_USD_PER_MILLION'
  | 'OPENAI_OUTPUT_USD_PER_MILLION'
>

/** What a request is taken to need before it is written: a full profile with its pictures, and a long answer. */
const TYPICAL_INPUT_TOKENS = 6_000
const TYPICAL_OUTPUT_TOKENS = 1_500
const MINUTE = 60_000
/** The wait after a failed batch; doubled by each further one in a row. */
const FAILURE_HOLD_MS = 15 * MINUTE
const MAX_FAILURE_HOLD_MS = 6 * 60 * MINUTE
const TOKEN_LIMIT = 'token_limit_exceeded'

/** Looks at what waits, at the money left for today and at how the last batches went. Times are world time. */
export async function assess(db: Db, config: GatherConfig): Promise<Gathering> {
  const waiting = await waitingForBatch(db, aiAnalysis.name, config.BATCH_MIN_TASKS)
  if (waiting.count === 0 || waiting.oldest === null) return { kind: 'gathering' }
  const { now, spentUsd } = await spending(db)
  const waitedMs = now.getTime() - waiting.oldest.getTime()
  if (waiting.count < config.BATCH_MIN_TASKS && waitedMs < config.BATCH_MAX_WAIT_HOURS) {
    return { kind: 'gathering' }
  }
  const failures = await failuresInARow(db)
  if (failures.until !== null && failures.until > now)
    return { kind: 'held', reason: 'failed_batches' }
  const affordable = rowsFor(config.OPENAI_DAILY_BUDGET_USD - spentUsd, config)
  if (affordable < 1) return { kind: 'held', reason: 'daily_budget' }
  return { kind: 'send', limit: Math.min(config.BATCH_MAX_TASKS, affordable, failures.limit) }
}

/** Makes a batch of the tasks that wait longest, up to `limit`. Null when another process has taken them all. */
export async function openBatch(
  db: Db,
  config: GatherConfig,
  limit: number,
): Promise<{ id: string; tasks: number } | null> {
  return await db.transaction().execute(async (tx) => {
    const id = await insertBatch(tx, config.OPENAI_MODEL)
    const tasks = await reserveForBatch(tx, { taskType: aiAnalysis.name, batchId: id, limit })
    if (tasks.length === 0) {
      await deleteEmptyBatch(tx, id)
      return null
    }
    const estimate = tasks.length * typicalCostUsd(config)
    await insertBatchRows(
      tx,
      id,
      tasks.map((task) => task.id),
      estimate,
    )
    return { id, tasks: tasks.length }
  })
}

/** USD for these tokens in a batch of this model; 0 for a model without a known price. */
export function batchCostUsd(
  config: GatherConfig,
  model: string,
  tokens: { input: number; output: number },
): number {
  const prices = pricesOf(config, model)
  return prices === null ? 0 : costUsd(prices.batch, tokens.input, tokens.output)
}

/** USD that a written input file will probably cost, with long answers. */
export const estimateCostUsd = (config: GatherConfig, promptTokens: number, rows: number): number =>
  batchCostUsd(config, config.OPENAI_MODEL, {
    input: promptTokens,
    output: rows * TYPICAL_OUTPUT_TOKENS,
  })

const typicalCostUsd = (config: GatherConfig): number =>
  estimateCostUsd(config, TYPICAL_INPUT_TOKENS, 1)

/** How many rows an amount pays for; without a price, any number. */
function rowsFor(usd: number, config: GatherConfig): number {
  const each = typicalCostUsd(config)
  if (usd <= 0) return 0
  return each === 0 ? Infinity : Math.floor(usd / each)
}

/** World time, and what was spent this UTC day; a batch whose results are still to come counts with its estimate. */
async function spending(db: Db): Promise<{ now: Date; spentUsd: number }> {
  const { rows } = await sql<{ now: Date; spent_usd: number }>`
    select world_now() as now, coalesce((
      select sum(case when ingested_at is null then estimated_cost_usd else cost_usd end)
      from ai_batches
      where ingested_at is null or ingested_at >= date_trunc('day', world_now(), 'UTC')
    ), 0) as spent_usd`.execute(db)
  const [row] = rows
  return { now: row?.now ?? new Date(0), spentUsd: row?.spent_usd ?? 0 }
}

/**
 * Until when sending pauses because the latest batches failed as a whole (a bad key, model or limit is not worth
 * hammering), and how large the next one may be: half of one that was over OpenAI's token limit.
 */
async function failuresInARow(db: Db): Promise<{ until: Date | null; limit: number }> {
  const latest = await db
    .selectFrom('ai_batches')
    .select(['status', 'error_code', 'request_count', 'ingested_at'])
    .where('ingested_at', 'is not', null)
    // One that somebody has ended tells nothing.
    .where('cancel_requested_at', 'is', null)
    .orderBy('ingested_at', 'desc')
    .limit(6)
    .execute()
  const success = latest.findIndex(
    (batch) => batch.status !== 'failed' && batch.error_code === null,
  )
  const failures = success < 0 ? latest : latest.slice(0, success)
  const [last] = failures
  if (!last?.ingested_at) return { until: null, limit: Infinity }
  const holdMs = Math.min(FAILURE_HOLD_MS * 2 ** (failures.length - 1), MAX_FAILURE_HOLD_MS)
  const tooMany = last.error_code === TOKEN_LIMIT
  return {
    until: new Date(last.ingested_at.getTime() + holdMs),
    limit: tooMany ? Math.max(1, Math.floor(last.request_count / 2)) : Infinity,
  }
}

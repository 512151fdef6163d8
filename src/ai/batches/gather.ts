import type { CoreConfig } from '../../settings/core.ts'
import type { Db } from '../../db/database.ts'
import { costUsd, pricesOf } from '../openai/prices.ts'
import { reserveForBatch, waitingForBatch } from '../../queue/batch.ts'
import type { AiKind, TypicalRow } from '../kind.ts'
import type { AiServices } from '../services.ts'
import { failuresInRow } from '../money/failures-in-row.ts'
import { mayTry } from '../money/hold.ts'
import { readGatheredUntil, recentCreations, type HeldReason } from './sending-store.ts'
import { readSpending, readUnaffordable } from '../money/spending.ts'
import { readTokenLedger } from '../money/token-ledger.ts'
import {
  deleteEmptyBatch,
  insertBatch,
  insertBatchRows,
  type BatchEstimate,
} from './unsent-batch-store.ts'

/** Whether a batch is worth sending now, and how large one at most. */
export type Gathering =
  | { kind: 'send'; size: BatchSize }
  /** Too few wait, and none of them long enough. */
  | { kind: 'gathering' }
  /** Enough wait, but something stands in the way. */
  | { kind: 'held'; reason: HeldReason }

export type BatchSize = {
  /** Tasks that were due by then (world time) are sent now, whatever their number. */
  until: Date
  tasks: number
  /** Prompt tokens to reserve at most. */
  promptTokens: number
}

export type GatherConfig = Pick<
  CoreConfig,
  | 'openaiModel'
  | 'openaiEnqueuedTokens'
  | 'openaiDailyBudgetUsd'
  | 'openaiInputUsdPerMillion'
  | 'openaiOutputUsdPerMillion'
  | 'batchMinTasks'
  | 'batchMaxTasks'
  | 'batchMaxWaitMs'
>

/** What of a kind is reckoned with. */
type GatheredKind = Pick<AiKind<AiServices>, 'name' | 'task' | 'typical'>

/** OpenAI takes no more in any 60 minutes. Source: OpenAI, Batch API, "Rate limits". */
export const CREATIONS_PER_HOUR = 2_000

/**
 * Looks at what waits of a kind, and at all that may stand in the way: a refusal, failed batches, the limits of OpenAI and the money
 * for today. `isTry` is for whoever has claimed a try of what was refused. Changes nothing. Times are world time.
 */
export async function assess(
  db: Db,
  config: GatherConfig,
  kind: GatheredKind,
  { isTry = false } = {},
): Promise<Gathering> {
  const waiting = await waitingForBatch(db, kind.task.name, config.batchMinTasks)
  if (waiting.count === 0 || waiting.oldest === null) return { kind: 'gathering' }
  const { now, spentUsd } = await readSpending(db)
  const until = await gatheredUntil(db, config, { ...waiting, kind, oldest: waiting.oldest }, now)
  if (until === null) return { kind: 'gathering' }
  const held = (reason: HeldReason): Gathering => ({ kind: 'held', reason })
  if (!isTry && !(await mayTry(db))) return held('openai_refused')
  const failures = await failuresInRow(db, { kind: kind.name, model: config.openaiModel })
  if (failures !== null && failures.pausedUntil > now) return held('failed_batches')
  if ((await recentCreations(db)).count >= CREATIONS_PER_HOUR) return held('creations_per_hour')
  const affordable = await affordableRows(db, config, kind, spentUsd)
  if (affordable < 1) return held('daily_budget')
  const { enqueued, left } = await readTokenLedger(db, config, config.openaiModel)
  // With nothing else under way one request always goes, however small a limit was learned.
  if (enqueued > 0 && left < kind.typical.inputTokens) return held('enqueued_tokens')
  const fitting = Math.max(1, Math.ceil(left / kind.typical.leastInputTokens))
  const tasks = Math.min(config.batchMaxTasks, affordable, fitting)
  return { kind: 'send', size: { until, tasks, promptTokens: left } }
}

/** The same of all kinds: whether any is worth a batch now, or else what holds one up. */
export async function assessAll({
  db,
  config,
  aiKinds,
}: Pick<AiServices, 'db' | 'config' | 'aiKinds'>): Promise<Gathering> {
  let all: Gathering = { kind: 'gathering' }
  for (const kind of aiKinds) {
    const gathering = await assess(db, config, kind)
    if (gathering.kind === 'send') return gathering
    if (all.kind === 'gathering') all = gathering
  }
  return all
}

/** How many rows the rest of the day's money pays for. What was too dear for it comes first again, and waits for more. */
async function affordableRows(
  db: Db,
  config: GatherConfig,
  kind: GatheredKind,
  spentUsd: number,
): Promise<number> {
  const leftUsd = config.openaiDailyBudgetUsd - spentUsd
  const isTooDear =
    spentUsd > 0 &&
    leftUsd < (await readUnaffordable(db, { kind: kind.name, model: config.openaiModel }))
  return isTooDear ? 0 : rowsFor(leftUsd, config, kind.typical)
}

/** Until when tasks were due that are to be sent now; null when too few wait, and none long enough. */
async function gatheredUntil(
  db: Db,
  config: GatherConfig,
  waiting: { kind: GatheredKind; count: number; oldest: Date },
  now: Date,
): Promise<Date | null> {
  const begun = await readGatheredUntil(db, waiting.kind.name)
  if (begun !== null && waiting.oldest <= begun) return begun
  const waitedMs = now.getTime() - waiting.oldest.getTime()
  const isEnough = waiting.count >= config.batchMinTasks || waitedMs >= config.batchMaxWaitMs
  // A Date has no microseconds: what is due in this millisecond is meant, too.
  return isEnough ? new Date(now.getTime() + 1) : null
}

/** Makes a batch of the tasks of a kind that wait longest. Null when another process has taken them all. */
export async function openBatch(
  db: Db,
  config: GatherConfig,
  kind: GatheredKind,
  size: BatchSize,
): Promise<{ id: string; tasks: number } | null> {
  return await db.transaction().execute(async (tx) => {
    const id = await insertBatch(tx, { kind: kind.name, model: config.openaiModel })
    const tasks = await reserveForBatch(tx, {
      taskType: kind.task.name,
      batchId: id,
      limit: size.tasks,
      dueBy: size.until,
    })
    if (tasks.length === 0) {
      await deleteEmptyBatch(tx, id)
      return null
    }
    const inputTokens = tasks.length * kind.typical.inputTokens
    const taskIds = tasks.map((task) => task.id)
    await insertBatchRows(tx, id, taskIds, {
      inputTokens: Math.min(inputTokens, Math.floor(size.promptTokens)),
      costUsd: estimateBatch(config, kind.typical, inputTokens, tasks.length).costUsd,
    })
    return { id, tasks: tasks.length }
  })
}

/** What an input file with these prompt tokens and rows will probably take, with long answers. */
export function estimateBatch(
  config: GatherConfig,
  typical: Pick<TypicalRow, 'outputTokens'>,
  promptTokens: number,
  rows: number,
): BatchEstimate {
  const prices = pricesOf(config, config.openaiModel)
  const outputTokens = rows * typical.outputTokens
  return {
    inputTokens: promptTokens,
    costUsd: prices === null ? 0 : costUsd(prices.batch, promptTokens, outputTokens),
  }
}

/** How many rows an amount pays for; without a price, any number. */
function rowsFor(usd: number, config: GatherConfig, typical: TypicalRow): number {
  const each = estimateBatch(config, typical, typical.inputTokens, 1).costUsd
  if (usd <= 0) return 0
  return each === 0 ? Infinity : Math.floor(usd / each)
}

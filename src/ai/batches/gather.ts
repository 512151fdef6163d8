import { sql } from 'kysely'
import type { CoreConfig } from '../../settings/core.ts'
import type { Db } from '../../db/handles.ts'
import { costUsd, pricesOf } from '../openai/prices.ts'
import { reserveForBatch, waitingForBatch } from '../../queue/batch.ts'
import type { AiKind, TypicalRow } from '../kind.ts'
import type { AiServices } from '../services.ts'
import { failuresInRow } from '../money/failures-in-row.ts'
import { canProbe } from '../money/hold.ts'
import { readGatheredUntil, recentCreations, type HeldReason } from './sending-store.ts'
import { readSpending, readUnaffordable } from '../money/spending.ts'
import { readTokenLedger } from '../money/token-ledger.ts'
import { insertBatch } from './store/ai-batches/unsent.ts'

/** Whether to send a batch now, and its maximum size. */
export type Gathering =
  | { kind: 'send'; size: BatchSize }
  | { kind: 'gathering' }
  | { kind: 'held'; reason: HeldReason }

export type BatchSize = {
  /** All tasks that were due then (world time) are sent now. */
  until: Date
  tasks: number
  promptTokens: number
}

type GatheredKind = Pick<AiKind<AiServices>, 'name' | 'task' | 'typical'>

/** OpenAI's limit for any 60 minutes. Source: OpenAI, Batch API, "Rate limits". */
export const CREATIONS_PER_HOUR = 2_000

/**
 * Checks the pending tasks of a kind, and what may hold them: a refusal, failed batches, OpenAI's
 * limits, the daily budget. `isProbe`: the caller took the probe of a hold. Changes nothing.
 */
export async function assess(
  db: Db,
  config: CoreConfig,
  kind: GatheredKind,
  { isProbe = false } = {},
): Promise<Gathering> {
  const { count, oldest } = await waitingForBatch(db, kind.task.name, config.batchMinTasks)
  if (oldest === null) return { kind: 'gathering' }
  const { now, spentUsd } = await readSpending(db)
  const until = await gatheredUntil(db, config, { kind, count, oldest }, now)
  if (until === null) return { kind: 'gathering' }
  const held = (reason: HeldReason): Gathering => ({ kind: 'held', reason })
  const refused = await sendingHeld(db, config, kind, { isProbe, now })
  if (refused !== null) return held(refused)
  const affordable = await affordableRows(db, config, kind, spentUsd)
  if (affordable < 1) return held('daily_budget')
  const { enqueued, left } = await readTokenLedger(db, config, config.openaiModel)
  // With no other open batch one request is always sent, however small the learned limit.
  if (enqueued > 0 && left < kind.typical.inputTokens) return held('enqueued_tokens')
  const fitting = Math.max(1, Math.ceil(left / kind.typical.minInputTokens))
  const tasks = Math.min(config.batchMaxTasks, affordable, fitting)
  return { kind: 'send', size: { until, tasks, promptTokens: left } }
}

/** Returns what holds a batch of any size. */
async function sendingHeld(
  db: Db,
  { openaiModel: model }: CoreConfig,
  { name: kind }: GatheredKind,
  { isProbe, now }: { isProbe: boolean; now: Date },
): Promise<HeldReason | null> {
  if (!isProbe && !(await canProbe(db))) return 'openai_refused'
  const failures = await failuresInRow(db, { kind, model })
  if (failures !== null && failures.pausedUntil > now) return 'failed_batches'
  const { count } = await recentCreations(db)
  return count >= CREATIONS_PER_HOUR ? 'creations_per_hour' : null
}

/** Assesses all kinds: returns a kind to send, or the reason that holds one. */
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

/**
 * Returns how many rows the rest of the day's budget pays for; 0 if it did not pay for one row
 * today.
 */
async function affordableRows(
  db: Db,
  config: CoreConfig,
  kind: GatheredKind,
  spentUsd: number,
): Promise<number> {
  const leftUsd = config.openaiDailyBudgetUsd - spentUsd
  const isTooDear =
    spentUsd > 0 &&
    leftUsd < (await readUnaffordable(db, { kind: kind.name, model: config.openaiModel }))
  return isTooDear ? 0 : rowsFor(leftUsd, config, kind.typical)
}

/** The `until` of a batch to send now; null when too few tasks wait, and none long enough. */
async function gatheredUntil(
  db: Db,
  config: CoreConfig,
  waiting: { kind: GatheredKind; count: number; oldest: Date },
  now: Date,
): Promise<Date | null> {
  const begun = await readGatheredUntil(db, waiting.kind.name)
  if (begun !== null && waiting.oldest <= begun) return begun
  const waitedMs = now.getTime() - waiting.oldest.getTime()
  const isEnough = waiting.count >= config.batchMinTasks || waitedMs >= config.batchMaxWaitMs
  // A Date has no microseconds: include tasks that are due in this millisecond.
  return isEnough ? new Date(now.getTime() + 1) : null
}

/** Creates a batch of the first pending tasks of a kind. Null when others took them all. */
export async function openBatch(
  db: Db,
  config: CoreConfig,
  kind: GatheredKind,
  size: BatchSize,
): Promise<{ id: string; tasks: number } | null> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`select uuidv7() as id`.execute(tx)
    const id = rows[0]?.id ?? ''
    const tasks = await reserveForBatch(tx, {
      taskType: kind.task.name,
      batchId: id,
      limit: size.tasks,
      dueBy: size.until,
    })
    if (tasks.length === 0) return null
    const inputTokens = tasks.length * kind.typical.inputTokens
    const taskIds = tasks.map((task) => task.id)
    await insertBatch(tx, { id, kind: kind.name, model: config.openaiModel }, taskIds, {
      inputTokens: Math.min(inputTokens, Math.floor(size.promptTokens)),
      costUsd: estimateUsd(config, kind.typical, inputTokens, tasks.length),
    })
    return { id, tasks: tasks.length }
  })
}

/** US dollars for a batch with these tokens and rows, with long answers; 0 without a price. */
export function estimateUsd(
  config: CoreConfig,
  typical: Pick<TypicalRow, 'outputTokens'>,
  promptTokens: number,
  rows: number,
): number {
  const prices = pricesOf(config, config.openaiModel)
  return prices === null ? 0 : costUsd(prices.batch, promptTokens, rows * typical.outputTokens)
}

/** Returns how many rows an amount pays for; any number without a price. */
function rowsFor(usd: number, config: CoreConfig, typical: TypicalRow): number {
  const each = estimateUsd(config, typical, typical.inputTokens, 1)
  if (usd <= 0) return 0
  return each === 0 ? Infinity : Math.floor(usd / each)
}

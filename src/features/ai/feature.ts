import { BATCHES_VERSION } from '../../ai/batches/batches-version.ts'
import { deleteOldBatches } from '../../ai/batches/store/ai-batches/batches.ts'
import { markOutdated } from '../../ai/batches/store/ai-batches/unsent.ts'
import { AI_COUNTERS } from '../../ai/openai/metrics.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { BATCH_GAUGES } from './batch-gauges.ts'
import { aiDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { aiPages } from './pages/index.ts'
import { pollBatches } from './tasks/poll-batches.ts'
import { readModels } from './tasks/read-models.ts'
import { retryStaleBatches } from './tasks/retry-stale-batches.ts'
import { submitBatch } from './tasks/submit-batch.ts'
import { sql } from 'kysely'
import { HELD_REASONS } from '../../ai/batches/sending-store.ts'
import { readSpending } from '../../ai/money/spending.ts'
import type { GaugeKind } from '../../base/metrics.ts'
import type { Config } from '../declarations.ts'
import type { Db } from '../../db/handles.ts'

const spent: GaugeKind<{ db: Db }> = {
  name: 'gramd_openai_spent_today_usd',
  help:
    'US dollars of this UTC day, over all processes: results read, direct calls, and estimates ' +
    'of batches under way.',
  labelNames: [],
  read: async ({ db }) => [{ labels: {}, value: (await readSpending(db)).spentUsd }],
}

const budget: GaugeKind<{ config: Pick<Config, 'openaiDailyBudgetUsd'> }> = {
  name: 'gramd_openai_daily_budget_usd',
  help: 'GRAMD_OPENAI_DAILY_BUDGET_USD of this process.',
  labelNames: [],
  read: async ({ config }) => [{ labels: {}, value: config.openaiDailyBudgetUsd }],
}

const held: GaugeKind<{ db: Db }> = {
  name: 'gramd_openai_held_seconds',
  help:
    'World time since which no batch is sent although enough tasks wait, by reason; 0 for the ' +
    'reasons that do not hold.',
  labelNames: ['reason'],
  async read({ db }) {
    const { rows } = await sql<{ held: string; seconds: number }>`
      select held, extract(epoch from (select world_now()) - held_since)::float8 as seconds
      from shared.ai_sending where held is not null`.execute(db)
    return [...HELD_REASONS, 'openai_down'].map((reason) => ({
      labels: { reason },
      value: rows.find((row) => row.held === reason)?.seconds ?? 0,
    }))
  },
}

/** Money of the whole installation, and why none is spent. */
const MONEY_GAUGES = [spent, budget, held]

/** Asking OpenAI's models in batches, reading the answers, and the money: for every AI kind. */
export const asking: Feature = {
  ...aiDeclaration,
  tasks: [submitBatch, pollBatches, retryStaleBatches, readModels],
  routes: (services) => mountOperations(services, operations),
  pages: aiPages,
  cron: (config) => [
    { name: 'poll_batches', pattern: config.cronPollBatches, taskType: pollBatches, payload: {} },
    // A small part of staleBatchMs, which decides.
    {
      name: 'retry_stale_batches',
      pattern: '0 */2 * * *',
      taskType: retryStaleBatches,
      payload: {},
    },
    { name: 'read_models', pattern: '35 4 * * *', taskType: readModels, payload: {} },
  ],
  changes: [{ name: 'batches', scope: 'ai:read', version: BATCHES_VERSION }],
  metrics: [...AI_COUNTERS, ...BATCH_GAUGES, ...MONEY_GAUGES],
  resources: [{ name: 'openai', gate: ({ openai }) => openai !== null }],
  erasure: [
    { table: 'ai_batches', ids: {}, after: ['scrape_tasks'], remove: markOutdated },
    // Calls retain their cost, but not their subject.
    { table: 'ai_calls', ids: { subject: 'subject' }, stays: true },
  ],
  retention: (config) => [
    {
      tables: ['ai_batches', 'ai_batch_rows'],
      keepMs: config.batchRetentionMs,
      remove: async ({ db }, keepMs, signal) => await deleteOldBatches(db, keepMs, signal),
    },
    { tables: ['ai_calls'], keepMs: config.batchRetentionMs, olderBy: 'created_at' },
    { tables: ['ai_alerts_sent'], keepMs: config.batchRetentionMs, olderBy: 'sent_at' },
  ],
}

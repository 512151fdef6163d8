import { BATCHES_MARK } from '../../ai/batches/batches-mark.ts'
import { deleteOldBatches } from '../../ai/batches/batch-store.ts'
import { markOutdated } from '../../ai/batches/unsent-batch-store.ts'
import { AI_COUNTERS } from '../../ai/openai/metrics.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { BATCH_GAUGES } from './batch-gauges.ts'
import { aiDeclaration } from './declare.ts'
import { MONEY_GAUGES } from './money-gauges.ts'
import { operations } from './operations/index.ts'
import { aiPages } from './pages/index.ts'
import { pollBatches } from './tasks/poll-batches.ts'
import { readModels } from './tasks/read-models.ts'
import { retryStaleBatches } from './tasks/retry-stale-batches.ts'
import { submitBatch } from './tasks/submit-batch.ts'

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
  news: [{ name: 'batches', scope: 'ai:read', mark: BATCHES_MARK }],
  metrics: [...AI_COUNTERS, ...BATCH_GAUGES, ...MONEY_GAUGES],
  resources: [{ name: 'openai', gate: ({ openai }) => openai !== null }],
  erasure: [
    { table: 'ai_batches', ids: {}, after: ['scrape_tasks'], remove: markOutdated },
    // Calls keep what they cost, and not what they were about.
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

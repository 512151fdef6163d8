import type { Feature } from '../manifest.ts'
import { aiAnalysis } from './ai-analysis.ts'
import { forgetOldBatches } from '../../ai/batches/forget.ts'
import { forgetOldCalls } from '../../ai/calls/calls-store.ts'
import { forgetAnalysis, forgetNames, forgetOldInsights } from './forget.ts'
import { pollBatches } from './poll-batches.ts'
import { retryStaleBatches } from './retry-stale-batches.ts'
import { analyzeRoutes } from './routes.ts'
import { submitBatch } from './submit-batch.ts'

export { prepareEvaluation } from './evaluation/prepare.ts'
export { AIInsights } from './insights.ts'
export { insightsOf, type InsightsVersion } from './insights-store.ts'

/** What a model makes of a creator's profile, through OpenAI's Batch API. */
export const analyze: Feature = {
  name: 'analyze',
  tasks: [aiAnalysis, submitBatch, pollBatches, retryStaleBatches],
  routes: analyzeRoutes,
  cron: (config) => [
    {
      name: 'poll_batches',
      pattern: config.cronPollBatches,
      taskType: pollBatches.name,
      payload: {},
    },
    // A small part of staleBatchMs, which decides.
    {
      name: 'retry_stale_batches',
      pattern: '0 */2 * * *',
      taskType: retryStaleBatches.name,
      payload: {},
    },
  ],
  resources: [{ name: 'openai', gate: ({ openai }) => openai !== null }],
  forget: forgetAnalysis,
  forgetNames,
  retention: (config) => [
    {
      tables: ['ai_batches', 'ai_batch_rows'],
      keepMs: config.batchRetentionMs,
      remove: async ({ db }, keepMs, signal) => await forgetOldBatches(db, keepMs, signal),
    },
    {
      tables: ['ai_calls', 'ai_told'],
      keepMs: config.batchRetentionMs,
      remove: async ({ db }, keepMs, signal) => await forgetOldCalls(db, keepMs, signal),
    },
    {
      tables: ['ai_insights'],
      keepMs: config.insightsRetentionMs,
      remove: async ({ db }, keepMs, signal) => await forgetOldInsights(db, keepMs, signal),
    },
  ],
}

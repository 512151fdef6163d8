import { sql } from 'kysely'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { DROPPED_COUNTERS } from './clean-answer.ts'
import { creatorInsights } from './tasks/creator-insights.ts'
import { analyzeDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { markAnalyzing } from '../scrape/index.ts'
import { submitBatch } from '../ai/index.ts'
import { deleteOldInsights } from './store/insights.ts'

/** Analyzes the profiles of creators with a model. */
export const analyze: Feature = {
  ...analyzeDeclaration,
  tasks: [creatorInsights.task],
  aiKinds: [creatorInsights],
  metrics: DROPPED_COUNTERS,
  routes: (services) => mountOperations(services, operations),
  on: {
    async 'creator.scraped'(tx, { blogId }, queue) {
      await queue.enqueue(tx, creatorInsights.task, { blog_id: blogId })
      await queue.enqueue(tx, submitBatch, {})
      await markAnalyzing(tx, [blogId])
    },
  },
  erasure: [
    { table: 'ai_insights', ids: { blog_id: 'blogId' } },
    {
      table: 'ai_insights',
      names: { insights: 'json' },
      find: (usernames) => sql`mentioned_names(insights::text) && ${usernames}::text[]`,
      // Their newest version is found by these.
      after: ['blogs'],
    },
  ],
  retention: (config) => [
    {
      tables: ['ai_insights'],
      keepMs: config.insightsRetentionMs,
      remove: async ({ db }, keepMs, signal) => await deleteOldInsights(db, keepMs, signal),
    },
  ],
}

import { blogOf, blogSubject } from '../../creators/blog-subject.ts'
import { z } from 'zod'
import { defineTask, type Release } from '../../queue/task-type.ts'
import { markAnalyzed } from '../scrape/index.ts'
import { forgetBatchRows } from '../../ai/batches/batch-store.ts'
import type { AnalyzeServices } from './services.ts'

const Payload = z.object({ blog_id: z.uuid() })
const Result = z.object({
  /** How the model ended: only a success has insights. */
  outcome: z.enum(['success', 'refusal', 'content_filter']),
  /** What was asked, and what that took; absent in results of old versions. */
  model: z.string().optional(),
  input_tokens: z.number().int().optional(),
  output_tokens: z.number().int().optional(),
  cost_usd: z.number().optional(),
})
type Payload = z.output<typeof Payload>
export type AnalysisResult = z.output<typeof Result>

/** Without a handler: it waits until a batch takes it, and ends when the batch's results are read. */
export const aiAnalysis = defineTask<AnalyzeServices, Payload, AnalysisResult>({
  name: 'ai_analysis',
  summary: "Has a model describe a creator's profile, in the next batch.",
  payload: Payload,
  result: Result,
  priority: 3,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'openai',
  dedupeKey: ({ blog_id }) => blog_id,
  subject: ({ blog_id }) => blogSubject(blog_id),
  async onRelease(tx, releases: readonly Release[]) {
    // The scrape is as good as ever: the creator stays active, with the insights it had.
    const ended = releases.filter((task) => task.status !== 'pending')
    const blogIds = ended.flatMap((task) => blogOf(task.subject) ?? [])
    if (blogIds.length > 0) await markAnalyzed(tx, blogIds)
  },
  onRetire: forgetBatchRows,
})

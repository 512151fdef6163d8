import { pageOf } from '../../http/pagination.ts'
import { Timestamp, z } from '../../http/router.ts'
import { AIInsights } from '../analyze/index.ts'

export const Insights = AIInsights.openapi('AIInsights')

const VersionView = z
  .object({
    version: z.int().openapi({ description: 'Counts from 1 for each creator' }),
    insights: Insights,
    confidence: z.number(),
    model: z
      .string()
      .openapi({ description: '"unknown" where it was not noted', example: 'gpt-6-luna' }),
    prompt_version: z.string(),
    task_id: z.int().nullable(),
    batch_id: z.uuid().nullable().openapi({ description: 'Null without a batch' }),
    created_at: Timestamp,
  })
  .openapi('InsightsVersion')

/** A page of what models have said of a creator over time. */
export const InsightsPage = pageOf(VersionView)

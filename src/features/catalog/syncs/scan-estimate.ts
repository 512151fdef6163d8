import { estimateUsd } from '../../../ai/batches/gather.ts'
import type { Services } from '../../services.ts'
import { draftKind } from '../extract/draft-kind.ts'

/**
 * Seconds of a post with a direct call; measured against the stand-in with answers after 6 s, four
 * at a time.
 */
const SECONDS_A_POST = 8
/** A batch is answered within a day. */
export const BATCH_SECONDS = 24 * 3_600

/**
 * Estimates the most that a scan takes: as if the account had all the posts, and a model had to
 * read each.
 */
export function estimateScan(
  config: Services['config'],
  { limit, inBatches }: { limit: number; inBatches: boolean },
): { estimatedSeconds: number; estimatedCost: number } {
  const { typical } = draftKind
  const usd = estimateUsd(config, typical, typical.inputTokens * limit, limit)
  const atOnce = Math.min(config.catalogModelCalls, config.openaiDirectCalls)
  return {
    estimatedSeconds: inBatches ? BATCH_SECONDS : Math.ceil((limit * SECONDS_A_POST) / atOnce),
    estimatedCost: Math.ceil(Math.round((inBatches ? usd : usd * 2) * 1e8) / 1e4) / 1e4,
  }
}

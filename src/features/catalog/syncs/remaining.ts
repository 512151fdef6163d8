import type { Services } from '../../services.ts'
import { BATCH_SECONDS, estimateScan } from './scan-estimate.ts'
import type { SyncRow } from './store/catalog-syncs/syncs.ts'

/** Fewer posts say little about the pace of a scan. */
const FEWEST_POSTS = 5

/**
 * Seconds of world time that a running scan will take from `row.now` on: at its own pace once some
 * posts are done, before that as estimated, and in batches until their day is over. Null for one
 * that does not run, or that does not know yet how many posts there are.
 */
export function remainingSeconds(
  config: Services['config'],
  row: Pick<SyncRow, 'status' | 'options' | 'is_listed' | 'counts' | 'started_at' | 'now'>,
): number | null {
  if (row.status !== 'running') return null
  const { processed, total } = row.counts
  // Until all its posts are known, there may be as many as were asked for.
  const most = row.is_listed ? total : row.options?.limit
  if (most === undefined) return null
  const left = Math.max(0, most - processed)
  const elapsed = Math.max(0, (row.now.getTime() - row.started_at.getTime()) / 1_000)
  if (left === 0) return 0
  if (row.options?.in_batches === true) return Math.max(0, Math.round(BATCH_SECONDS - elapsed))
  return processed >= FEWEST_POSTS
    ? Math.ceil((elapsed / processed) * left)
    : estimateScan(config, { limit: left, inBatches: false }).estimatedSeconds
}

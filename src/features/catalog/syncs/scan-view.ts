import { isoTimes } from '../../../http/iso-times.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { camelSchema } from '../../../http/spelling.ts'
import type { Services } from '../../services.ts'
import {
  listSyncErrors,
  SYNC_STATES,
  SYNC_TRIGGERS,
  SYNC_TYPES,
  type SyncRow,
} from './store/catalog-syncs/syncs.ts'
import { remainingSeconds } from './remaining.ts'
import { readWait } from './store/sync-wait.ts'

const Progress = z.object({
  total: z.int().openapi({ description: 'Posts that are known so far' }),
  processed: z.int(),
  draftsCreated: z.int(),
  updated: z.int(),
  skipped: z.int().openapi({ description: 'Not for sale, or nothing new' }),
  failed: z.int(),
})

export const ScanView = z
  .object({
    scanId: z.uuid(),
    store: z.uuid(),
    type: z.enum(SYNC_TYPES),
    trigger: z.enum(SYNC_TRIGGERS),
    status: z.enum(SYNC_STATES),
    isListed: z.boolean().openapi({ description: 'All its posts are known' }),
    progress: Progress,
    waitsFor: z
      .string()
      .nullable()
      .openapi({
        description:
          'Why it does not go on, such as a limit of Meta’s, the money of the day, or the ' +
          'answers of a batch',
      }),
    remainingSeconds: z
      .int()
      .nullable()
      .openapi({
        description:
          'About how long it will still run, at its own pace so far; null when it does not run, ' +
          'or its posts are not known yet',
      }),
    requests: z.int().openapi({ description: 'Of the official API' }),
    costUsd: z.number().openapi({ description: 'Of the model' }),
    oldestPost: Timestamp.nullable(),
    newestPost: Timestamp.nullable(),
    reason: z.string().nullable(),
    errors: z.array(
      z.object({
        media: z.string().openapi({ description: 'The id of the post on Instagram' }),
        permalink: z.string().nullable(),
        code: z.string().nullable(),
        message: z.string().nullable(),
        at: Timestamp,
      }),
    ),
    startedAt: Timestamp,
    completedAt: Timestamp.nullable(),
    durationSeconds: z.number().nullable(),
  })
  .openapi('CatalogScan')
export const ScanParams = z.strictObject({ id: z.uuid() })
export const ScanPage = camelSchema(
  pageOf(
    ScanView.omit({ errors: true, waitsFor: true, remainingSeconds: true }).openapi('CatalogSync'),
  ),
)

export const viewSync = ({ counts, ...row }: SyncRow) => ({
  scanId: row.id,
  store: row.store_id,
  type: row.type,
  trigger: row.begun_by,
  status: row.status,
  isListed: row.is_listed,
  progress: {
    total: counts.total,
    processed: counts.processed,
    draftsCreated: counts.drafts,
    updated: counts.updated,
    skipped: counts.skipped,
    failed: counts.failed,
  },
  requests: row.requests,
  costUsd: Math.round(counts.cost_usd * 1_000_000) / 1_000_000,
  oldestPost: counts.oldest_post === null ? null : new Date(counts.oldest_post).toISOString(),
  newestPost: counts.newest_post === null ? null : new Date(counts.newest_post).toISOString(),
  reason: row.reason,
  startedAt: row.started_at.toISOString(),
  completedAt: row.completed_at?.toISOString() ?? null,
  durationSeconds: row.completed_at
    ? Math.round((row.completed_at.getTime() - row.started_at.getTime()) / 1_000)
    : null,
})

/** A scan with what has failed, and what it waits for. */
export async function viewScan(
  services: Pick<Services, 'db' | 'config'>,
  row: SyncRow,
): Promise<z.output<typeof ScanView>> {
  const errors = await listSyncErrors(services.db, row.id)
  return {
    ...viewSync(row),
    waitsFor:
      row.status === 'running'
        ? await readWait(services, { syncId: row.id, storeId: row.store_id })
        : null,
    remainingSeconds: remainingSeconds(services.config, row),
    errors: errors.map(isoTimes),
  }
}

import { Timestamp, z } from '../../http/router.ts'
import type { ShownCheck } from './state.ts'

export const CHECK_STATUSES = [
  'pending',
  'running',
  'waiting',
  'complete',
  'incomplete',
  'failed',
  'cancelled',
] as const

/** The fields that both kinds of checks show. */
export const shownFields = {
  id: z.uuid(),
  status: z.enum(CHECK_STATUSES),
  reason: z.string().nullable().openapi({
    description: 'Why it waits, is incomplete or has failed',
    example: 'pool_resting',
  }),
  waiting_until: Timestamp.nullable(),
  estimate: z
    .object({ requests: z.int(), seconds: z.number().nullable() })
    .nullable()
    .openapi({ description: 'What it was expected to take in all' }),
  task_id: z.int().nullable(),
  created_at: Timestamp,
  started_at: Timestamp.nullable(),
  completed_at: Timestamp.nullable(),
}

const ShownView = z.object(shownFields)
export type ShownView = z.output<typeof ShownView>

export const viewShown = (row: ShownCheck): ShownView => ({
  id: row.id,
  status: z.enum(CHECK_STATUSES).parse(row.status),
  reason: row.status_reason,
  waiting_until: row.waiting_until?.toISOString() ?? null,
  estimate:
    row.estimated_requests === null
      ? null
      : { requests: row.estimated_requests, seconds: row.estimated_seconds },
  task_id: row.task_id,
  created_at: row.created_at.toISOString(),
  started_at: row.started_at?.toISOString() ?? null,
  completed_at: row.completed_at?.toISOString() ?? null,
})

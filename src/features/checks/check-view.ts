import { Timestamp, z } from '../../http/router.ts'

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
export const visibleFields = {
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
export type VisibleView = z.output<z.ZodObject<typeof visibleFields>>

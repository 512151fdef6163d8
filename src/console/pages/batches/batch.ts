import { z } from '../../../http/router.ts'

export const STATUSES = [
  'preparing',
  'validating',
  'in_progress',
  'finalizing',
  'cancelling',
  'completed',
  'failed',
  'expired',
  'cancelled',
  'abandoned',
] as const
type Status = (typeof STATUSES)[number]

export const OUTCOMES = [
  'success',
  'refusal',
  'content_filter',
  'invalid',
  'cut_off',
  'row_error',
  'missing',
  'expired',
  'cancelled',
] as const

const count = z.int()

/** What these pages read of a batch. */
export const Batch = z.object({
  id: z.string(),
  status: z.enum(STATUSES),
  kind: z.string(),
  model: z.string(),
  prompt_version: z.string().nullable(),
  remote_id: z.string().nullable(),
  rows: z.object({
    total: count,
    completed: count,
    failed: count,
    by_outcome: z.partialRecord(z.enum(OUTCOMES), count),
  }),
  tokens: z.object({ input: count, output: count, estimated_input: count }),
  cost_usd: z.number(),
  estimated_cost_usd: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  age_seconds: z.number(),
  created_at: z.string(),
  sent_at: z.string().nullable(),
  polled_at: z.string().nullable(),
  cancel_requested_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  ingested_at: z.string().nullable(),
  files_deleted_at: z.string().nullable(),
})
export type Batch = z.output<typeof Batch>

export const Batches = z.object({ data: z.array(Batch), next_cursor: z.string().nullable() })

const ENDED: readonly Status[] = ['completed', 'failed', 'expired', 'cancelled', 'abandoned']

/** Its rows may still get answers. */
export const isOpen = ({ status }: Pick<Batch, 'status'>): boolean => !ENDED.includes(status)

/** OpenAI is not asked to end it yet. */
export const canCancel = (batch: Batch): boolean =>
  isOpen(batch) && batch.status !== 'cancelling' && batch.cancel_requested_at === null

/** The sign of a state. */
export const signOf = ({ status }: Pick<Batch, 'status'>) => {
  if (status === 'completed') return 'done'
  if (status === 'failed' || status === 'expired') return 'failed'
  if (status === 'cancelled' || status === 'abandoned' || status === 'cancelling')
    return 'cancelled'
  return status === 'preparing' || status === 'validating' ? 'pending' : 'running'
}

export const BatchRow = z.object({
  task_id: count,
  subject: z.string().nullable(),
  username: z.string().nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  input_tokens: count,
  output_tokens: count,
  cost_usd: z.number(),
})
export type BatchRow = z.output<typeof BatchRow>

const Budget = z.object({ daily_usd: z.number(), spent_usd: z.number(), left_usd: z.number() })

/** Whether gramd sends, and what is left. */
export const Sending = z.object({
  model: z.string(),
  sending: z.string(),
  hold: z
    .object({ code: z.string(), model: z.string(), message: z.string(), since: z.string() })
    .nullable(),
  waiting: z.object({
    tasks: count,
    is_capped: z.boolean(),
    oldest_due_at: z.string().nullable(),
  }),
  budget: Budget,
  enqueued_tokens: z.object({ limit: count, enqueued: count, left: count }),
})
export type Sending = z.output<typeof Sending>

const Spent = z.object({ count, input_tokens: count, output_tokens: count, cost_usd: z.number() })

export const Costs = z.object({
  from: z.string(),
  to: z.string(),
  days: z.array(
    z.object({
      day: z.string(),
      kind: z.string(),
      model: z.string(),
      batches: Spent.extend({ rows: count }),
      calls: Spent,
    }),
  ),
  total: z.object({ input_tokens: count, output_tokens: count, cost_usd: z.number() }),
  under_way: z.object({ batches: count, rows: count, cost_usd: z.number() }),
})
export type Costs = z.output<typeof Costs>

/** What the waiting tasks will take. */
export const Estimate = z.object({
  model: z.string(),
  tasks: count,
  sampled_tasks: count,
  is_scaled_up: z.boolean(),
  batches: count,
  input_tokens: count,
  output_tokens: count,
  images: count,
  cost_usd: z.number(),
  budget: Budget,
  fits_now: z.boolean(),
})

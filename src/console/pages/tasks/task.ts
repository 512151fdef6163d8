import { z } from '../../../http/router.ts'

export const STATUSES = ['pending', 'running', 'done', 'failed', 'cancelled'] as const
export type Status = (typeof STATUSES)[number]

/** What these pages read of a task. */
export const Task = z.object({
  id: z.int(),
  task_type: z.string(),
  status: z.enum(STATUSES),
  priority: z.int(),
  blog_id: z.string().nullable(),
  username: z.string().nullable(),
  payload: z.unknown(),
  progress: z.unknown(),
  result: z.unknown(),
  attempts: z.int(),
  max_attempts: z.int(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  next_retry_at: z.string().nullable(),
  batch_id: z.string().nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
})
export type Task = z.output<typeof Task>

export const canRetry = ({ status }: Task): boolean => status === 'failed' || status === 'cancelled'
export const canCancel = ({ status }: Task): boolean => status === 'pending' || status === 'running'

/** When it last changed, as far as its row says. */
export const changedAt = (task: Task): string =>
  task.completed_at ?? task.started_at ?? task.created_at

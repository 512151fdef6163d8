import { integerText } from '../../http/pagination.ts'
import { OpenObject, Timestamp, z } from '../../http/router.ts'

export const TASK_STATUSES = ['pending', 'running', 'done', 'failed', 'cancelled'] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

/** Returns whether a task has ended, and so stays unchanged unless a user retries it. */
export const hasEnded = (status: string): boolean => status !== 'pending' && status !== 'running'

/** A task as the API shows it; leases, checkpoints and dedupe keys are the queue's own. */
export const TaskView = z
  .object({
    id: z.int(),
    task_type: z.string().openapi({ example: 'full_scrape' }),
    status: z.enum(TASK_STATUSES),
    priority: z.int().openapi({ description: '1 is most urgent, 10 least' }),
    blog_id: z.uuid().nullable(),
    username: z.string().nullable().openapi({ description: 'Of the blog that the task is about' }),
    payload: OpenObject.openapi({ description: 'What the task was asked to do' }),
    progress: z
      .union([OpenObject, z.null()])
      .openapi({ description: 'How far it is: done, total and more' }),
    result: z.union([OpenObject, z.null()]).openapi({ description: 'What came of it' }),
    attempts: z.int().openapi({ description: 'Failed tries so far' }),
    max_attempts: z.int(),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    next_retry_at: Timestamp.nullable().openapi({ description: 'It is not run before this time' }),
    batch_id: z.uuid().nullable().openapi({ description: 'The OpenAI batch that it is part of' }),
    created_at: Timestamp,
    started_at: Timestamp.nullable(),
    completed_at: Timestamp.nullable(),
  })
  .openapi('Task')

/** The path parameter of routes about one task. */
export const TaskId = z.strictObject({
  id: integerText({ min: 1, max: 999_999_999_999_999 }).openapi({
    description: 'The task',
    example: 42,
  }),
})

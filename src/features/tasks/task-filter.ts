import { fault, faultIssue } from '../../http/fault.ts'
import { CreatorReference } from '../scrape/index.ts'
import { queryArray, queryValues } from '../../http/query-values.ts'
import { booleanText } from '../../http/pagination.ts'
import { z } from '../../http/router.ts'
import { TASK_STATUSES, type TaskStatus } from './task-view.ts'

const MAX_VALUES = 10

/** Which tasks a list, a count or a bulk action is about; all parts must hold. */
export type TaskFilter = {
  status?: readonly TaskStatus[] | undefined
  task_type?: readonly string[] | undefined
  error_code?: readonly string[] | undefined
  /** The message as `GET /api/tasks/errors` returns it: without parts that vary. */
  error_message?: string | undefined
  blog_id?: string | undefined
  batch_id?: string | undefined
  job_id?: string | undefined
  created_after?: string | undefined
  created_before?: string | undefined
  ended_after?: string | undefined
  ended_before?: string | undefined
  has_failed_attempts?: boolean | undefined
  text?: string | undefined
}

const isStatus = (value: string): value is TaskStatus => TASK_STATUSES.some((s) => s === value)

const names = queryValues
  .refine(
    (values) => values.every((value) => value !== '' && value.length <= 100),
    fault('not_a_line', 'expected names of 1 to 100 characters', { max: 100 }),
  )
  .refine(
    (values) => values.length <= MAX_VALUES,
    fault('too_many', `expected at most ${MAX_VALUES} names`, { max: MAX_VALUES }),
  )

const statuses = queryValues
  .transform((values, context) => {
    const known = values.filter(isStatus)
    if (known.length < values.length)
      context.addIssue(faultIssue('unknown_value', `expected any of ${TASK_STATUSES.join(', ')}`))
    return known
  })
  .optional()
  .openapi({ ...queryArray({ enum: [...TASK_STATUSES] }), description: 'Any of these' })

const time = z.iso.datetime().optional()

const common = {
  error_message: z.string().min(1).max(1_000).optional().openapi({
    description: 'The `message` of a group of GET /api/tasks/errors',
  }),
  blog_id: CreatorReference.optional().openapi({ description: 'Tasks about this creator' }),
  batch_id: z.uuid().optional().openapi({ description: 'Tasks of this OpenAI batch' }),
  job_id: z.uuid().optional().openapi({ description: 'Tasks of this job, see GET /api/jobs' }),
  created_after: time,
  created_before: time,
  ended_after: time.openapi({ description: 'Open tasks have not ended, and do not match' }),
  ended_before: time,
  text: z.string().min(1).max(100).optional().openapi({
    description: 'A part of the error message, the payload or the result; case does not matter',
  }),
}

/** The filter in a query: `status=failed,cancelled` or `status=failed&status=cancelled`. */
export const taskFilterQuery = {
  status: statuses,
  task_type: names
    .optional()
    .openapi({ ...queryArray({}, { maxItems: MAX_VALUES }), description: 'Any of these' }),
  error_code: names
    .optional()
    .openapi({ ...queryArray({}, { maxItems: MAX_VALUES }), example: ['transient'] }),
  ...common,
  has_failed_attempts: booleanText
    .optional()
    .openapi({ description: 'Whether an attempt has failed, also of tasks that may succeed yet' }),
}

const list = z.array(z.string().min(1).max(100)).min(1).max(MAX_VALUES).optional()

/** The same filter in a JSON body. */
export const TaskFilterBody = z
  .strictObject({
    status: z.array(z.enum(TASK_STATUSES)).min(1).optional(),
    task_type: list,
    error_code: list.openapi({ example: ['transient'] }),
    ...common,
    has_failed_attempts: z.boolean().optional(),
  })
  .openapi('TaskFilter')

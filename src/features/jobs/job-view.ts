import { booleanText } from '../../http/pagination.ts'
import { Timestamp, z } from '../../http/router.ts'
import { JOB_KINDS } from './store/read-jobs.ts'

const count = (description: string) => z.int().openapi({ description })

export const JobView = z
  .object({
    id: z.uuid(),
    kind: z.enum(JOB_KINDS),
    notify: z.boolean().openapi({ description: 'Whether its end is announced' }),
    created_at: Timestamp,
    ended_at: Timestamp.nullable().openapi({ description: 'When its last task had ended' }),
    cancelled_at: Timestamp.nullable().openapi({ description: 'When a person cancelled it' }),
    total: count('Tasks, with those that were added while it ran'),
    done: count('Tasks that ended well'),
    failed: count('Tasks that failed; a later retry is not counted'),
    cancelled: count('Tasks that were cancelled, or are gone'),
    waiting: count('Tasks that wait or run'),
  })
  .openapi('Job')

export const JobParams = z.object({ id: z.uuid() })

/** The field of the answers that start a job. */
export const jobId = z
  .uuid()
  .nullable()
  .openapi({ description: 'The job of this request, see GET /api/jobs; null without any task' })

const NOTIFY = 'Announce the end of its job: in the inbox, and by webhook and Telegram where set up'

/** The field of the requests that start a job, in a body. */
export const notifyField = z.boolean().default(false).openapi({ description: NOTIFY })
/** The same in a query. */
export const notifyText = booleanText.optional().openapi({ description: NOTIFY })

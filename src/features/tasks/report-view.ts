import { Timestamp, z } from '../../http/router.ts'
import { REQUEST_DAYS } from '../../pool/budget/budget-history.ts'
import { Diagnosis } from './diagnosis-view.ts'
import { OUTCOMES } from './store/reports.ts'

const count = z.int()

const AccountUse = z
  .object({
    account: z
      .object({ id: z.uuid(), username: z.string() })
      .nullable()
      .openapi({ description: 'Null: removed since' }),
    proxy: z
      .object({
        id: z.uuid(),
        label: z.string().nullable(),
        host: z.string(),
        port: z.int(),
      })
      .nullable(),
    requests: z.int(),
    failed: z.int(),
  })
  .openapi('TaskAccountUse')

export const AttemptView = z.object({
  owner: z.string().nullable().openapi({ description: 'The worker or batch that ran it' }),
  started_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
  took_seconds: z.number().nullable(),
  outcome: z.enum(OUTCOMES),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  accounts: z
    .array(AccountUse)
    .nullable()
    .openapi({
      description:
        'The accounts and proxies that it sent requests on; null for those who may not see ' +
        `accounts, and where it is not known any more, after ${REQUEST_DAYS} days`,
    }),
})

export const ErrorGroupView = z.object({
  error_code: z.string().nullable(),
  message: z.string().openapi({ example: 'no answer within <n> s' }),
  failed_tasks: count.openapi({
    description: 'Tasks that are failed with it now: what a retry is about',
  }),
  attempts: count.openapi({ description: 'Of the last day' }),
  failed: count.openapi({ description: 'Attempts that were the last of their task' }),
  retried: count,
  snoozed: count,
  lost: count.openapi({ description: 'Their worker died' }),
  first_seen: Timestamp,
  last_seen: Timestamp,
  trend: z.array(count).openapi({
    description: 'Attempts in each three hours of the last day, oldest first',
  }),
  example_task_id: count,
  task_type: z
    .string()
    .nullable()
    .openapi({ description: 'Of the example; null when that is deleted' }),
  diagnosis: Diagnosis,
})

export const ThroughputView = z.object({
  hour: Timestamp.openapi({ description: 'When it began' }),
  task_type: z.string(),
  done: count,
  failed: count,
  cancelled: count,
  failure_rate: z.number().nullable().openapi({ description: 'failed ÷ (done + failed)' }),
  per_minute: z.number(),
  capped: z.boolean().openapi({ description: 'The hour has more tasks than were counted' }),
  wait_seconds: z.number().nullable().openapi({
    description:
      'The median time from when a task could run to its last start; null when none was started',
  }),
  run_seconds: z.number().nullable().openapi({
    description: 'The median time from the last start of a task to its end',
  }),
})

export const StallView = z.object({
  task_type: z.string().nullable().openapi({ description: 'null: the whole pool' }),
  reason: z.string().openapi({ example: 'nothing_runs' }),
  tasks: count.nullable(),
  since: Timestamp.nullable(),
  example_task_id: count.nullable(),
  detail: z.string(),
})

import { tasksSeen, type TasksSeen } from '../../../http/access/tasks-seen.ts'
import { integerText } from '../../../http/pagination.ts'
import {
  createRoute,
  json,
  problem,
  Timestamp,
  z,
  type HttpContext,
  type Router,
} from '../../../http/router.ts'
import { REQUESTS_KEPT_DAYS } from '../../../pool/budget/budget-history.ts'
import { readTaskRequests } from '../../../pool/budget/task-requests.ts'
import type { Services } from '../../manifest.ts'
import { diagnose, DIAGNOSES, readReadiness, type DiagnosisCode } from '../diagnosis.ts'
import {
  listAttempts,
  createThroughput,
  listErrorGroups,
  listStalls,
  OUTCOMES,
} from '../store/reports.ts'
import { getTask } from '../store/tasks.ts'
import { TaskId } from '../task-view.ts'

const codes = Object.keys(DIAGNOSES) as [DiagnosisCode, ...DiagnosisCode[]]

export const Diagnosis = z
  .object({
    code: z.enum(codes).openapi({ description: 'For programs; codes never change' }),
    retry_helps: z.boolean().openapi({ description: 'Whether a retry may succeed now' }),
    until: Timestamp.nullable().openapi({ description: 'When it may, if that is known' }),
    message: z.string(),
  })
  .openapi('TaskDiagnosis')

const DAY_MS = 86_400_000

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

const attempts = createRoute({
  method: 'get',
  path: '/api/tasks/{id}/attempts',
  access: 'tasks:read',
  operationId: 'listTaskAttempts',
  summary: 'The attempts of a task, oldest first',
  description: 'The last 20 that did not succeed, the one that ended it, and the one that runs.',
  request: { params: TaskId },
  responses: {
    200: json(
      'The attempts',
      z
        .object({
          data: z.array(
            z.object({
              owner: z
                .string()
                .nullable()
                .openapi({ description: 'The worker or batch that ran it' }),
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
                  description: `The accounts and proxies that it sent requests on; null for those who may not see accounts, and where it is not known any more, after ${REQUESTS_KEPT_DAYS} days`,
                }),
            }),
          ),
        })
        .openapi('TaskAttempts'),
    ),
    404: problem('No such task that the caller may see'),
  },
})

const count = z.int()

const errors = createRoute({
  method: 'get',
  path: '/api/tasks/errors',
  access: 'tasks:read',
  operationId: 'listTaskErrors',
  summary: 'Errors in groups: failed tasks, and attempts of the last day',
  description:
    'Groups failed tasks, and attempts of the last day that did not succeed, by code and message without numbers and ' +
    'names. Reads the newest 5,000 failed tasks and attempts, and shows 100 groups, those with most failed tasks first. The diagnosis ' +
    'says whether a retry would help now.',
  responses: {
    200: json(
      'The groups',
      z
        .object({
          data: z.array(
            z.object({
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
            }),
          ),
        })
        .openapi('TaskErrors'),
    ),
  },
})

const throughput = createRoute({
  method: 'get',
  path: '/api/tasks/throughput',
  access: 'tasks:read',
  operationId: 'listTaskThroughput',
  summary: 'Tasks that ended in each hour, by type',
  description:
    'Reads up to 20,000 tasks of an hour; an hour without tasks has no rows. Types of which the caller may not see every ' +
    'task are left out.',
  request: {
    query: z.strictObject({
      hours: integerText({ min: 1, max: 48 })
        .default(48)
        .openapi({ default: 48, description: 'How many hours, the present one included' }),
    }),
  },
  responses: {
    200: json(
      'Hours, oldest first',
      z
        .object({
          data: z.array(
            z.object({
              hour: Timestamp.openapi({ description: 'When it began' }),
              task_type: z.string(),
              done: count,
              failed: count,
              cancelled: count,
              failure_rate: z
                .number()
                .nullable()
                .openapi({ description: 'failed ÷ (done + failed)' }),
              per_minute: z.number(),
              capped: z
                .boolean()
                .openapi({ description: 'The hour has more tasks than were counted' }),
            }),
          ),
        })
        .openapi('TaskThroughput'),
    ),
  },
})

const stalls = createRoute({
  method: 'get',
  path: '/api/tasks/stalls',
  access: 'tasks:read',
  operationId: 'listTaskStalls',
  summary: 'Stuck tasks, with reason and remedy',
  description:
    'A row for each reason of each type; none when all is well. Types of which the caller may not see every task are ' +
    'left out. docs/queue.md explains the reasons.',
  responses: {
    200: json(
      'The reasons',
      z
        .object({
          data: z.array(
            z.object({
              task_type: z.string().nullable().openapi({ description: 'null: the whole pool' }),
              reason: z.string().openapi({ example: 'nothing_runs' }),
              tasks: count.nullable(),
              since: Timestamp.nullable(),
              example_task_id: count.nullable(),
              detail: z.string(),
            }),
          ),
        })
        .openapi('TaskStalls'),
    ),
  },
})

/** What operators ask when something fails or waits. */
export function addReportRoutes(
  router: Router,
  { db, queue, clock }: Pick<Services, 'db' | 'queue' | 'clock'>,
): void {
  const readThroughput = createThroughput(db)
  const seenBy = (c: HttpContext): TasksSeen => tasksSeen(queue.types, c.get('principal'))
  router.openapi(errors, async (c) => {
    const groups = await listErrorGroups(db, seenBy(c))
    const ready = await readReadiness(db)
    const paused = await queue.paused(db)
    const data = groups.map((group) => {
      const { error_code, task_type } = group
      const resource = queue.types.get(task_type ?? '')?.resource
      const isPaused = task_type !== null && paused.has(task_type)
      const found = diagnose({ error_code, resource, isPaused }, ready)
      return { ...group, diagnosis: found }
    })
    return c.json({ data }, 200)
  })
  router.openapi(throughput, async (c) => {
    const seen = seenBy(c)
    const rows = await readThroughput(c.req.valid('query').hours)
    return c.json({ data: rows.filter((row) => seen.hasAllOf(row.task_type)) }, 200)
  })
  router.openapi(stalls, async (c) => {
    const seen = seenBy(c)
    const rows = await listStalls(db)
    // A reason without a type is about the pool, which everybody's tasks wait for.
    const data = rows.filter(({ task_type: type }) => type === null || seen.hasAllOf(type))
    return c.json({ data }, 200)
  })
  router.openapi(attempts, async (c) => {
    const { id } = c.req.valid('param')
    await getTask(db, id, seenBy(c))
    const found = await listAttempts(db, id)
    const maySee = c.get('principal').scopes.includes('accounts:read')
    const uses = maySee ? await readTaskRequests(db, id, found) : []
    const keptSince = clock.now().getTime() - REQUESTS_KEPT_DAYS * DAY_MS
    const data = found.map((attempt, at) => {
      const isKept = (attempt.started_at?.getTime() ?? 0) >= keptSince
      return { ...attempt, accounts: maySee && isKept ? (uses[at] ?? []) : null }
    })
    return c.json({ data }, 200)
  })
}

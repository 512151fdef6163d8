import { taskScopeOf } from '../../../http/access/task-scope.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { integerText } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { REQUEST_DAYS } from '../../../pool/budget/budget-history.ts'
import { readTaskRequests } from '../../../pool/budget/task-requests.ts'
import type { Services } from '../../services.ts'
import { diagnose, readReadiness } from '../diagnosis.ts'
import { AttemptView, ErrorGroupView, StallView, ThroughputView } from '../report-view.ts'
import {
  listAttempts,
  listErrorGroups,
  listStalls,
  type createThroughput,
} from '../store/reports.ts'
import { getTask } from '../store/tasks.ts'
import { TaskId } from '../task-view.ts'

const DAY_MS = 86_400_000

/** The parts that the reports need beside the services. */
type ReportParts = { readThroughput: ReturnType<typeof createThroughput> }

const operation = operationsFor<Pick<Services, 'db' | 'queue' | 'clock'> & ReportParts>()

/** Reports for operators on tasks that fail or wait. */
export const reportOperations = {
  listTaskErrors: operation.get({
    path: '/api/tasks/errors',
    access: 'tasks:read',
    summary: 'Errors in groups: failed tasks, and attempts of the last day',
    description:
      'Groups failed tasks, and attempts of the last day that did not succeed, by code and ' +
      'message without numbers and ' +
      'names. Reads the newest 5,000 failed tasks and attempts, and shows 100 groups, those ' +
      'with most failed tasks first. The diagnosis ' +
      'says whether a retry would help now.',
    answer: z.object({ data: z.array(ErrorGroupView) }).openapi('TaskErrors'),
    success: 'The groups',
    async run(_, { db, queue }, { principal }) {
      const groups = await listErrorGroups(db, taskScopeOf(queue.types, principal))
      const ready = await readReadiness(db)
      const paused = await queue.paused(db)
      const data = groups.map((group) => {
        const { error_code, task_type } = group
        const resource = queue.types.get(task_type ?? '')?.resource
        const isPaused = task_type !== null && paused.has(task_type)
        return { ...group, diagnosis: diagnose({ error_code, resource, isPaused }, ready) }
      })
      return { data }
    },
  }),

  listTaskThroughput: operation.get({
    path: '/api/tasks/throughput',
    access: 'tasks:read',
    summary: 'Tasks that ended in each hour, by type',
    description:
      'Reads up to 20,000 tasks of an hour; an hour without tasks has no rows. Types of which ' +
      'the caller may not see every ' +
      'task are left out.',
    query: z.strictObject({
      hours: integerText({ min: 1, max: 48 })
        .default(48)
        .openapi({ default: 48, description: 'How many hours, the present one included' }),
    }),
    answer: z.object({ data: z.array(ThroughputView) }).openapi('TaskThroughput'),
    success: 'Hours, oldest first',
    async run({ query }, { queue, readThroughput }, { principal }) {
      const scope = taskScopeOf(queue.types, principal)
      const rows = await readThroughput(query.hours)
      return { data: rows.filter((row) => scope.hasAllOf(row.task_type)) }
    },
  }),

  listTaskStalls: operation.get({
    path: '/api/tasks/stalls',
    access: 'tasks:read',
    summary: 'Stuck tasks, with reason and remedy',
    description:
      'A row for each reason of each type; none when all is well. Types of which the caller may ' +
      'not see every task are ' +
      'left out. docs/queue.md explains the reasons.',
    answer: z.object({ data: z.array(StallView) }).openapi('TaskStalls'),
    success: 'The reasons',
    async run(_, { db, queue }, { principal }) {
      const scope = taskScopeOf(queue.types, principal)
      const rows = await listStalls(db)
      // A reason without a type is about the pool, which everybody's tasks wait for.
      return {
        data: rows.filter(({ task_type }) => task_type === null || scope.hasAllOf(task_type)),
      }
    },
  }),

  listTaskAttempts: operation.get({
    path: '/api/tasks/{id}/attempts',
    access: 'tasks:read',
    summary: 'The attempts of a task, oldest first',
    description: 'The last 20 that did not succeed, the one that ended it, and the one that runs.',
    params: TaskId,
    answer: z.object({ data: z.array(AttemptView) }).openapi('TaskAttempts'),
    success: 'The attempts',
    refusals: { 404: 'No such task that the caller may see' },
    async run({ params: { id } }, { db, queue, clock }, { principal }) {
      await getTask(db, id, taskScopeOf(queue.types, principal))
      const found = await listAttempts(db, id)
      const maySee = principal.scopes.includes('accounts:read')
      const uses = maySee ? await readTaskRequests(db, id, found) : []
      const retainedSince = clock.now().getTime() - REQUEST_DAYS * DAY_MS
      const data = found.map((attempt, at) => {
        const isRetained = (attempt.started_at?.getTime() ?? 0) >= retainedSince
        return { ...attempt, accounts: maySee && isRetained ? (uses[at] ?? []) : null }
      })
      return { data }
    },
  }),
}

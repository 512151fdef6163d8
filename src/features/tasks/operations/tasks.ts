import { InvalidInputError } from '../../../base/errors.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { accessOf, taskScopeOf } from '../../../http/access/task-scope.ts'
import { ForbiddenError } from '../../../http/errors.ts'
import type { RowCheck } from '../../../db/row-check.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { encodeCursor, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { retryNewest } from '../change-tasks.ts'
import { countTasks, MAX_COUNTED } from '../store/task-counts.ts'
import { withinScope, findPage, MAX_CANDIDATES } from '../store/task-search.ts'
import { getTask, getTasks, hasTasks } from '../store/tasks.ts'
import { taskFilterQuery } from '../task-filter.ts'
import { TASK_STATUSES, TaskId, TaskView } from '../task-view.ts'

const Key = z.tuple([z.int().positive()])

const TaskCounts = z
  .object({
    data: z.array(
      z.object({
        status: z.enum(TASK_STATUSES),
        count: z.int(),
        capped: z.boolean().openapi({ description: 'There may be more than `count`' }),
      }),
    ),
    total: z.int(),
    capped: z.boolean(),
  })
  .openapi('TaskCounts')

const TaskChange = z
  .strictObject({
    priority: z.int().min(1).max(10).openapi({ description: '1 is most urgent, 10 least' }),
  })
  .openapi('TaskChange')

const version = editedFields(TaskChange)

const TaskRetryRequest = z
  .strictObject({
    status: z.enum(['failed', 'cancelled']).default('failed'),
    task_type: z.string().min(1).max(100).optional().openapi({ example: 'full_scrape' }),
    error_code: z.string().min(1).max(100).optional().openapi({ example: 'transient' }),
    limit: z.int().min(1).max(10_000).default(1_000),
  })
  .openapi('TaskRetryRequest')

type Needed = Pick<Services, 'db' | 'queue'>

const operation = operationsFor<Needed>()

const noSuchTask = { 404: 'No such task that the caller may see' }
const notChangeable = { ...noSuchTask, 403: 'The caller may see the task, but not change it' }

export const taskOperations = {
  listTasks: operation.get({
    path: '/api/tasks',
    access: 'tasks:read',
    assistant: { tool: ['status', 'type', 'username', 'limit', 'cursor'] },
    summary: 'Tasks, newest first',
    description:
      'Of those that the caller may see: each task type names the scope that it takes, and ' +
      'tasks about what somebody owns ' +
      'are seen by the owner and by `own:all`. ' +
      `A page looks at the newest ${MAX_CANDIDATES.toLocaleString('en')} tasks that match by ` +
      'status, type, creator, batch and time of creation, and ' +
      'compares the rest of the filter with these. It may then have fewer tasks than `limit`, ' +
      'or none, although ' +
      '`has_more` is true: `next_cursor` goes on from there.',
    query: z.strictObject({ ...taskFilterQuery, ...pageFields }),
    answer: pageOf(TaskView),
    success: 'A page of tasks',
    async run({ query }, services, { principal }) {
      const { limit, offset, cursor, ...criteria } = query
      const { db, queue } = services
      const [before] = readCursor({ limit, offset, cursor }, Key) ?? []
      await requireKnownTypes(services, criteria.task_type)
      const filter = withinScope(criteria, taskScopeOf(queue.types, principal))
      const { ids, next } = await findPage(db, filter, { limit, offset, before })
      const data = await getTasks(db, ids)
      const next_cursor = next === null ? null : encodeCursor([next])
      return { data, next_cursor, has_more: next !== null }
    },
  }),

  countTasks: operation.get({
    path: '/api/tasks/counts',
    access: 'tasks:read',
    summary: 'How many tasks match, by status',
    description:
      `Looks at the newest ${MAX_COUNTED.toLocaleString('en')} tasks of each status (and type); ` +
      'of done tasks, at those among the newest ended ones.',
    query: z.strictObject(taskFilterQuery),
    answer: TaskCounts,
    success: 'The counts',
    async run({ query }, services, { principal }) {
      await requireKnownTypes(services, query.task_type)
      const filter = withinScope(query, taskScopeOf(services.queue.types, principal))
      const data = await countTasks(services.db, filter, MAX_COUNTED)
      const total = data.reduce((sum, row) => sum + row.count, 0)
      return { data, total, capped: data.some(({ capped }) => capped) }
    },
  }),

  getTask: operation.get({
    path: '/api/tasks/{id}',
    access: 'tasks:read',
    assistant: { tool: true },
    summary: 'One task',
    params: TaskId,
    answer: TaskView,
    success: 'The task',
    refusals: noSuchTask,
    version,
    run: async ({ params: { id } }, { db, queue }, { principal }) =>
      await getTask(db, id, taskScopeOf(queue.types, principal)),
  }),

  changeTask: operation.update({
    path: '/api/tasks/{id}',
    access: 'tasks:write',
    summary: 'Let a pending task run sooner or later',
    params: TaskId,
    body: TaskChange,
    answer: TaskView,
    success: 'The task',
    refusals: { ...notChangeable, 409: 'The task is not pending any more' },
    version,
    async run({ params: { id }, body }, services, { principal, requireMatch }) {
      const { db, queue } = services
      const scope = taskScopeOf(queue.types, principal)
      await requireChangeable(services, principal, id)
      const check: RowCheck = async (tx) =>
        await requireMatch(async () => await getTask(tx, id, scope))
      await queue.setPriority(db, id, body.priority, check)
      return await getTask(db, id, taskScopeOf(queue.types, principal))
    },
  }),

  retryTask: operation.act({
    path: '/api/tasks/{id}/retry',
    access: 'tasks:write',
    summary: 'Give a failed or cancelled task a full set of attempts',
    params: TaskId,
    answer: TaskView,
    success: 'The task, pending again',
    refusals: {
      ...notChangeable,
      409: 'The task has not failed, or an open one does the same work',
    },
    async run({ params: { id } }, services, { principal }) {
      const { db, queue } = services
      await requireChangeable(services, principal, id)
      await queue.retry(db, id)
      queue.wake()
      return await getTask(db, id, taskScopeOf(queue.types, principal))
    },
  }),

  retryTasks: operation.act({
    path: '/api/tasks/retry',
    access: 'tasks:write',
    summary: 'Give all tasks that match a full set of attempts',
    description:
      'The newest ones first. A task whose work an open task does already stays as it is; of ' +
      'several that do the same ' +
      'work only the newest comes back.',
    body: TaskRetryRequest,
    answer: z.object({ retried: z.int() }).openapi('TasksRetried'),
    success: 'How many are pending again',
    async run({ body }, services, { principal }) {
      const { queue } = services
      const retried = await retryNewest(
        services,
        body,
        taskScopeOf(queue.types, principal, 'write'),
      )
      if (retried > 0) queue.wake()
      return { retried }
    },
  }),

  cancelTask: operation.act({
    path: '/api/tasks/{id}/cancel',
    access: 'tasks:write',
    summary: 'End a task that waits or runs',
    params: TaskId,
    answer: TaskView,
    success: 'The task, cancelled',
    refusals: { ...notChangeable, 409: 'The task has already ended' },
    async run({ params: { id } }, services, { principal }) {
      const { db, queue } = services
      await requireChangeable(services, principal, id)
      await queue.cancel(db, id)
      return await getTask(db, id, taskScopeOf(queue.types, principal))
    },
  }),
}

/**
 * Throws NoSuchRecordError for a task that the caller may not see, and ForbiddenError for one that
 * they may only see.
 */
async function requireChangeable(
  { db, queue }: Needed,
  principal: Principal,
  id: number,
): Promise<void> {
  const { task_type: taskType } = await getTask(db, id, taskScopeOf(queue.types, principal))
  const { write } = accessOf(queue.types, taskType)
  if (!principal.scopes.includes(write)) throw new ForbiddenError(write)
}

/** Refuses a misspelt type, but not one of an older gramd while tasks of it are stored. */
async function requireKnownTypes(
  { db, queue }: Needed,
  types: readonly string[] = [],
): Promise<void> {
  for (const task_type of types) {
    if (queue.types.has(task_type) || (await hasTasks(db, task_type))) continue
    const known = [...queue.types.keys()].toSorted().join(', ')
    throw new InvalidInputError('there is no such task type', [
      { field: 'task_type', reason: `expected one of ${known}`, code: 'unknown_value' },
    ])
  }
}

import { InvalidInputError } from '../../../base/errors.ts'
import { accessOf, tasksSeen } from '../../../http/access/tasks-seen.ts'
import { ForbiddenError } from '../../../http/errors.ts'
import { encodeCursor, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type HttpContext,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { addEventRoutes } from './events.ts'
import { addBulkRoutes, retryNewest } from './bulk.ts'
import { addReportRoutes } from './reports.ts'
import { taskFilterQuery } from '../task-filter.ts'
import {
  amongSeen,
  countTasks,
  findPage,
  MOST_CANDIDATES,
  MOST_COUNTED,
} from '../store/task-search.ts'
import { getTask, getTasks, hasTasks } from '../store/tasks.ts'
import { TASK_STATUSES, TaskId, TaskView } from '../task-view.ts'
import { addTypeRoutes } from './types.ts'

const Key = z.tuple([z.int().positive()])

const list = createRoute({
  method: 'get',
  path: '/api/tasks',
  access: 'tasks:read',
  operationId: 'listTasks',
  summary: 'Tasks, newest first',
  description:
    'Of those that the caller may see: each task type names the scope that it takes, and tasks about what somebody owns ' +
    'are seen by the owner and by `own:all`. ' +
    `A page looks at the newest ${MOST_CANDIDATES.toLocaleString('en')} tasks that match by status, type, creator, batch and time of creation, and ` +
    'compares the rest of the filter with these. It may then have fewer tasks than `limit`, or none, although ' +
    '`has_more` is true: `next_cursor` goes on from there.',
  request: { query: z.strictObject({ ...taskFilterQuery, ...pageFields }) },
  responses: { 200: json('A page of tasks', pageOf(TaskView)) },
})

const count = createRoute({
  method: 'get',
  path: '/api/tasks/counts',
  access: 'tasks:read',
  operationId: 'countTasks',
  summary: 'How many tasks match, by status',
  description: `Looks at the newest ${MOST_COUNTED.toLocaleString('en')} tasks of each status (and type); of done tasks, at those among the newest ended ones.`,
  request: { query: z.strictObject(taskFilterQuery) },
  responses: {
    200: json(
      'The counts',
      z
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
        .openapi('TaskCounts'),
    ),
  },
})

const show = createRoute({
  method: 'get',
  path: '/api/tasks/{id}',
  access: 'tasks:read',
  operationId: 'getTask',
  summary: 'One task',
  request: { params: TaskId },
  responses: {
    200: json('The task', TaskView),
    404: problem('No such task that the caller may see'),
  },
})

const change = createRoute({
  method: 'patch',
  path: '/api/tasks/{id}',
  access: 'tasks:write',
  operationId: 'changeTask',
  summary: 'Let a pending task run sooner or later',
  request: {
    params: TaskId,
    body: jsonBody(
      z
        .strictObject({
          priority: z.int().min(1).max(10).openapi({ description: '1 is most urgent, 10 least' }),
        })
        .openapi('TaskChange'),
    ),
  },
  responses: {
    200: json('The task', TaskView),
    403: problem('The caller may see the task, but not change it'),
    404: problem('No such task that the caller may see'),
    409: problem('The task is not pending any more'),
  },
})

const retry = createRoute({
  method: 'post',
  path: '/api/tasks/{id}/retry',
  access: 'tasks:write',
  operationId: 'retryTask',
  summary: 'Give a failed or cancelled task a full set of attempts',
  request: { params: TaskId },
  responses: {
    200: json('The task, pending again', TaskView),
    403: problem('The caller may see the task, but not change it'),
    404: problem('No such task that the caller may see'),
    409: problem('The task has not failed, or an open one does the same work'),
  },
})

const retryAll = createRoute({
  method: 'post',
  path: '/api/tasks/retry',
  access: 'tasks:write',
  operationId: 'retryTasks',
  summary: 'Give all tasks that match a full set of attempts',
  description:
    'The newest ones first. A task whose work an open task does already stays as it is; of several that do the same ' +
    'work only the newest comes back.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          status: z.enum(['failed', 'cancelled']).default('failed'),
          task_type: z.string().min(1).max(100).optional().openapi({ example: 'full_scrape' }),
          error_code: z.string().min(1).max(100).optional().openapi({ example: 'transient' }),
          limit: z.int().min(1).max(10_000).default(1_000),
        })
        .openapi('TaskRetryRequest'),
    ),
  },
  responses: {
    200: json('How many are pending again', z.object({ retried: z.int() }).openapi('TasksRetried')),
  },
})

const cancel = createRoute({
  method: 'post',
  path: '/api/tasks/{id}/cancel',
  access: 'tasks:write',
  operationId: 'cancelTask',
  summary: 'End a task that waits or runs',
  request: { params: TaskId },
  responses: {
    200: json('The task, cancelled', TaskView),
    403: problem('The caller may see the task, but not change it'),
    404: problem('No such task that the caller may see'),
    409: problem('The task has already ended'),
  },
})

export function taskRoutes(services: Services): Router {
  const { db, queue } = services
  const router = createRouter()
  const seenBy = (c: HttpContext) => tasksSeen(queue.types, c.get('principal'))
  router.openapi(list, async (c) => {
    const { limit, offset, cursor, ...asked } = c.req.valid('query')
    const [before] = readCursor({ limit, offset, cursor }, Key) ?? []
    await requireKnownTypes(services, asked.task_type)
    const filter = amongSeen(asked, seenBy(c))
    const { ids, next } = await findPage(db, filter, { limit, offset, before })
    const data = await getTasks(db, ids)
    const next_cursor = next === null ? null : encodeCursor([next])
    return c.json({ data, next_cursor, has_more: next !== null }, 200)
  })
  router.openapi(count, async (c) => {
    const asked = c.req.valid('query')
    await requireKnownTypes(services, asked.task_type)
    const data = await countTasks(db, amongSeen(asked, seenBy(c)), MOST_COUNTED)
    const total = data.reduce((sum, row) => sum + row.count, 0)
    return c.json({ data, total, capped: data.some(({ capped }) => capped) }, 200)
  })
  // Before the routes of one task: their paths are more special than an id.
  addReportRoutes(router, services)
  router.openapi(show, async (c) => {
    return c.json(await getTask(db, c.req.valid('param').id, seenBy(c)), 200)
  })
  router.openapi(change, async (c) => {
    const { id } = c.req.valid('param')
    await requireChangeable(services, c, id)
    await queue.setPriority(db, id, c.req.valid('json').priority)
    return c.json(await getTask(db, id, seenBy(c)), 200)
  })
  router.openapi(retry, async (c) => {
    const { id } = c.req.valid('param')
    await requireChangeable(services, c, id)
    await queue.retry(db, id)
    queue.wake()
    return c.json(await getTask(db, id, seenBy(c)), 200)
  })
  router.openapi(retryAll, async (c) => {
    const seen = tasksSeen(queue.types, c.get('principal'), 'write')
    const retried = await retryNewest(services, c.req.valid('json'), seen)
    if (retried > 0) queue.wake()
    return c.json({ retried }, 200)
  })
  router.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    await requireChangeable(services, c, id)
    await queue.cancel(db, id)
    return c.json(await getTask(db, id, seenBy(c)), 200)
  })
  addBulkRoutes(router, services)
  addTypeRoutes(router, services)
  addEventRoutes(router, services)
  return router
}

/** Throws NoSuchRecordError for a task that the caller may not see, and ForbiddenError for one that they may only see. */
async function requireChangeable(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  c: HttpContext,
  id: number,
): Promise<void> {
  const principal = c.get('principal')
  const { task_type: taskType } = await getTask(db, id, tasksSeen(queue.types, principal))
  const { write } = accessOf(queue.types, taskType)
  if (!principal.scopes.includes(write)) throw new ForbiddenError(write)
}

/** A misspelt type is refused; one that an older gramd had is not, as long as tasks of it are kept. */
async function requireKnownTypes(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  types: readonly string[] = [],
): Promise<void> {
  for (const task_type of types) {
    if (queue.types.has(task_type) || (await hasTasks(db, task_type))) continue
    const known = [...queue.types.keys()].toSorted().join(', ')
    throw new InvalidInputError('there is no such task type', [
      { field: 'task_type', reason: `expected one of ${known}` },
    ])
  }
}

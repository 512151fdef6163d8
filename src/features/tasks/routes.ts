import { InvalidInputError } from '../../base/errors.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { addEventRoutes } from './event-routes.ts'
import { addTypeRoutes } from './type-routes.ts'
import { getTask, listTasks } from './task-store.ts'
import { TASK_STATUSES, TaskId, TaskView } from './task-view.ts'

const Key = z.tuple([z.int().positive()])

const list = createRoute({
  method: 'get',
  path: '/api/tasks',
  access: 'tasks:read',
  operationId: 'listTasks',
  summary: 'Tasks, newest first',
  request: {
    query: z.strictObject({
      status: z.enum(TASK_STATUSES).optional(),
      task_type: z.string().min(1).max(100).optional().openapi({ example: 'full_scrape' }),
      blog_id: z.uuid().optional(),
      ...pageFields,
    }),
  },
  responses: { 200: json('A page of tasks', pageOf(TaskView)) },
})

const show = createRoute({
  method: 'get',
  path: '/api/tasks/{id}',
  access: 'tasks:read',
  operationId: 'getTask',
  summary: 'One task',
  request: { params: TaskId },
  responses: { 200: json('The task', TaskView), 404: problem('No such task') },
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
    404: problem('No such task'),
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
    404: problem('No such task'),
    409: problem('The task has already ended'),
  },
})

export function taskRoutes(services: Pick<Services, 'db' | 'queue' | 'events'>): Router {
  const { db, queue } = services
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, offset, cursor, ...filter } = c.req.valid('query')
    const [before] = readCursor({ limit, offset, cursor }, Key) ?? []
    if (filter.task_type !== undefined) await requireKnownType(services, filter.task_type)
    const rows = await listTasks(db, filter, { limit: limit + 1, offset, before })
    return c.json(cutPage(rows, limit, { key: (row) => [row.id] }), 200)
  })
  router.openapi(show, async (c) => {
    return c.json(await getTask(db, c.req.valid('param').id), 200)
  })
  router.openapi(retry, async (c) => {
    const { id } = c.req.valid('param')
    await queue.retry(db, id)
    queue.wake()
    return c.json(await getTask(db, id), 200)
  })
  router.openapi(retryAll, async (c) => {
    const retried = await queue.retryAll(db, c.req.valid('json'))
    if (retried > 0) queue.wake()
    return c.json({ retried }, 200)
  })
  router.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    await queue.cancel(db, id)
    return c.json(await getTask(db, id), 200)
  })
  addTypeRoutes(router, services)
  addEventRoutes(router, services)
  return router
}

/** A misspelt type is refused; one that an older gramd had is not, as long as tasks of it are kept. */
async function requireKnownType(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  task_type: string,
): Promise<void> {
  if (queue.types.has(task_type)) return
  if ((await listTasks(db, { task_type }, { limit: 1 })).length > 0) return
  const known = [...queue.types.keys()].toSorted().join(', ')
  throw new InvalidInputError('there is no such task type', [
    { field: 'task_type', reason: `expected one of ${known}` },
  ])
}

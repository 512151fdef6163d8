import { tasksSeen } from '../../../http/access/tasks-seen.ts'
import { UpstreamDownError } from '../../../base/errors.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import { createRoute, json, problem, z, type Router } from '../../../http/router.ts'
import { ROW_OUTCOMES } from '../../../ai/batches/ingest-store.ts'
import { BATCH_STATUSES, batchesQuery, batchTasksQuery, getBatch } from '../store/batch-list.ts'
import { BatchTaskView, BatchView, viewBatch } from '../batch-view.ts'
import { hasEnded, requestCancel } from '../../../ai/batches/cancel-batch.ts'
import type { TaskTypes } from '../../../queue/task-type.ts'
import type { BatchServices } from '../services.ts'
import { wakePoller } from '../wake-poller.ts'

const BatchKey = z.tuple([z.uuid()])
const TaskKey = z.tuple([z.int().positive()])
const byId = { params: z.strictObject({ id: z.uuid() }) }

const list = createRoute({
  method: 'get',
  path: '/api/batches',
  access: 'ai:read',
  operationId: 'listBatches',
  summary: 'OpenAI batches, newest first',
  request: {
    query: z.strictObject({
      status: z.enum(BATCH_STATUSES).optional(),
      model: z.string().min(1).max(100).optional().openapi({ example: 'gpt-6-luna' }),
      ...pageFields,
    }),
  },
  responses: { 200: json('A page of batches', pageOf(BatchView)) },
})

const show = createRoute({
  method: 'get',
  path: '/api/batches/{id}',
  access: 'ai:read',
  operationId: 'getBatch',
  summary: 'One batch: how far it is, how its rows ended, what it cost',
  request: byId,
  responses: { 200: json('The batch', BatchView), 404: problem('No such batch') },
})

const rows = createRoute({
  method: 'get',
  path: '/api/batches/{id}/rows',
  access: 'ai:read',
  operationId: 'listBatchRows',
  summary: 'The tasks of a batch, each with its end, tokens and cost',
  description: 'Rows are deleted with their tasks; the counts and sums of the batch stay.',
  request: {
    ...byId,
    query: z.strictObject({ outcome: z.enum(ROW_OUTCOMES).optional(), ...pageFields }),
  },
  responses: { 200: json('A page of rows', pageOf(BatchTaskView)), 404: problem('No such batch') },
})

const cancel = createRoute({
  method: 'post',
  path: '/api/batches/{id}/cancel',
  access: 'ai:write',
  operationId: 'cancelBatch',
  summary: 'End a batch',
  description:
    'One that is not sent yet is given up; OpenAI is asked to end one that is. What was answered by then is paid and kept; ' +
    'the other tasks wait for the next batch and lose no attempt. Asking again changes nothing.',
  request: byId,
  responses: {
    202: json('The batch; its end will come', BatchView),
    404: problem('No such batch'),
    409: problem('The batch has ended'),
    503: problem('There is no OPENAI_API_KEY to end it with, or gramd cannot answer now'),
  },
})

const NO_KEY_DELAY_MS = 60_000

export function addBatchRoutes(
  router: Router,
  services: BatchServices & { queue: { types: TaskTypes } },
): void {
  const { db } = services
  router.openapi(list, async (c) => {
    const { limit, offset, cursor, ...filter } = c.req.valid('query')
    const [after] = readCursor({ limit, offset, cursor }, BatchKey) ?? []
    const found = await batchesQuery(db, filter, { limit: limit + 1, offset, after }).execute()
    return c.json(cutPage(found, limit, { item: viewBatch, key: ({ id }) => [id] }), 200)
  })
  router.openapi(show, async (c) => {
    return c.json(viewBatch(await getBatch(db, c.req.valid('param').id)), 200)
  })
  router.openapi(rows, async (c) => {
    const { id } = c.req.valid('param')
    const { limit, offset, cursor, ...filter } = c.req.valid('query')
    const [after] = readCursor({ limit, offset, cursor }, TaskKey) ?? []
    await getBatch(db, id)
    const isSeen = tasksSeen(services.queue.types, c.get('principal')).condition('t')
    const page = { limit: limit + 1, offset, after, isSeen }
    const found = await batchTasksQuery(id, filter, page).execute(db)
    return c.json(cutPage(found.rows, limit, { key: ({ task_id }) => [task_id] }), 200)
  })
  router.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    const batch = await getBatch(db, id)
    if (services.openai === null && !hasEnded(batch)) {
      throw new UpstreamDownError(
        'OPENAI_API_KEY is not set: OpenAI cannot be asked to end the batch; set it and start gramd again',
        NO_KEY_DELAY_MS,
      )
    }
    await requestCancel(db, id)
    await wakePoller(services, { delayMs: 0 })
    return c.json(viewBatch(await getBatch(db, id)), 202)
  })
}

import { taskScopeOf } from '../../../http/access/task-scope.ts'
import { UpstreamDownError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { ROW_OUTCOMES } from '../../../ai/batches/store/ai-batches/ingest.ts'
import { hasEnded } from '../../../ai/batches/cancel-batch.ts'
import { requestCancel } from '../../../ai/batches/store/ai-batches/batches.ts'
import type { TaskTypes } from '../../../queue/task-type.ts'
import { BatchTaskView, BatchView, viewBatch } from '../batch-view.ts'
import type { BatchServices } from '../services.ts'
import { BATCH_STATUSES, batchesQuery, batchTasksQuery, getBatch } from '../store/batch-list.ts'
import { wakePoller } from '../wake-poller.ts'

const params = z.strictObject({ id: z.uuid() })
const noSuchBatch = { 404: 'No such batch' }

const NO_KEY_DELAY_MS = 60_000

const operation = operationsFor<BatchServices & { queue: { types: TaskTypes } }>()

export const batchOperations = {
  listBatches: operation.list({
    path: '/api/batches',
    access: 'ai:read',
    summary: 'OpenAI batches, newest first',
    filter: {
      status: z.enum(BATCH_STATUSES).optional(),
      model: z.string().min(1).max(100).optional().openapi({ example: 'gpt-6-luna' }),
    },
    hasOffset: true,
    answer: pageOf(BatchView),
    success: 'A page of batches',
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db }) {
      const range = { limit: page.take, offset: page.offset, after: page.after?.[0] }
      const found = await batchesQuery(db, query, range).execute()
      return page.cut(found, ({ id }) => [id], viewBatch)
    },
  }),

  getBatch: operation.get({
    path: '/api/batches/{id}',
    access: 'ai:read',
    summary: 'One batch: how far it is, how its rows ended, what it cost',
    params,
    answer: BatchView,
    success: 'The batch',
    refusals: noSuchBatch,
    run: async ({ params: { id } }, { db }) => viewBatch(await getBatch(db, id)),
  }),

  listBatchRows: operation.list({
    path: '/api/batches/{id}/rows',
    access: 'ai:read',
    summary: 'The tasks of a batch, each with its end, tokens and cost',
    description: 'Rows are deleted with their tasks; the counts and sums of the batch stay.',
    params,
    filter: { outcome: z.enum(ROW_OUTCOMES).optional() },
    hasOffset: true,
    answer: pageOf(BatchTaskView),
    success: 'A page of rows',
    refusals: noSuchBatch,
    key: z.tuple([z.int().positive()]),
    async run({ params: { id }, query, page }, { db, queue }, { principal }) {
      await getBatch(db, id)
      const isVisible = taskScopeOf(queue.types, principal).condition('t')
      const range = { limit: page.take, offset: page.offset, after: page.after?.[0], isVisible }
      const { rows } = await batchTasksQuery(id, query, range).execute(db)
      return page.cut(rows, ({ task_id }) => [task_id])
    },
  }),

  cancelBatch: operation.act({
    path: '/api/batches/{id}/cancel',
    access: 'ai:write',
    summary: 'End a batch',
    description:
      'One that is not sent yet is given up; OpenAI is asked to end one that is. What was ' +
      'answered by then is paid and kept; ' +
      'the other tasks wait for the next batch and lose no attempt. Asking again changes nothing.',
    params,
    answer: BatchView,
    status: 202,
    success: 'The batch; its end will come',
    refusals: {
      ...noSuchBatch,
      409: 'The batch has ended',
      503: 'There is no OPENAI_API_KEY to end it with, or gramd cannot answer now',
    },
    async run({ params: { id } }, services) {
      const { db } = services
      const batch = await getBatch(db, id)
      if (services.openai === null && !hasEnded(batch)) {
        throw new UpstreamDownError(
          'OPENAI_API_KEY is not set: OpenAI cannot be asked to end the batch; set it and ' +
            'start gramd again',
          NO_KEY_DELAY_MS,
        )
      }
      await requestCancel(db, id)
      await wakePoller(services, { delayMs: 0 })
      return viewBatch(await getBatch(db, id))
    },
  }),
}

import { Hono } from 'hono'
import { z } from 'zod'
import { badRequest } from './api-error.ts'
import { countsSoFar } from './batch-end.ts'
import {
  expiresAt,
  finishedCount,
  reportedStatus,
  type Batch,
  type BatchStatus,
} from './batch-life.ts'
import type { BatchStore } from './batches.ts'
import { ExpirySeconds } from './file-routes.ts'
import { pageOf } from './pages.ts'
import { readJson } from './read-json.ts'

const NewBatch = z.looseObject({
  input_file_id: z.string().min(1),
  endpoint: z.literal('/v1/chat/completions'),
  completion_window: z.literal('24h'),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((entries) => Object.keys(entries).length <= 16, 'expected at most 16 keys')
    .nullish(),
  output_expires_after: z
    .object({ anchor: z.literal('created_at'), seconds: ExpirySeconds })
    .nullish(),
})

/** `/batches`: create, read, list, cancel. */
export function batchRoutes(batches: BatchStore, now: () => number): Hono {
  const view = (batch: Batch) => batchObject(batch, now())
  return new Hono()
    .post('/', async (c) => {
      const parsed = NewBatch.safeParse(await readJson(c.req.raw))
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        const param = issue?.path.join('.') ?? null
        throw badRequest(`Invalid value for '${param}': ${issue?.message}.`, param, 'invalid_value')
      }
      const { endpoint, input_file_id, metadata, output_expires_after } = parsed.data
      const batch = batches.create({
        endpoint,
        inputFileId: input_file_id,
        metadata: metadata ?? null,
        outputExpiresAfterSeconds: output_expires_after?.seconds,
      })
      return c.json(view(batch))
    })
    .get('/', (c) => {
      const page = pageOf(batches.all(), c.req.query(), { standard: 20, max: 100 })
      return c.json({ ...page, data: page.data.map(view) })
    })
    .get('/:id', (c) => c.json(view(batches.get(c.req.param('id')))))
    .post('/:id/cancel', (c) => c.json(view(batches.cancel(c.req.param('id')))))
}

/** A batch as the API returns it at a world time (ms). */
function batchObject(batch: Batch, nowMs: number) {
  const counts = batch.counts ?? runningCounts(batch, nowMs)
  const at = (status: BatchStatus): number | null => seconds(batch.reachedAt[status])
  return {
    id: batch.id,
    object: 'batch' as const,
    endpoint: batch.endpoint,
    model: batch.model,
    errors:
      batch.status === 'failed' ? { object: 'list' as const, data: batch.plan.problems } : null,
    input_file_id: batch.inputFileId,
    completion_window: '24h',
    status: reportedStatus(batch, nowMs),
    output_file_id: batch.outputFileId,
    error_file_id: batch.errorFileId,
    created_at: seconds(batch.createdAt),
    in_progress_at: at('in_progress'),
    expires_at: seconds(expiresAt(batch)),
    finalizing_at: at('finalizing'),
    completed_at: at('completed'),
    failed_at: at('failed'),
    expired_at: at('expired'),
    cancelling_at: at('cancelling'),
    cancelled_at: at('cancelled'),
    request_counts: counts,
    metadata: batch.metadata,
    usage: {
      input_tokens: batch.tokens.input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: batch.tokens.output,
      output_tokens_details: { reasoning_tokens: batch.tokens.reasoning },
      total_tokens: batch.tokens.input + batch.tokens.output,
    },
  }
}

/** Zero until the file is validated. */
function runningCounts(batch: Batch, nowMs: number) {
  if (batch.reachedAt.in_progress === undefined) return { total: 0, completed: 0, failed: 0 }
  const finished = finishedCount(batch, nowMs)
  return { total: batch.rows.length, ...countsSoFar(batch, finished) }
}

const seconds = (ms: number | undefined): number | null =>
  ms === undefined ? null : Math.floor(ms / 1000)

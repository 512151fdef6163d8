import { roundUsd } from '../../ai/openai/prices.ts'
import { Timestamp, z } from '../../http/router.ts'
import { ROW_OUTCOMES } from '../../ai/batches/store/ai-batches/ingest.ts'
import { BATCH_STATUSES, type BatchRow } from './store/batch-list.ts'

const Outcomes = z.partialRecord(z.enum(ROW_OUTCOMES), z.int())

export const BatchView = z
  .object({
    id: z.uuid(),
    status: z.enum(BATCH_STATUSES).openapi({
      description: 'preparing until OpenAI has accepted it, abandoned when it never did',
    }),
    kind: z
      .string()
      .openapi({ description: 'The AI kind of its rows', example: 'creator_insights' }),
    model: z.string().openapi({ example: 'gpt-6-luna' }),
    prompt_version: z
      .string()
      .nullable()
      .openapi({ description: 'Null until its file is written' }),
    sections: z
      .array(z.string())
      .nullable()
      .openapi({ description: 'Requested sections of the insights; null for another kind' }),
    remote_id: z.string().nullable().openapi({ description: "OpenAI's own id" }),
    rows: z.object({
      total: z.int(),
      completed: z.int().openapi({ description: 'As OpenAI said last' }),
      failed: z.int().openapi({ description: 'As OpenAI said last' }),
      by_outcome: Outcomes.openapi({ description: 'Once the results are read' }),
    }),
    tokens: z.object({
      input: z.int(),
      output: z.int(),
      estimated_input: z.int().openapi({ description: 'Estimate at the time of sending' }),
    }),
    cost_usd: z.number().openapi({ description: '0 until the results are read' }),
    estimated_cost_usd: z.number(),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: 'Why it failed or was abandoned' }),
    age_seconds: z.number().openapi({ description: 'From created_at to completed_at, or to now' }),
    created_at: Timestamp,
    sent_at: Timestamp.nullable(),
    polled_at: Timestamp.nullable().openapi({ description: 'When OpenAI was last asked' }),
    cancel_requested_at: Timestamp.nullable(),
    completed_at: Timestamp.nullable(),
    ingested_at: Timestamp.nullable().openapi({ description: 'When its results were read' }),
    files_deleted_at: Timestamp.nullable().openapi({
      description: 'Since when OpenAI holds no file of it',
    }),
  })
  .openapi('Batch')

export const BatchTaskView = z
  .object({
    task_id: z.int(),
    kind: z.string().openapi({ description: 'The AI kind', example: 'creator_insights' }),
    subject: z.string().nullable().openapi({
      description:
        'What the task is about; null when it was erased, or is a task that you may not see',
      example: 'blog:0199f3c4-7a10-7bd2-8c39-0f6f5a1b2c3d',
    }),
    username: z
      .string()
      .nullable()
      .openapi({ description: 'The creator that the task is about; null for other tasks' }),
    outcome: z.enum(ROW_OUTCOMES).nullable().openapi({ description: 'Null until it is read' }),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost_usd: z.number(),
  })
  .openapi('BatchRow')

export const viewBatch = (row: BatchRow) => ({
  id: row.id,
  status: row.status,
  kind: row.kind,
  model: row.model,
  prompt_version: row.prompt_version,
  sections: row.sections,
  remote_id: row.remote_id,
  rows: {
    total: row.request_count,
    completed: row.completed_count,
    failed: row.failed_count,
    by_outcome: row.outcomes,
  },
  tokens: {
    input: row.input_tokens,
    output: row.output_tokens,
    estimated_input: row.estimated_input_tokens,
  },
  cost_usd: roundUsd(row.cost_usd),
  estimated_cost_usd: roundUsd(row.estimated_cost_usd),
  error:
    row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  age_seconds: Math.round(row.age_seconds),
  created_at: row.created_at,
  sent_at: row.sent_at,
  polled_at: row.polled_at,
  cancel_requested_at: row.cancel_requested_at,
  completed_at: row.completed_at,
  ingested_at: row.ingested_at,
  files_deleted_at: row.files_deleted_at,
})

import type { z } from 'zod'
import type { CoreConfig } from '../../settings/core.ts'
import type { RowEnd } from '../openai/batch-results.ts'
import { refusalCode, type Refusal } from '../openai/errors.ts'
import { costUsd, pricesOf, type Price } from '../openai/prices.ts'
import type { RemoteBatch } from '../openai/remote-status.ts'
import type { BatchEnd } from '../../queue/batch.ts'
import type { AiKind, AnswerResult } from '../kind.ts'
import type { AiServices } from '../services.ts'
import type { StoredBatch } from './store/ai-batches/batches.ts'
import type { EndedRow, RowOutcome } from './store/ai-batches/ingest.ts'
import { readAnswer } from '../read-answer.ts'

export type FoundRow = {
  taskId: number
  result: { readonly end: RowEnd }
}

type ReadRow = {
  row: EndedRow
  /** The end of the task; null returns it to the next batch. */
  end: BatchEnd['end'] | null
  /** Null without one. */
  answer: unknown
}

export type RowReader = {
  read(row: FoundRow): ReadRow
  /** OpenAI's refusal of a batch without any answer; then no row is to blame. */
  refusal(): Refusal | null
}

/** Reads rows by the schema and prices with which the batch was sent. */
export function createRowReader(
  config: CoreConfig,
  kind: Pick<AiKind<AiServices>, 'prompt' | 'schema' | 'repeatsRefusals'>,
  batch: StoredBatch,
  remote: RemoteBatch,
): RowReader {
  const schema = kind.schema(batch.prompt ?? kind.prompt(config))
  const price = priceOf(config, batch)
  const mayBeRefused = noneAnswered(remote)
  let refusal: Refusal | null = null
  const isRefused = (end: RowEnd): boolean => {
    if (!mayBeRefused || end.kind !== 'row_error') return false
    const code = refusalCode(end)
    if (code === null) return false
    refusal ??= { code, message: messageOf(end) }
    return true
  }
  return {
    read({ taskId, result: { end: rowEnd } }) {
      const usage = 'usage' in rowEnd ? rowEnd.usage : { inputTokens: 0, outputTokens: 0 }
      const spent = {
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cost_usd: price === null ? 0 : costUsd(price, usage.inputTokens, usage.outputTokens),
      }
      const { outcome, end, answer } = resultOf(rowEnd, schema, kind)
      const row = { task_id: taskId, outcome, ...spent }
      if (end !== 'done') return { row, end: isRefused(rowEnd) ? null : end, answer }
      const result: AnswerResult = { outcome, model: batch.model, ...spent }
      return { row, end: { kind: 'done', result }, answer }
    },
    refusal: () => refusal,
  }
}

const noneAnswered = ({ outputFileId, counts }: RemoteBatch): boolean =>
  outputFileId === null || (counts.total > 0 && counts.completed === 0)

const priceOf = (config: CoreConfig, batch: StoredBatch): Price | null =>
  batch.input_usd_per_million !== null && batch.output_usd_per_million !== null
    ? {
        inputUsdPerMillion: batch.input_usd_per_million,
        outputUsdPerMillion: batch.output_usd_per_million,
      }
    : (pricesOf(config, batch.model)?.batch ?? null)

type Result =
  | { outcome: AnswerResult['outcome']; end: 'done'; answer: unknown }
  | { outcome: RowOutcome; end: BatchEnd['end'] | null; answer: null }

function resultOf(
  end: RowEnd,
  schema: z.ZodType,
  { repeatsRefusals = false }: Pick<AiKind<AiServices>, 'repeatsRefusals'>,
): Result {
  const failed = (outcome: RowOutcome, code: string, message: string): Result => ({
    outcome,
    end: { kind: 'failed_attempt', code, message },
    answer: null,
  })
  switch (end.kind) {
    case 'row_error':
      return failed('row_error', 'ai_row_error', messageOf(end))
    case 'expired':
    case 'cancelled':
      return { outcome: end.kind, end: null, answer: null }
    default: {
      const { outcome, answer, fault } = readAnswer(end, schema)
      if (fault) return failed(outcome, fault.code, fault.message)
      if (outcome !== 'success' && repeatsRefusals)
        return failed(outcome, 'ai_refused', 'the model refuses to answer')
      return { outcome, end: 'done', answer }
    }
  }
}

const messageOf = ({ status, code, message }: Extract<RowEnd, { kind: 'row_error' }>): string =>
  `${status ?? ''} ${code}: ${message}`.trim()

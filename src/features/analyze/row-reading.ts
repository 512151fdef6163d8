import type { Config } from '../../config.ts'
import type { RowEnd } from '../../ai/openai/batch-results.ts'
import { refusalCode, type Refusal } from '../../ai/openai/errors.ts'
import { costUsd, pricesOf, type Price } from '../../ai/openai/prices.ts'
import type { RemoteBatch } from '../../ai/openai/remote-batch.ts'
import type { BatchEnd } from '../../queue/batch.ts'
import type { AnalysisResult } from './ai-analysis.ts'
import type { StoredBatch } from '../../ai/batches/batch-store.ts'
import { answerSchema, type AIInsights } from './insights.ts'
import { PROMPT_VERSION } from './prompt.ts'
import { readAnswer } from './read-answer.ts'

/** A row of a batch with its result, as it was found in a file. */
export type FoundRow = {
  taskId: number
  blogId: string | null
  result: { readonly end: RowEnd }
}

/** A row's result, ready to be written. */
export type Reading = {
  taskId: number
  blogId: string | null
  outcome: Outcome
  /** How the task ends; null puts it back for the next batch. */
  end: RowTaskEnd | null
  inputTokens: number
  outputTokens: number
  costUsd: number
}
type RowTaskEnd =
  | Exclude<BatchEnd['end'], { kind: 'done' }>
  | { kind: 'done'; result: AnalysisResult }
type Outcome =
  | 'success'
  | 'refusal'
  | 'cut_off'
  | 'content_filter'
  | 'invalid'
  | 'row_error'
  | 'expired'
  | 'cancelled'

export type RowReader = {
  /** What a row comes to; the insights are apart, because they take much room. */
  read(row: FoundRow): { reading: Reading; insights: AIInsights | null }
  /** What OpenAI refused of a batch in which no row was answered; then no row is to blame. */
  refusal(): Refusal | null
}

type PricesOfNow = Parameters<typeof pricesOf>[0]

/** Reads the rows of a batch as they were asked for, at the prices of then, whatever is configured by now. */
export function createRowReader(
  config: Pick<Config, 'aiSections'> & PricesOfNow,
  batch: StoredBatch,
  remote: RemoteBatch,
): RowReader {
  const promptVersion = batch.prompt_version ?? PROMPT_VERSION
  const schema = answerSchema({ sections: batch.sections ?? config.aiSections, promptVersion })
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
    read({ taskId, blogId, result }) {
      const { end: rowEnd } = result
      const usage = 'usage' in rowEnd ? rowEnd.usage : { inputTokens: 0, outputTokens: 0 }
      const usd = price === null ? 0 : costUsd(price, usage.inputTokens, usage.outputTokens)
      const { outcome, end, insights } = resultOf(rowEnd, schema)
      const row = { taskId, blogId, outcome, ...usage, costUsd: usd }
      if (end !== 'done')
        return { reading: { ...row, end: isRefused(rowEnd) ? null : end }, insights }
      const told: AnalysisResult = {
        outcome,
        model: batch.model,
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cost_usd: usd,
      }
      return { reading: { ...row, end: { kind: 'done', result: told } }, insights }
    },
    refusal: () => refusal,
  }
}

const noneAnswered = ({ outputFileId, counts }: RemoteBatch): boolean =>
  outputFileId === null || (counts.total > 0 && counts.completed === 0)

const priceOf = (config: PricesOfNow, batch: StoredBatch): Price | null =>
  batch.input_usd_per_million !== null && batch.output_usd_per_million !== null
    ? {
        inputUsdPerMillion: batch.input_usd_per_million,
        outputUsdPerMillion: batch.output_usd_per_million,
      }
    : (pricesOf(config, batch.model)?.batch ?? null)

type Result =
  | { outcome: AnalysisResult['outcome']; end: 'done'; insights: AIInsights | null }
  | { outcome: Outcome; end: Exclude<RowTaskEnd, { kind: 'done' }> | null; insights: null }

function resultOf(end: RowEnd, schema: ReturnType<typeof answerSchema>): Result {
  const failed = (outcome: Outcome, code: string, message: string): Result => ({
    outcome,
    end: { kind: 'failed_attempt', code, message },
    insights: null,
  })
  switch (end.kind) {
    case 'row_error':
      return failed('row_error', 'ai_row_error', messageOf(end))
    case 'expired':
    case 'cancelled':
      return { outcome: end.kind, end: null, insights: null }
    default: {
      const { outcome, insights, fault } = readAnswer(end, schema)
      if (fault) return failed(outcome, fault.code, fault.message)
      return { outcome, end: 'done', insights }
    }
  }
}

const messageOf = ({ status, code, message }: Extract<RowEnd, { kind: 'row_error' }>): string =>
  `${status ?? ''} ${code}: ${message}`.trim()

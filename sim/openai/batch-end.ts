import { ApiError } from './api-error.ts'
import type { Batch, BatchRow } from './batch-life.ts'
import { draw, digest } from './draw.ts'
import type { FileStore } from './files.ts'
import type { Referee } from './referee.ts'
import { notRun, rejected, ROW_FAULTS, runRow, SERVER_ERROR, type RowResult } from './row-faults.ts'

const UNFINISHED = {
  expired: [
    'batch_expired',
    'This request could not be executed before the completion window expired.',
  ],
  cancelled: ['batch_cancelled', 'This request was cancelled before it was executed.'],
} as const

type Ended = { row: BatchRow; result: RowResult }

/**
 * Writes the files of a finished batch and sets its counts and tokens. Answered rows are paid; rows
 * that never ran go to the error file and do not count as failed. A failed batch has no files.
 */
export function concludeBatch(batch: Batch, files: FileStore, referee: Referee): void {
  const atMs = batch.reachedAt[batch.status] ?? batch.createdAt
  const finished = batch.finished ?? 0
  const answered = batch.rows
    .slice(0, finished)
    .map((row) => ({ row, result: end(batch, row, atMs) }))
  if (batch.status !== 'failed') {
    const results = [...answered.map(({ result }) => result), ...leftOver(batch, finished)]
    writeFiles(batch, results, { files, atMs })
  }
  settle(batch, answered)
  for (const { row, result } of answered) {
    if (!result.usage || row.request instanceof ApiError) continue
    referee.paid({
      batch_id: batch.id,
      custom_id: row.customId,
      contentHash: row.request.contentHash,
      isGood: result.isGood,
      usage: result.usage,
    })
  }
  batch.rows = []
}

/** Counts of the first `finished` rows, as a running batch reports them. */
export function countsSoFar(batch: Batch, finished: number): { completed: number; failed: number } {
  const failed = batch.rows.slice(0, finished).filter((row) => willFail(row)).length
  return { completed: finished - failed, failed }
}

const willFail = ({ request, fault }: BatchRow): boolean =>
  request instanceof ApiError || (fault !== undefined && ROW_FAULTS[fault].counts === 'failed')

const keyOf = (batch: Batch, row: BatchRow): string => digest(batch.id, row.customId)

function end(batch: Batch, row: BatchRow, atMs: number): RowResult {
  const key = keyOf(batch, row)
  const { customId, request } = row
  if (request instanceof ApiError)
    return rejected({ key, customId }, request.status, request.problem)
  return runRow({ key, customId, request, atMs }, row.fault)
}

function leftOver(batch: Batch, finished: number): RowResult[] {
  const [code, message] = UNFINISHED[batch.status === 'expired' ? 'expired' : 'cancelled']
  const isMessy = batch.plan.ending === 'expired_messy' && batch.status === 'expired'
  return batch.rows.slice(finished).map((row, index) => {
    const name = { key: keyOf(batch, row), customId: row.customId }
    return isMessy && index % 2 === 0
      ? rejected(name, 500, SERVER_ERROR)
      : notRun(name, code, message)
  })
}

function writeFiles(
  batch: Batch,
  results: readonly RowResult[],
  { files, atMs }: { files: FileStore; atMs: number },
): void {
  const write = (kind: RowResult['file']): string | null => {
    const text = results.map((result) => textIn(kind, result)).join('')
    if (text === '') return null
    return files.add({
      filename: `${batch.id}_${kind}.jsonl`,
      purpose: 'batch_output',
      content: Buffer.from(text),
      createdAt: atMs,
      expiresAfterSeconds: batch.outputExpiresAfterSeconds,
    }).id
  }
  batch.outputFileId = write('output')
  // The API represents an absent error file in both ways.
  batch.errorFileId = write('error') ?? (draw(batch.id, 'error file') < 0.5 ? null : '')
}

/** The line of a row in a file. */
function textIn(
  kind: RowResult['file'],
  { file, lines, elsewhere = [], isTorn }: RowResult,
): string {
  const texts = (file === kind ? lines : elsewhere).map((line) => JSON.stringify(line))
  const output = isTorn ? texts.map((text) => text.slice(0, text.length / 2)) : texts
  return output.map((text) => `${text}\n`).join('')
}

function settle(batch: Batch, answered: readonly Ended[]): void {
  const failed = answered.filter(({ result }) => result.file === 'error').length
  const total = batch.status === 'failed' ? 0 : batch.rows.length
  batch.counts = { total, completed: answered.length - failed, failed }
  for (const { result } of answered) {
    batch.tokens.input += result.usage?.prompt_tokens ?? 0
    batch.tokens.output += result.usage?.completion_tokens ?? 0
    batch.tokens.reasoning += result.usage?.completion_tokens_details.reasoning_tokens ?? 0
  }
}

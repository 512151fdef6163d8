import { join } from 'node:path'
import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { refusalCode, refusalOf, type Refusal } from '../../openai/errors.ts'
import { costUsd, pricesOf, type Price } from '../../openai/prices.ts'
import { readResults, type RowEnd } from '../../openai/batch-results.ts'
import type { RemoteBatch } from '../../openai/remote-batch.ts'
import { releaseFromBatch, settleBatch, type BatchEnd } from '../../queue/batch.ts'
import { markAnalyzed } from '../scrape/index.ts'
import { aiAnalysis, type AnalysisResult } from './ai-analysis.ts'
import type { StoredBatch } from './batch-store.ts'
import { addDropped, nothingDropped, reportDropped, type Dropped } from './clean-answer.ts'
import { cleanAnswers } from './clean-answers.ts'
import { taskIdOf } from './custom-id.ts'
import { eachOf } from './each-of.ts'
import { blameFaultyLines } from './faulty-lines.ts'
import { placeHold } from './hold.ts'
import {
  batchRows,
  holdForIngest,
  lockForIngest,
  storeIngested,
  storeOutcomes,
  type RowOutcome,
} from './ingest-store.ts'
import { answerSchema, type AIInsights } from './insights.ts'
import { storeAnswers } from './insights-store.ts'
import { PROMPT_VERSION } from './prompt.ts'
import { readAnswer } from './read-answer.ts'
import type { SendContext } from './send-batch.ts'
import { openScratchFolder } from './scratch-folder.ts'
import { gatewayOf } from './services.ts'

/** A row's result, ready to be written. */
type Reading = {
  taskId: number
  blogId: string | null
  outcome: Outcome
  /** How the task ends; null puts it back for the next batch. */
  end: RowTaskEnd | null
  insights: AIInsights | null
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

type AnswerSchema = ReturnType<typeof answerSchema>

/** Rows of one transaction: locks are held for less than a second, and what waits to be written is a few MB. */
const ROWS_AT_ONCE = 500
/** While the database writes one part, the next one is read and cleaned. */
const PARTS_AT_ONCE = 2

/**
 * Reads the results of a batch that has ended: every row has an end of its own, and tasks without a result go back to
 * pending. Rows are stored in parts, each in a transaction of its own, and the batch is closed in a last one: a try that
 * ends before is finished by the next, for which rows that are stored already are no news. Returns rows by outcome, or
 * null when the results had been read before.
 */
export async function ingestBatch(
  context: SendContext,
  batch: StoredBatch,
  remote: RemoteBatch,
): Promise<Record<string, number> | null> {
  const { db } = context.services
  await using folder = await openScratchFolder()
  const dropped = nothingDropped()
  const refused: Refused = { mayBe: noneAnswered(remote), first: null }
  try {
    const paths = await downloadResults(context, batch, remote, folder.path)
    const parts = readChunks(context, batch, { paths, refused })
    await eachOf(parts, PARTS_AT_ONCE, async (chunk) => {
      context.signal.throwIfAborted()
      const droppedHere = nothingDropped()
      await db
        .transaction()
        .execute(async (tx) => await writeChunk(tx, batch, { chunk, dropped: droppedHere }))
      addDropped(dropped, droppedHere)
    })
    return await db.transaction().execute(async (tx) => {
      if (!(await lockForIngest(tx, batch.id))) return null
      await blameFaultyLines(tx, batch, remote)
      await releaseFromBatch(tx, batch.id, 'unfinished')
      const ended = remote.status === 'expired' || remote.status === 'cancelled'
      const ends = await storeIngested(tx, batch.id, remote, ended ? remote.status : 'missing')
      const refusal = refused.first ?? refusalOf(remote)
      if (refusal) await stopSending(tx, context.services, batch, refusal)
      return ends
    })
  } finally {
    reportDropped(context, batch.id, dropped)
  }
}

/** What OpenAI refused of a batch in which no row was answered; then no row is to blame. */
type Refused = { mayBe: boolean; first: Refusal | null }

const noneAnswered = ({ outputFileId, counts }: RemoteBatch): boolean =>
  outputFileId === null || (counts.total > 0 && counts.completed === 0)

/** That a model of before is gone by now says nothing of the one that is asked today. */
async function stopSending(
  tx: Tx,
  { config }: SendContext['services'],
  { model }: StoredBatch,
  refusal: Refusal,
): Promise<void> {
  const isOld = refusal.code === 'openai_model_unavailable' && model !== config.OPENAI_MODEL
  if (!isOld) await placeHold(tx, config, { ...refusal, model: config.OPENAI_MODEL })
}

function unlessRefused(reading: Reading, end: RowEnd, refused: Refused): Reading {
  if (end.kind !== 'row_error') return reading
  const code = refusalCode(end)
  if (code === null) return reading
  refused.first ??= { code, message: `${end.status ?? ''} ${end.code}: ${end.message}`.trim() }
  return { ...reading, end: null }
}

/** Both files, because either may be absent and each has rows of its own. */
async function downloadResults(
  { services, signal, log }: SendContext,
  batch: StoredBatch,
  remote: RemoteBatch,
  folder: string,
): Promise<string[]> {
  const { completed } = remote.counts
  const files = [
    { id: remote.outputFileId, name: 'output.jsonl', expectedLines: completed },
    {
      id: remote.errorFileId,
      name: 'errors.jsonl',
      expectedLines: batch.request_count - completed,
    },
  ]
  const paths: string[] = []
  for (const { id, name, expectedLines } of files) {
    if (id === null) continue
    const path = join(folder, name)
    const got = await gatewayOf(services).downloadFile(id, { path, expectedLines }, { signal })
    const fields = { batch_id: batch.id, remote_id: remote.id, file_id: id }
    if (got === null) log.error(fields, 'result file is gone')
    else paths.push(path)
    if (got && got.lines < expectedLines) {
      log.warn(
        { ...fields, lines: got.lines, expected_lines: expectedLines },
        'result file is short',
      )
    }
  }
  return paths
}

/** What the files say of our rows, each row once: what is unknown, said twice or unreadable is left out and logged. */
async function* readChunks(
  { services, log }: SendContext,
  batch: StoredBatch,
  { paths, refused }: { paths: readonly string[]; refused: Refused },
): AsyncGenerator<Reading[]> {
  const schema = schemaOf(services, batch)
  const price = priceOf(services, batch)
  const open = new Map(
    (await batchRows(services.db, batch.id)).map((row) => [row.task_id, row.blog_id]),
  )
  const ignored = { unreadable: 0, unknown: 0, duplicate: 0 }
  const seen = new Set<number>()
  let chunk: Reading[] = []
  for (const path of paths) {
    for await (const line of readResults(path)) {
      const taskId = line.kind === 'row' ? taskIdOf(line.customId) : undefined
      if (line.kind === 'unreadable') ignored.unreadable += 1
      else if (taskId === undefined || !open.has(taskId)) ignored.unknown += 1
      else if (seen.has(taskId)) ignored.duplicate += 1
      else {
        seen.add(taskId)
        const reading = readingOf(taskId, open.get(taskId) ?? null, line.end, schema)
        chunk.push(
          withCost(
            refused.mayBe ? unlessRefused(reading, line.end, refused) : reading,
            batch.model,
            price,
          ),
        )
      }
      if (chunk.length < ROWS_AT_ONCE) continue
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
  if (Object.values(ignored).some((count) => count > 0)) {
    log.warn({ batch_id: batch.id, ...ignored }, 'result lines ignored')
  }
}

/** An answer is read as it was asked for, whatever is configured by now. */
function schemaOf({ config }: SendContext['services'], batch: StoredBatch): AnswerSchema {
  const promptVersion = batch.prompt_version ?? PROMPT_VERSION
  return answerSchema({ sections: batch.sections ?? config.AI_SECTIONS, promptVersion })
}

/** What the batch cost when it was sent. */
const priceOf = ({ config }: SendContext['services'], batch: StoredBatch): Price | null =>
  batch.input_usd_per_million !== null && batch.output_usd_per_million !== null
    ? {
        inputUsdPerMillion: batch.input_usd_per_million,
        outputUsdPerMillion: batch.output_usd_per_million,
      }
    : (pricesOf(config, batch.model)?.batch ?? null)

/** A row with what it cost, which also stands in the result of its task. */
function withCost(row: Reading, model: string, price: Price | null): Reading {
  const { inputTokens, outputTokens } = row
  const usd = price === null ? 0 : costUsd(price, inputTokens, outputTokens)
  if (row.end?.kind !== 'done') return { ...row, costUsd: usd }
  const result: AnalysisResult = {
    outcome: row.end.result.outcome,
    model,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cost_usd: usd,
  }
  return { ...row, costUsd: usd, end: { kind: 'done', result } }
}

function readingOf(
  taskId: number,
  blogId: string | null,
  end: RowEnd,
  schema: AnswerSchema,
): Reading {
  const usage = 'usage' in end ? end.usage : { inputTokens: 0, outputTokens: 0 }
  const row = { taskId, blogId, insights: null, costUsd: 0, ...usage }
  const failed = (code: string, message: string) => ({
    kind: 'failed_attempt' as const,
    code,
    message,
  })
  const done = (outcome: AnalysisResult['outcome']) => ({
    kind: 'done' as const,
    result: { outcome },
  })
  switch (end.kind) {
    case 'row_error': {
      const message = `${end.status ?? ''} ${end.code}: ${end.message}`.trim()
      return { ...row, outcome: 'row_error', end: failed('ai_row_error', message) }
    }
    case 'expired':
    case 'cancelled':
      return { ...row, outcome: end.kind, end: null }
    default: {
      const { outcome, insights, fault } = readAnswer(end, schema)
      if (fault) return { ...row, outcome, end: failed(fault.code, fault.message) }
      return { ...row, outcome, end: done(outcome), insights }
    }
  }
}

async function writeChunk(
  tx: Tx,
  batch: StoredBatch,
  { chunk, dropped }: { chunk: readonly Reading[]; dropped: Dropped },
): Promise<void> {
  if (!(await holdForIngest(tx, batch.id))) return
  const blogIds = chunk.flatMap((row) => row.blogId ?? [])
  // A scrape holds its blog before it meets the blog's analysis; in the other order the two could wait for each other.
  await sql`select id from blogs where id = any(${blogIds}::uuid[]) order by id for no key update`.execute(
    tx,
  )
  const ends = chunk.flatMap(({ taskId, end }) => (end === null ? [] : [{ taskId, end }]))
  const settled = new Set((await settleBatch(tx, aiAnalysis, batch.id, ends)).done)
  const analyzed = chunk.filter((row) => settled.has(row.taskId))
  await storeAnswers(tx, await cleanAnswers(tx, batch, analyzed, dropped))
  await markAnalyzed(
    tx,
    analyzed.flatMap((row) => row.blogId ?? []),
  )
  const outcomes = chunk.map((row): RowOutcome => ({
    task_id: row.taskId,
    outcome: row.outcome,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cost_usd: row.costUsd,
  }))
  await storeOutcomes(tx, batch.id, outcomes)
}

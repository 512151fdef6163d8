import { join } from 'node:path'
import type { Tx } from '../../db/handles.ts'
import { AI_ROWS, countSpent } from '../openai/metrics.ts'
import { readResults } from '../openai/batch-results.ts'
import { refusalOf, type Refusal } from '../openai/errors.ts'
import type { RemoteBatch } from '../openai/remote-status.ts'
import { releaseFromBatch, settleBatch } from '../../queue/batch.ts'
import type { StoredBatch } from './store/ai-batches/batches.ts'
import { holdSending } from '../money/hold.ts'
import {
  batchTaskIds,
  lockForIngest,
  storeIngested,
  type Ingested,
  storeOutcomes,
} from './store/ai-batches/ingest.ts'
import { createRowReader, type FoundRow } from './row-reading.ts'
import { taskIdOf } from './send-batch.ts'
import { openScratchFolder } from './scratch-folder.ts'
import { gatewayOf, kindNamed, type AiContext, type AiServices } from '../services.ts'
import { writeRows } from './write-rows.ts'
import type { AiKind } from '../kind.ts'

/**
 * Counts an attempt for the tasks whose lines made a whole batch fail, so that a request that is
 * never accepted does not block the others. Blames none when most lines are at fault, or when
 * OpenAI refused key, quota or model. The only line of a batch is blamed, since it would otherwise
 * be sent forever.
 */
async function blameFaultyLines(
  tx: Tx,
  kind: AiKind<AiServices>,
  batch: StoredBatch,
  remote: RemoteBatch,
): Promise<void> {
  const { status, faultyLines, error } = remote
  if (status !== 'failed' || refusalOf(remote) !== null || faultyLines.length === 0) return
  const isAlone = batch.request_count === 1
  if (!isAlone && faultyLines.length * 2 > batch.request_count) return
  // The order in which the file was written.
  const rows = await tx
    .selectFrom('ai_batch_rows')
    .select('task_id')
    .where('batch_id', '=', batch.id)
    .orderBy('task_id')
    .execute()
  const message = `${error?.code ?? 'unknown'}: ${error?.message ?? ''}`
  const end = { kind: 'failed_attempt', code: 'ai_row_error', message } as const
  const blamed = faultyLines.flatMap((line) => rows[line - 1]?.task_id ?? [])
  const ends = blamed.map((taskId) => ({ taskId, end }))
  await settleBatch(tx, kind.task, batch.id, ends)
  const unpaid = { outcome: 'row_error', input_tokens: 0, output_tokens: 0, cost_usd: 0 } as const
  const ended = blamed.map((task_id) => ({ task_id, ...unpaid }))
  await storeOutcomes(tx, batch.id, ended)
}

/** Rows per transaction: its locks last less than a second, and its data are a few MB. */
const ROWS_AT_ONCE = 500
/** While the database writes one part, the next one is read. */
const PARTS_AT_ONCE = 2

/**
 * Reads the results of an ended batch: every row has its own end, and tasks without a result become
 * pending. Stores rows in parts, each in a transaction, and closes the batch in a last one. A later
 * call finishes an interrupted one; for it, stored rows change nothing. Returns rows by outcome, or
 * null when the results had been read before.
 */
export async function ingestBatch(
  context: AiContext,
  batch: StoredBatch,
  remote: RemoteBatch,
): Promise<Ingested['outcomes'] | null> {
  const { db } = context.services
  await using folder = await openScratchFolder()
  const kind = kindNamed(context.services, batch.kind)
  const reader = createRowReader(context.services.config, kind, batch, remote)
  const reports: unknown[] = []
  try {
    const paths = await downloadResults(context, batch, remote, folder.path)
    const parts = readChunks(context, batch, paths)
    await eachOf(parts, PARTS_AT_ONCE, async (chunk) => {
      context.signal.throwIfAborted()
      const report = await db
        .transaction()
        .execute(
          async (tx) => await writeRows(tx, context.services, batch, { rows: chunk, reader }),
        )
      if (report !== null) reports.push(report)
    })
    const ingested = await db.transaction().execute(async (tx) => {
      if (!(await lockForIngest(tx, batch.id, 'exclusive'))) return null
      await blameFaultyLines(tx, kind, batch, remote)
      await releaseFromBatch(tx, batch.id, 'unfinished')
      const { status } = remote
      const unfinished = status === 'expired' || status === 'cancelled' ? status : 'missing'
      const ends = await storeIngested(tx, batch.id, remote, unfinished)
      const refusal = reader.refusal() ?? refusalOf(remote)
      if (refusal) await stopSending(tx, context.services, batch, refusal)
      return ends
    })
    if (ingested) countIngested(context.services, ingested)
    return ingested?.outcomes ?? null
  } finally {
    kind.report?.(context, batch.id, reports)
  }
}

function countIngested({ count }: AiContext['services'], { outcomes, ...spent }: Ingested): void {
  for (const [outcome, rows] of Object.entries(outcomes)) count(AI_ROWS, { outcome }, rows)
  countSpent(count, { kind: 'batch', ...spent })
}

/** The end of an earlier model says nothing about the configured one. */
async function stopSending(
  tx: Tx,
  { config }: AiContext['services'],
  { model }: StoredBatch,
  refusal: Refusal,
): Promise<void> {
  const isOld = refusal.code === 'openai_model_unavailable' && model !== config.openaiModel
  if (!isOld) await holdSending(tx, config, { ...refusal, model: config.openaiModel })
}

/** Both files: either may be absent, and each has different rows. */
async function downloadResults(
  { services, signal, log }: AiContext,
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

/** The results of our rows, each once; logs how many lines are unknown, duplicate or unreadable. */
async function* readChunks(
  { services, log }: AiContext,
  batch: StoredBatch,
  paths: readonly string[],
): AsyncGenerator<FoundRow[]> {
  const open = new Set(await batchTaskIds(services.db, batch.id))
  const ignored = { unreadable: 0, unknown: 0, duplicate: 0 }
  const positions = new Set<number>()
  let chunk: FoundRow[] = []
  for (const path of paths) {
    for await (const line of readResults(path)) {
      const taskId = line.kind === 'row' ? taskIdOf(line.customId) : undefined
      if (line.kind === 'unreadable') ignored.unreadable += 1
      else if (taskId === undefined || !open.has(taskId)) ignored.unknown += 1
      else if (positions.has(taskId)) ignored.duplicate += 1
      else {
        positions.add(taskId)
        chunk.push({ taskId, result: line })
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

/** Works on items as they come, some at once. Rejects with the first failure, once all ended. */
async function eachOf<Item>(
  items: AsyncGenerator<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  const workers = Array.from({ length: atOnce }, async () => {
    try {
      for (
        let next = await items.next();
        !next.done && failures.length === 0;
        next = await items.next()
      )
        await work(next.value)
    } catch (thrown) {
      failures.push(thrown)
    }
  })
  await Promise.all(workers)
  await items.return(undefined)
  if (failures.length > 0) throw failures[0]
}

import { join } from 'node:path'
import { UpstreamDownError } from '../../base/errors.ts'
import {
  writeBatchFile,
  type BatchRequest,
  type FileLimits,
  type WrittenFile,
} from '../openai/batch-file.ts'
import { OpenAiRefusedError, OpenAiRejectedError, OpenAiTooLargeError } from '../openai/errors.ts'
import type { RemoteBatch } from '../openai/remote-status.ts'
import { pricesOf } from '../openai/prices.ts'
import { markSent, releaseFromBatch } from '../../queue/batch.ts'
import { sentBatch, storeRemoteState, type StoredBatch } from './store/ai-batches/batches.ts'
import { cancelIfRequested } from './cancel-batch.ts'
import { CREATIONS_PER_HOUR, estimateUsd } from './gather.ts'
import { recentCreations } from './sending-store.ts'
import { openScratchFolder } from './scratch-folder.ts'
import type { AiKind, AiRequest, AiTaskRow } from '../kind.ts'
import { gatewayOf, kindNamed, type AiContext, type AiServices } from '../services.ts'
import { readSpending } from '../money/spending.ts'
import { readTokenLedger } from '../money/token-ledger.ts'
import {
  claimCreation,
  readCreationWait,
  returnCreation,
  storeAbandoned,
  storeAccepted,
  storeInputFile,
  storeUnaffordable,
  waitingRows,
} from './store/ai-batches/unsent.ts'

const MEGABYTE = 1_000_000
/** Clocks differ: a batch may be older at OpenAI than our row. */
export const CLOCK_MARGIN_MS = 3_600_000

export const inputFileName = (batchId: string): string => `gramd-${batchId}.jsonl`

export const customIdOf = (taskId: number): string => `task-${taskId}`

/** The task of a `custom_id`; undefined if it is not ours. */
export function taskIdOf(customId: string): number | undefined {
  const [, digits] = /^task-(\d{1,15})$/.exec(customId) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** The number of sent tasks, and the limit that excluded others, if any. */
export type Sent = { tasks: number; stoppedBy: WrittenFile['stoppedBy'] }

type InputFile = { id: string; isOutdated: boolean }

/**
 * Sends a `preparing` batch to OpenAI exactly once, from wherever an earlier attempt ended. A
 * cancelled one is given up, or cancelled there if it has arrived. Returns the sent tasks: none
 * when the batch cannot be sent and its tasks are pending again. Throws UpstreamDownError or
 * OpenAiRefusedError to retry later.
 */
export async function sendBatch(context: AiContext, batch: StoredBatch): Promise<Sent> {
  try {
    const found = await findAccepted(context, batch)
    if (found) return { tasks: await accept(context, batch, found), stoppedBy: null }
    if (batch.cancel_requested_at !== null) {
      const waitMs = await readCreationWait(context.services.db, batch.id)
      if (waitMs > 0) throw stillOnItsWay(context.services, waitMs)
      return await abandon(context, batch, { stoppedBy: null })
    }
    const { file, stoppedBy } = await ensureInputFile(context, batch)
    if (file === null) return await abandon(context, batch, { stoppedBy })
    const remote = await create(context, batch, file)
    return { tasks: remote ? await accept(context, batch, remote) : 0, stoppedBy }
  } catch (thrown) {
    if (!(thrown instanceof OpenAiRejectedError)) throw thrown
    return await abandon(context, batch, { stoppedBy: null, error: thrown })
  }
}

/** The batch at OpenAI, if an earlier request created it without our seeing the answer. */
async function findAccepted(
  { services, signal }: AiContext,
  batch: StoredBatch,
): Promise<RemoteBatch | null> {
  if (batch.create_attempted_at === null) return null
  const since = new Date(batch.created_at.getTime() - CLOCK_MARGIN_MS)
  return await gatewayOf(services).findBatchByKey(batch.id, since, { signal })
}

/**
 * The uploaded input file. Null when no task is pending in the batch, when no token or budget is
 * left, or when the batch was given up meanwhile.
 */
async function ensureInputFile(
  context: AiContext,
  batch: StoredBatch,
): Promise<{ file: InputFile | null; stoppedBy: Sent['stoppedBy'] }> {
  const { services, signal } = context
  const { db, config } = services
  const model = config.openaiModel
  const kind = kindNamed(services, batch.kind)
  // The file is written again for another configured model, or without deleted tasks; but not once
  // the batch may exist, since its answers are read as they were asked for.
  const { input_file_id: id, is_outdated: isOutdated } = batch
  const isCurrent = batch.model === model && !isOutdated
  if (id !== null && (isCurrent || batch.create_attempted_at !== null))
    return { file: { id, isOutdated }, stoppedBy: null }
  const rows = await waitingRows(db, batch.id)
  const upload = await writeAndUpload(context, batch, rows)
  if (upload.fileId === null) return { file: null, stoppedBy: upload.stoppedBy }
  const { fileId, promptTokens, stoppedBy } = upload
  const taskIds = upload.customIds.flatMap((id) => taskIdOf(id) ?? [])
  const isStored = await db.transaction().execute(async (tx) => {
    const isWritten = new Set(taskIds)
    const left = rows.map((row) => row.taskId).filter((id) => !isWritten.has(id))
    if (left.length > 0) await releaseFromBatch(tx, batch.id, left)
    return await storeInputFile(tx, batch.id, {
      fileId,
      model,
      prompt: kind.prompt(config),
      taskIds,
      estimate: {
        inputTokens: promptTokens,
        costUsd: estimateUsd(config, kind.typical, promptTokens, taskIds.length),
      },
      price: pricesOf(config, model)?.batch ?? null,
    })
  })
  const useless = isStored ? id : fileId
  if (useless !== null) await gatewayOf(services).deleteFile(useless, { signal })
  return { file: isStored ? { id: fileId, isOutdated: false } : null, stoppedBy }
}

type Upload = WrittenFile & { fileId: string | null }

/**
 * Writes and uploads the requests of these tasks: as many as the limits allow, half of them when
 * the upload is too large. Without a file id, there was nothing to upload.
 */
async function writeAndUpload(
  { services, signal, log }: AiContext,
  batch: StoredBatch,
  rows: readonly AiTaskRow[],
): Promise<Upload> {
  const { db, config } = services
  const model = config.openaiModel
  const kind = kindNamed(services, batch.kind)
  const limits = await fileLimits(services, kind, batch)
  await using folder = await openScratchFolder()
  const path = join(folder.path, 'input.jsonl')
  for (let most = rows.length; ;) {
    const requests = named(kind.requests({ services, signal }, rows.slice(0, most), model))
    const written = await writeBatchFile(path, requests, limits)
    const count = written.customIds.length
    if (count === 0) {
      if (written.stoppedBy === 'money')
        await storeUnaffordable(db, batch.id, { model, usd: limits.lastEstimateUsd() })
      const isHeld = written.stoppedBy === 'tokens' || written.stoppedBy === 'money'
      if (rows.length === 0 || isHeld) return { ...written, fileId: null }
      throw new OpenAiRejectedError('no request could be written for any task of the batch')
    }
    const stoppedBy = most < rows.length ? 'bytes' : written.stoppedBy
    try {
      const file = { path, name: inputFileName(batch.id) }
      const fileId = await gatewayOf(services).uploadBatchFile(file, { signal })
      return { ...written, stoppedBy, fileId }
    } catch (thrown) {
      if (!(thrown instanceof OpenAiTooLargeError) || count === 1) throw thrown
      log.warn({ batch_id: batch.id, bytes: written.bytes, tasks: count }, 'input file too large')
      most = Math.ceil(count / 2)
    }
  }
}

async function fileLimits(
  { db, config }: AiServices,
  kind: AiKind<AiServices>,
  batch: StoredBatch,
): Promise<FileLimits & { lastEstimateUsd(): number }> {
  const { enqueued, left } = await readTokenLedger(db, config, config.openaiModel, batch.id)
  const { spentUsd } = await readSpending(db, batch.id)
  const leftUsd = config.openaiDailyBudgetUsd - spentUsd
  let estimatedUsd = 0
  return {
    maxBytes: config.batchMaxMegabytes * MEGABYTE,
    maxPromptTokens: left,
    alwaysOne: enqueued === 0,
    // One request is sent on a day without any: it might never fit.
    isAffordable(count, tokens) {
      estimatedUsd = estimateUsd(config, kind.typical, tokens, count)
      return estimatedUsd <= leftUsd || (count === 1 && spentUsd === 0)
    },
    lastEstimateUsd: () => estimatedUsd,
  }
}

async function* named(requests: AsyncIterable<AiRequest>): AsyncGenerator<BatchRequest> {
  for await (const { row, ...request } of requests)
    if (row.taskId !== null) yield { customId: customIdOf(row.taskId), ...request }
}

/** Null when the batch must not be created; see `claimCreation`. */
async function create(
  { services, signal }: AiContext,
  { id }: StoredBatch,
  file: InputFile,
): Promise<RemoteBatch | null> {
  const { db, clock } = services
  const recent = await recentCreations(db)
  if (recent.count >= CREATIONS_PER_HOUR) {
    throw new UpstreamDownError(
      `OpenAI takes ${CREATIONS_PER_HOUR} batches an hour`,
      (recent.waitMs + 1_000) / clock.realMs(1),
    )
  }
  const waitMs = await claimCreation(db, id, file)
  if (waitMs === 'withdrawn') return null
  if (waitMs !== null) throw stillOnItsWay(services, waitMs)
  signal.throwIfAborted()
  try {
    return await gatewayOf(services).createBatch({ inputFileId: file.id, key: id }, { signal })
  } catch (thrown) {
    // A refusal is certain: nothing was created, and the next request need not wait.
    if (thrown instanceof OpenAiRefusedError) await returnCreation(db, id)
    throw thrown
  }
}

const stillOnItsWay = ({ clock }: AiServices, waitMs: number): UpstreamDownError =>
  new UpstreamDownError(
    'an earlier request to create the batch may still be on its way',
    (waitMs + 1_000) / clock.realMs(1),
  )

async function accept(
  context: AiContext,
  { id }: StoredBatch,
  remote: RemoteBatch,
): Promise<number> {
  const { services, log } = context
  const sent = await services.db.transaction().execute(async (tx) => {
    const isNew = await storeAccepted(tx, id, remote)
    return isNew ? await markSent(tx, id) : 0
  })
  const fields = { batch_id: id, remote_id: remote.id, status: remote.status, tasks: sent }
  log.info(fields, 'batch sent')
  const stored = await sentBatch(services.db, id)
  if (stored && stored.cancel_requested_at !== null) {
    await storeRemoteState(services.db, id, await cancelIfRequested(context, stored, remote))
  }
  return sent
}

/** Ends a batch that OpenAI does not have; its tasks are pending again. */
async function abandon(
  { services, log }: AiContext,
  { id, cancel_requested_at }: StoredBatch,
  { stoppedBy, error }: Pick<Sent, 'stoppedBy'> & { error?: OpenAiRejectedError },
): Promise<Sent> {
  const released = await services.db.transaction().execute(async (tx) => {
    const isNew = await storeAbandoned(tx, id, error ?? null)
    return isNew ? await releaseFromBatch(tx, id, 'unfinished') : null
  })
  const fields = { batch_id: id, tasks: released }
  if (released !== null && error)
    log.error({ ...fields, code: error.code, err: error }, 'batch abandoned')
  else if (released !== null)
    log.info(fields, cancel_requested_at === null ? 'batch abandoned' : 'batch cancelled')
  return { tasks: 0, stoppedBy }
}

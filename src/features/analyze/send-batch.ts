import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UpstreamDownError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { writeBatchFile, type BatchRequest } from '../../openai/batch-file.ts'
import { OpenAiRefusedError, OpenAiRejectedError } from '../../openai/errors.ts'
import type { RemoteBatch } from '../../openai/remote-batch.ts'
import { markSent, releaseFromBatch } from '../../queue/batch.ts'
import {
  claimCreation,
  returnCreation,
  storeAbandoned,
  storeAccepted,
  storeInputFile,
  waitingRows,
  type StoredBatch,
} from './batch-store.ts'
import { customIdOf, taskIdOf } from './custom-id.ts'
import { estimateCostUsd } from './gather.ts'
import { readProfileFacts } from './profile-facts.ts'
import { readProfileImages } from './profile-images.ts'
import { createRequestWriter, PROMPT_VERSION } from './prompt.ts'
import { gatewayOf, type AnalyzeServices } from './services.ts'

/** What sending needs of a task's context. */
export type SendContext = { services: AnalyzeServices; signal: AbortSignal; log: Logger }

/** Profiles whose texts are in memory at a time. */
const PROFILES_AT_ONCE = 200
/** Profiles whose pictures are: some 3 MB. */
const PICTURED_AT_ONCE = 5
const MEGABYTE = 1_000_000
/** Clocks differ: a batch may look older at OpenAI than our row of it. */
export const CLOCK_MARGIN_MS = 3_600_000
/**
 * Real time after which a request to create a batch has arrived or died, if OpenAI does not list the batch by then; longer
 * than the gateway waits for its answer.
 */
const CREATION_SETTLES_MS = 90_000

/** What the input file of a batch is called at OpenAI. */
export const inputFileName = (batchId: string): string => `gramd-${batchId}.jsonl`

/**
 * Brings a batch that is `preparing` to OpenAI, once: it goes on wherever an earlier try ended. Returns how many tasks it
 * carries, 0 when the batch turned out not to be sendable and its tasks wait again. Throws UpstreamDownError or
 * OpenAiRefusedError when it has to be tried again later.
 */
export async function sendBatch(context: SendContext, batch: StoredBatch): Promise<number> {
  try {
    const found = await findAccepted(context, batch)
    if (found) return await accept(context, batch, found)
    const fileId = await ensureInputFile(context, batch)
    if (fileId === null) return await abandon(context, batch, null)
    return await accept(context, batch, await create(context, batch, fileId))
  } catch (thrown) {
    if (thrown instanceof OpenAiRejectedError) return await abandon(context, batch, thrown)
    throw thrown
  }
}

/** The batch at OpenAI, if an earlier request made it although no answer came. */
async function findAccepted(
  { services, signal }: SendContext,
  batch: StoredBatch,
): Promise<RemoteBatch | null> {
  if (batch.create_attempted_at === null) return null
  const since = new Date(batch.created_at.getTime() - CLOCK_MARGIN_MS)
  return await gatewayOf(services).findBatchByKey(batch.id, since, { signal })
}

/** The id of the input file, which is written and uploaded unless that was done; null when no task waits in the batch. */
async function ensureInputFile(context: SendContext, batch: StoredBatch): Promise<string | null> {
  const { services, signal } = context
  const { db, config } = services
  const model = config.OPENAI_MODEL
  // A batch that could not be sent because of its model is written again for the one that is configured now.
  if (batch.input_file_id !== null && batch.model === model) return batch.input_file_id
  const rows = await waitingRows(db, batch.id)
  const folder = await mkdtemp(join(tmpdir(), 'gramd-batch-'))
  try {
    const path = join(folder, 'input.jsonl')
    const written = await writeBatchFile(
      path,
      requestsFor(context, rows, model),
      config.BATCH_MAX_MEGABYTES * MEGABYTE,
    )
    if (rows.length === 0) return null
    if (written.customIds.length === 0) {
      throw new OpenAiRejectedError('no request could be written for any task of the batch')
    }
    const name = inputFileName(batch.id)
    const fileId = await gatewayOf(services).uploadBatchFile({ path, name }, { signal })
    const taskIds = written.customIds.flatMap((id) => taskIdOf(id) ?? [])
    await db.transaction().execute(async (tx) => {
      const isWritten = new Set(taskIds)
      const left = rows.map((row) => row.task_id).filter((id) => !isWritten.has(id))
      if (left.length > 0) await releaseFromBatch(tx, batch.id, left)
      const estimatedCostUsd = estimateCostUsd(config, written.promptTokens, taskIds.length)
      const asked = { sections: config.AI_SECTIONS, promptVersion: PROMPT_VERSION }
      await storeInputFile(tx, batch.id, { fileId, model, asked, taskIds, estimatedCostUsd })
    })
    if (batch.input_file_id !== null) {
      await gatewayOf(services).deleteFile(batch.input_file_id, { signal })
    }
    return fileId
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function* requestsFor(
  { services, signal }: SendContext,
  rows: readonly { task_id: number; blog_id: string | null }[],
  model: string,
): AsyncGenerator<BatchRequest> {
  const request = createRequestWriter(services.config, model)
  for (let at = 0; at < rows.length; at += PROFILES_AT_ONCE) {
    signal.throwIfAborted()
    const chunk = rows.slice(at, at + PROFILES_AT_ONCE)
    const blogIds = chunk.flatMap((row) => row.blog_id ?? [])
    const facts = await readProfileFacts(services.db, blogIds)
    for (let first = 0; first < chunk.length; first += PICTURED_AT_ONCE) {
      const few = chunk.slice(first, first + PICTURED_AT_ONCE)
      const images = await readProfileImages(
        services.db,
        few.flatMap((row) => row.blog_id ?? []),
        services.config.IMAGES_PER_ANALYSIS,
      )
      for (const { task_id, blog_id } of few) {
        const profile = blog_id === null ? undefined : facts.get(blog_id)
        if (blog_id === null || !profile) continue
        yield request(customIdOf(task_id), profile, images.get(blog_id))
      }
    }
  }
}

async function create(
  { services, signal }: SendContext,
  { id }: StoredBatch,
  inputFileId: string,
): Promise<RemoteBatch> {
  const { db, clock } = services
  const waitMs = await claimCreation(db, id, CREATION_SETTLES_MS)
  if (waitMs !== null) {
    throw new UpstreamDownError(
      'an earlier request to create the batch may still be on its way',
      (waitMs + 1_000) / clock.realMs(1),
    )
  }
  signal.throwIfAborted()
  try {
    return await gatewayOf(services).createBatch({ inputFileId, key: id }, { signal })
  } catch (thrown) {
    // Refused is certain: nothing was made, and the next try need not wait.
    if (thrown instanceof OpenAiRefusedError) await returnCreation(db, id)
    throw thrown
  }
}

async function accept(
  { services, log }: SendContext,
  { id }: StoredBatch,
  remote: RemoteBatch,
): Promise<number> {
  const sent = await services.db.transaction().execute(async (tx) => {
    const isNews = await storeAccepted(tx, id, remote)
    return isNews ? await markSent(tx, id) : 0
  })
  const fields = { batch_id: id, remote_id: remote.id, status: remote.status, tasks: sent }
  log.info(fields, 'batch sent')
  return sent
}

async function abandon(
  { services, log }: SendContext,
  { id }: StoredBatch,
  error: OpenAiRejectedError | null,
): Promise<0> {
  const released = await services.db.transaction().execute(async (tx) => {
    const isNews = await storeAbandoned(tx, id, error)
    return isNews ? await releaseFromBatch(tx, id, 'unfinished') : 0
  })
  const fields = {
    batch_id: id,
    tasks: released,
    ...(error ? { code: error.code, err: error } : {}),
  }
  if (error) log.error(fields, 'batch abandoned')
  else log.info(fields, 'batch abandoned')
  return 0
}

import { openAsBlob } from 'node:fs'
import OpenAI from 'openai'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import { answerEnd, type AnswerEnd } from './batch-results.ts'
import { download, type Downloaded } from './download.ts'
import { openAiError, OpenAiAnswerError, refusalCode, UnansweredError } from './errors.ts'
import { createLimitsLeft, type LimitsLeft, type RealTime } from './limits-left.ts'
import { readListedModels, type ListedModel } from './listed-model.ts'
import { multipartFetch } from './multipart-fetch.ts'
import {
  KEY_NAME,
  parseBatch,
  readListed,
  readListedFile,
  type ListedFile,
} from './remote-batch.ts'
import type { RemoteBatch } from './remote-status.ts'

export type GatewayOptions = {
  apiKey: string
  /** With the version: `https://api.openai.com/v1`. */
  baseUrl: string
  /** Real ms until an answer has begun; uploads get ten times as long. */
  timeoutMs: number
  /** Real ms without a byte of a download; `timeoutMs` when absent. */
  idleTimeoutMs?: number
  fetch?: typeof globalThis.fetch
  /** In which direct answers wait for rate limits. */
  time?: RealTime
}

type Call = { signal?: AbortSignal }

/** The endpoint of our batches. */
export const ENDPOINT = '/v1/chat/completions'

/**
 * OpenAI's files, batches and direct answers. Every method rejects with one of our errors:
 * OpenAiDownError and OpenAiRefusedError snooze a task, OpenAiRejectedError means a faulty request.
 */
export type OpenAiGateway = {
  /** Uploads the JSONL file at `path` under `name` (which ends in .jsonl); gives its file id. */
  uploadBatchFile(file: { path: string; name: string }, call?: Call): Promise<string>
  /** Creates a batch, without retries: after a lost answer it may exist; see `findBatchByKey`. */
  createBatch(batch: { inputFileId: string; key: string }, call?: Call): Promise<RemoteBatch>
  /**
   * Finds the batch that was created with this key since a time (OpenAI's clock); null without one.
   */
  findBatchByKey(key: string, since: Date, call?: Call): Promise<RemoteBatch | null>
  /** Null when OpenAI does not know it, as for an old one. */
  getBatch(id: string, call?: Call): Promise<RemoteBatch | null>
  /** Cancels it, unless it has ended, and returns its state; null when OpenAI does not know it. */
  cancelBatch(id: string, call?: Call): Promise<RemoteBatch | null>
  /** Saves a complete result file at `path`; null when OpenAI no longer has it. */
  downloadFile(
    id: string,
    target: { path: string; expectedLines: number },
    call?: Call,
  ): Promise<Downloaded | null>
  /** Input files of batches since a time (OpenAI's), of any program. */
  listBatchFiles(since: Date, call?: Call): Promise<ListedFile[]>
  /** Deletes a file; does nothing if it is gone. */
  deleteFile(id: string, call?: Call): Promise<void>
  /** Models of which OpenAI's list says when they end. */
  listModels(call?: Call): Promise<ListedModel[]>
  /**
   * Answers one request outside any batch, within DIRECT_PATIENCE times `timeoutMs`, without
   * retries, because every answer is paid. Rejects with UnansweredError when the answer may be paid
   * although it did not come; after any other error it is not. When the last answers said that
   * nothing is left of a rate limit, it waits first, for a minute at most.
   */
  complete(body: ChatCompletionCreateParamsNonStreaming, call?: Call): Promise<AnswerEnd>
}

/** How many times longer a direct answer may take: it comes when it is complete. */
const DIRECT_PATIENCE = 3

/** Expiry after which OpenAI deletes input files whose id a crash lost. */
const INPUT_EXPIRES_SECONDS = 7 * 24 * 3_600
const PAGE = 100
/** Without redirects, fetch keeps no copy of the body, which may be 190 MB, in memory. */
const UNREPEATED = { redirect: 'error', window: null } as const
const FILES_PAGE = 1_000

/** Uses the client library without its environment variables. */
export function createOpenAiGateway(options: GatewayOptions): OpenAiGateway {
  const { apiKey, timeoutMs, idleTimeoutMs = timeoutMs } = options
  const client = new OpenAI({
    apiKey,
    baseURL: options.baseUrl,
    timeout: timeoutMs,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    fetch: multipartFetch(options.fetch ?? globalThis.fetch),
  })
  const limits = createLimitsLeft(options.time)
  const translated =
    <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      try {
        return await work(...args)
      } catch (thrown) {
        throw openAiError(thrown, apiKey)
      }
    }
  return {
    getBatch: translated(async (id, call) => await getBatch(client, id, call)),
    uploadBatchFile: translated(
      async (file, call) => await upload(client, file, { timeout: 10 * timeoutMs, ...call }),
    ),
    createBatch: translated(async (batch, call) => await createBatch(client, batch, call)),
    findBatchByKey: translated(
      async (key, since, call) => await findBatch(client, key, since, call),
    ),
    cancelBatch: translated(async (id, call) => await cancelBatch(client, id, call)),
    downloadFile: translated(
      async (id, target, call) =>
        await orNull(download(client, id, { ...target, ...call, idleMs: idleTimeoutMs })),
    ),
    listBatchFiles: translated(
      async (since, call) => (await orNull(listFiles(client, since, call))) ?? [],
    ),
    deleteFile: translated(async (id, call) => {
      await orNull(client.files.delete(id, call))
    }),
    listModels: translated(async (call) => await readListedModels(client.models.list(call))),
    complete: translated(
      async (body, call) =>
        await complete(client, body, { ...call, limits, timeout: DIRECT_PATIENCE * timeoutMs }),
    ),
  }
}

async function getBatch(client: OpenAI, id: string, call?: Call): Promise<RemoteBatch | null> {
  const answer = await orNull(client.batches.retrieve(id, call))
  return answer && parseBatch(answer)
}

async function createBatch(
  client: OpenAI,
  { inputFileId, key }: { inputFileId: string; key: string },
  call?: Call,
): Promise<RemoteBatch> {
  const batch = await client.batches.create(
    {
      input_file_id: inputFileId,
      endpoint: ENDPOINT,
      completion_window: '24h',
      metadata: { [KEY_NAME]: key },
    },
    // The library would repeat the request after a lost answer, and create a second batch.
    { ...call, maxRetries: 0 },
  )
  return parseBatch(batch)
}

async function cancelBatch(client: OpenAI, id: string, call?: Call): Promise<RemoteBatch | null> {
  try {
    const answer = await orNull(client.batches.cancel(id, call))
    return answer && parseBatch(answer)
  } catch (thrown) {
    const hasEnded = thrown instanceof OpenAI.APIError && [400, 409].includes(thrown.status)
    if (!hasEnded) throw thrown
    return await getBatch(client, id, call)
  }
}

async function complete(
  client: OpenAI,
  body: ChatCompletionCreateParamsNonStreaming,
  { signal, limits, timeout }: Call & { limits: LimitsLeft; timeout: number },
): Promise<AnswerEnd> {
  signal?.throwIfAborted()
  await limits.untilSomeIsLeft(signal)
  // The client's own timeout ends with the headers; a body that stalls would hang for ever.
  const late = AbortSignal.timeout(timeout)
  const stop = signal ? AbortSignal.any([signal, late]) : late
  try {
    const call = { signal: stop, timeout: timeout + 1_000, maxRetries: 0 }
    const { data, response } = await client.chat.completions.create(body, call).withResponse()
    limits.note(response.headers)
    return answerEnd(data)
  } catch (thrown) {
    if (thrown instanceof OpenAI.APIError && thrown.headers) limits.note(thrown.headers)
    // With an error status, or without a connection, there is certainly nothing to pay.
    if (thrown instanceof OpenAI.APIError && thrown.status !== undefined) throw thrown
    if (wasNeverSent(thrown)) throw thrown
    throw new UnansweredError(late.aborted ? 'it took too long' : 'the connection ended', {
      // The library's own errors hold headers.
      cause: thrown instanceof OpenAI.APIError ? undefined : thrown,
    })
  }
}

const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
])

function wasNeverSent(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  const isRefused = 'code' in thrown && NO_CONNECTION.has(String(thrown.code))
  return isRefused || wasNeverSent(thrown.cause)
}

/** Null for 404. */
async function orNull<T>(call: PromiseLike<T>): Promise<T | null> {
  try {
    return await call
  } catch (thrown) {
    const isUnknown =
      thrown instanceof OpenAI.NotFoundError &&
      refusalCode({ status: 404, code: thrown.code, message: thrown.message }) === null
    if (isUnknown) return null
    throw thrown
  }
}

async function upload(
  client: OpenAI,
  { path, name }: { path: string; name: string },
  call: Call & { timeout: number },
): Promise<string> {
  // A blob, unlike a stream, is sent with its length, and again after a 5xx.
  const file = new File([await openAsBlob(path)], name)
  const { id } = await client.files.create(
    {
      file,
      purpose: 'batch',
      expires_after: { anchor: 'created_at', seconds: INPUT_EXPIRES_SECONDS },
    },
    { ...call, fetchOptions: UNREPEATED },
  )
  if (typeof id === 'string' && id !== '') return id
  throw new OpenAiAnswerError('the answer to an upload has no file id')
}

async function findBatch(
  client: OpenAI,
  key: string,
  since: Date,
  call?: Call,
): Promise<RemoteBatch | null> {
  // Newest first: a batch older than our row ends the search.
  for await (const batch of client.batches.list({ limit: PAGE }, call)) {
    const listed = readListed(batch)
    if (listed.createdAt < since) return null
    if (listed.key === key) return parseBatch(batch)
  }
  return null
}

async function listFiles(client: OpenAI, since: Date, call?: Call): Promise<ListedFile[]> {
  const listed: ListedFile[] = []
  // Newest first: the first one that is too old ends the list.
  const query = { purpose: 'batch', order: 'desc', limit: FILES_PAGE } as const
  for await (const each of client.files.list(query, call)) {
    const file = readListedFile(each)
    if (file.createdAt < since) break
    listed.push(file)
  }
  return listed
}

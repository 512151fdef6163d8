import { openAsBlob } from 'node:fs'
import OpenAI from 'openai'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import { answerEnd, type AnswerEnd } from './batch-results.ts'
import { UnansweredError } from './direct-errors.ts'
import { download, type Downloaded } from './download.ts'
import { openAiError, OpenAiAnswerError, refusalCode } from './errors.ts'
import { multipartFetch } from './multipart-fetch.ts'
import {
  KEY_NAME,
  parseBatch,
  readListed,
  readListedFile,
  type ListedFile,
  type RemoteBatch,
} from './remote-batch.ts'

export type GatewayOptions = {
  apiKey: string
  /** With the version: `https://api.openai.com/v1`. */
  baseUrl: string
  /** Real ms until an answer has begun; uploads get ten times as long. */
  timeoutMs: number
  /** Real ms without a byte of a download; `timeoutMs` when absent. */
  idleTimeoutMs?: number
  fetch?: typeof globalThis.fetch
}

type Call = { signal?: AbortSignal }

/** The endpoint that all our batches are for. */
export const ENDPOINT = '/v1/chat/completions'

/**
 * OpenAI's files, batches and direct answers. Every method rejects with one of our errors:
 * OpenAiDownError and OpenAiRefusedError put a task back without counting a try,
 * OpenAiRejectedError says that the request itself is at fault.
 */
export type OpenAiGateway = {
  /** Uploads the JSONL file at `path` under `name` (which ends in .jsonl); gives its file id. */
  uploadBatchFile(file: { path: string; name: string }, call?: Call): Promise<string>
  /**
   * Starts a batch. Asked once: after a lost answer it may exist all the same; see
   * `findBatchByKey`.
   */
  createBatch(batch: { inputFileId: string; key: string }, call?: Call): Promise<RemoteBatch>
  /** The batch that was created with this key since a time (OpenAI's), or null. */
  findBatchByKey(key: string, since: Date, call?: Call): Promise<RemoteBatch | null>
  /** Null when OpenAI does not know it, as for one of long ago. */
  getBatch(id: string, call?: Call): Promise<RemoteBatch | null>
  /**
   * Asks for its end and gives its state; null when OpenAI does not know it. One that has ended
   * stays as it is.
   */
  cancelBatch(id: string, call?: Call): Promise<RemoteBatch | null>
  /** Saves a result file at `path`, whole; null when OpenAI no longer has it. */
  downloadFile(
    id: string,
    target: { path: string; expectedLines: number },
    call?: Call,
  ): Promise<Downloaded | null>
  /**
   * The input files of batches that were uploaded since a time (OpenAI's), whoever uploaded them.
   */
  listBatchFiles(since: Date, call?: Call): Promise<ListedFile[]>
  /** Deletes a file, or finds it gone. */
  deleteFile(id: string, call?: Call): Promise<void>
  /**
   * Has one request answered at once, outside any batch, within DIRECT_PATIENCE times `timeoutMs`.
   * Asked once, whatever happens, because every answer is paid. Rejects with UnansweredError when
   * it was asked and the answer did not come: it may be paid all the same; with any other error it
   * was not.
   */
  complete(body: ChatCompletionCreateParamsNonStreaming, call?: Call): Promise<AnswerEnd>
}

/**
 * How many times longer than other answers a direct one may take: it comes when all of it is
 * written.
 */
const DIRECT_PATIENCE = 3

/** OpenAI deletes what we could not: an input file whose id was lost in a crash. */
const INPUT_EXPIRES_SECONDS = 7 * 24 * 3_600
const PAGE = 100
/**
 * Only a request that cannot be redirected is sent without a copy of its body, which may be 190 MB,
 * in memory.
 */
const UNREPEATED = { redirect: 'error', window: null } as const
const FILES_PAGE = 1_000

/** The gateway over the unmodified client library. It reads nothing from the environment. */
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
  const calling = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw openAiError(thrown, apiKey)
    }
  }
  const getBatch = async (id: string, call: Call = {}): Promise<RemoteBatch | null> =>
    await calling(async () => {
      const answer = await orNull(client.batches.retrieve(id, call))
      return answer && parseBatch(answer)
    })
  return {
    getBatch,
    uploadBatchFile: async (file, call) =>
      await calling(async () => await upload(client, file, { timeout: 10 * timeoutMs, ...call })),
    createBatch: async ({ inputFileId, key }, call) =>
      await calling(async () => {
        const batch = await client.batches.create(
          {
            input_file_id: inputFileId,
            endpoint: ENDPOINT,
            completion_window: '24h',
            metadata: { [KEY_NAME]: key },
          },
          // The library would repeat the request after a lost answer, and start a second batch.
          { ...call, maxRetries: 0 },
        )
        return parseBatch(batch)
      }),
    findBatchByKey: async (key, since, call) =>
      await calling(async () => await findBatch(client, key, since, call)),
    cancelBatch: async (id, call = {}) =>
      await calling(async () => {
        try {
          const answer = await orNull(client.batches.cancel(id, call))
          return answer && parseBatch(answer)
        } catch (thrown) {
          const hasEnded = thrown instanceof OpenAI.APIError && [400, 409].includes(thrown.status)
          if (!hasEnded) throw thrown
          return await getBatch(id, call)
        }
      }),
    downloadFile: async (id, target, call) =>
      await calling(
        async () =>
          await orNull(download(client, id, { ...target, ...call, idleMs: idleTimeoutMs })),
      ),
    listBatchFiles: async (since, call) =>
      await calling(async () => (await orNull(listFiles(client, since, call))) ?? []),
    deleteFile: async (id, call) => {
      await calling(async () => await orNull(client.files.delete(id, call)))
    },
    complete: async (body, call) =>
      await calling(async () => await complete(client, body, DIRECT_PATIENCE * timeoutMs, call)),
  }
}

async function complete(
  client: OpenAI,
  body: ChatCompletionCreateParamsNonStreaming,
  timeout: number,
  { signal }: Call = {},
): Promise<AnswerEnd> {
  signal?.throwIfAborted()
  // The client's own timeout ends with the headers; a body that stalls would hang for ever.
  const late = AbortSignal.timeout(timeout)
  const stop = signal ? AbortSignal.any([signal, late]) : late
  try {
    const call = { signal: stop, timeout: timeout + 1_000, maxRetries: 0 }
    return answerEnd(await client.chat.completions.create(body, call))
  } catch (thrown) {
    // A status says for certain that there is nothing to pay, and so does a connection that was
    // never made.
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

/** Null for what OpenAI does not know (404). */
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
  // A blob of the file, unlike a stream of it, is sent with its length and again after a 5xx.
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
  // Newest first, so that what is older than our own row ends the search.
  for await (const batch of client.batches.list({ limit: PAGE }, call)) {
    const listed = readListed(batch)
    if (listed.createdAt < since) return null
    if (listed.key === key) return parseBatch(batch)
  }
  return null
}

async function listFiles(client: OpenAI, since: Date, call?: Call): Promise<ListedFile[]> {
  const listed: ListedFile[] = []
  // Newest first, so that the first one that is too old ends the list.
  const query = { purpose: 'batch', order: 'desc', limit: FILES_PAGE } as const
  for await (const each of client.files.list(query, call)) {
    const file = readListedFile(each)
    if (file.createdAt < since) break
    listed.push(file)
  }
  return listed
}

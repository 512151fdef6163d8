import type { Clock } from '../../src/base/clock.ts'
import { ApiError, invalidRequest, notFound } from './api-error.ts'
import { concludeBatch } from './batch-end.ts'
import { readBatchInput, type BatchInput, type InputProblem, type InputRow } from './batch-input.ts'
import { advance, cancel, isTerminal, type Batch, type BatchRow, type Plan } from './batch-life.ts'
import type { ChatReader } from './chat-request.ts'
import { digest, draw, shuffled } from './draw.ts'
import type { BatchRule, FaultBook } from './faults.ts'
import type { FileStore } from './files.ts'
import type { Referee } from './referee.ts'

export type BatchOptions = {
  seed: string
  clock: Clock
  /** World minutes from creation to completed. */
  batchMinutes: { min: number; max: number }
  models: readonly string[]
  /** Prompt tokens of one model in open batches. */
  enqueuedTokenLimit: number
  files: FileStore
  faults: FaultBook
  referee: Referee
  read: ChatReader
  /** Called once per batch, at its final status. */
  onEnd?: (batch: Batch) => void
}

type NewBatch = Pick<Batch, 'endpoint' | 'inputFileId' | 'metadata' | 'outputExpiresAfterSeconds'>

/** All batches. Every poll advances them to the world time. */
export type BatchStore = {
  create(request: NewBatch): Batch
  /** Throws the API's 404 for an unknown batch. */
  get(id: string): Batch
  /** Newest first. */
  all(): Batch[]
  /** Throws the API's 409 if the batch has ended. */
  cancel(id: string): Batch
  /** Makes a batch unknown, like very old ones; false if it is already. */
  lose(id: string): boolean
  /** Changes how a batch will end; throws the API's 409 if it is too late. */
  redirect(id: string, rule: BatchRule): Batch
}

export function createBatchStore(options: BatchOptions): BatchStore {
  const { clock, files, referee } = options
  const batches = new Map<string, Batch>()
  const now = (): number => clock.now().getTime()
  let count = 0

  const settled = (batch: Batch): Batch => {
    const wasTerminal = isTerminal(batch)
    advance(batch, now())
    if (isTerminal(batch) && !wasTerminal) {
      concludeBatch(batch, files, referee)
      options.onEnd?.(batch)
    }
    return batch
  }
  const get = (id: string): Batch => {
    const batch = batches.get(id)
    if (batch) return settled(batch)
    throw notFound(`No batch found with id '${id}'.`, 'id')
  }
  const all = (): Batch[] => [...batches.values()].map(settled).reverse()

  return {
    get,
    all,
    create(request) {
      count += 1
      // The time makes ids of an earlier start with the same seed unknown.
      const id = `batch_${digest(options.seed, 'batch', count, now()).slice(0, 32)}`
      const batch = newBatch(options, { ...request, id, ordinal: count, open: all() })
      referee.batchMade(id, batch.metadata)
      batches.set(id, batch)
      return batch
    },
    cancel(id) {
      const batch = get(id)
      if (cancel(batch, now())) return batch
      throw conflict(`Cannot cancel a batch with status '${batch.status}'.`)
    },
    lose: (id) => batches.delete(id),
    redirect(id, rule) {
      const batch = get(id)
      const isOpen = rule.kind === 'failed' ? ['validating'] : ['validating', 'in_progress']
      if (!isOpen.includes(batch.status)) {
        throw conflict(`A batch with status '${batch.status}' cannot end in '${rule.kind}'.`)
      }
      batch.plan = planFor(rule, batch.plan.durationMs)
      return batch
    },
  }
}

const conflict = (message: string): ApiError => new ApiError(409, invalidRequest(message))

function newBatch(
  options: BatchOptions,
  { id, ordinal, open, ...request }: NewBatch & { id: string; ordinal: number; open: Batch[] },
): Batch {
  const { min, max } = options.batchMinutes
  const durationMs = (min + (max - min) * draw(options.seed, 'duration', ordinal)) * 60_000
  const input = inputOf(options, request)
  const isRunnable = input.problems.length === 0
  const rows = isRunnable ? rowsOf(options, id, input.rows) : []
  const enqueuedTokens = tokensOf(rows)
  const overLimit = tokenProblem(options, input.model, enqueuedTokens, open)
  const problems = isRunnable && overLimit ? [overLimit] : input.problems
  reportDuplicates(options.referee, id, input)
  const plan: Plan =
    problems.length > 0
      ? { ending: 'failed', durationMs, shareFinished: 0, problems }
      : planFor(options.faults.takeForBatch(), durationMs)
  return {
    ...request,
    id,
    plan,
    enqueuedTokens,
    model: input.model,
    status: 'validating',
    createdAt: options.clock.now().getTime(),
    reachedAt: {},
    rows: shuffled(rows, options.seed, id),
    finished: undefined,
    counts: undefined,
    tokens: { input: 0, output: 0, reasoning: 0 },
    outputFileId: null,
    errorFileId: null,
  }
}

function planFor(rule: BatchRule | undefined, durationMs: number): Plan {
  if (!rule) return { ending: 'completed', durationMs, shareFinished: 1, problems: [] }
  const problem = { code: rule.code, message: rule.message, line: rule.line, param: null }
  return {
    ending: rule.kind,
    durationMs,
    shareFinished: rule.share_finished,
    problems: rule.kind === 'failed' ? [problem] : [],
  }
}

/** An unreadable file ends the batch in `failed`, as at OpenAI, instead of a 400. */
function inputOf({ files, models }: BatchOptions, request: NewBatch): BatchInput {
  const file = files.find(request.inputFileId)
  if (file?.purpose === 'batch') {
    return readBatchInput(file.content, { endpoint: request.endpoint, models })
  }
  const problem: InputProblem = {
    code: 'invalid_input_file',
    message: `The input file '${request.inputFileId}' could not be read.`,
    line: null,
    param: 'input_file_id',
  }
  return { rows: [], model: null, problems: [problem] }
}

function rowsOf(options: BatchOptions, batchId: string, rows: readonly InputRow[]): BatchRow[] {
  return rows.map(({ customId, body }) => {
    const place = { batch_id: batchId, custom_id: customId }
    const request = readRow(options.read, body)
    const isRefused = request instanceof ApiError
    if (!isRefused) options.referee.sent(request, place)
    const text = isRefused ? '' : request.userText
    const fault = options.faults.takeForRow({ batchId, customId, text })?.kind
    // The images were checked, and would keep the whole input file in memory.
    return { customId, fault, request: isRefused ? request : { ...request, images: [] } }
  })
}

function readRow(read: ChatReader, body: unknown): BatchRow['request'] {
  try {
    return read(body)
  } catch (thrown) {
    if (thrown instanceof ApiError) return thrown
    throw thrown
  }
}

const tokensOf = (rows: readonly BatchRow[]): number =>
  rows.reduce((sum, { request }) => sum + ('promptTokens' in request ? request.promptTokens : 0), 0)

function tokenProblem(
  { enqueuedTokenLimit: limit }: BatchOptions,
  model: string | null,
  tokens: number,
  open: readonly Batch[],
): InputProblem | undefined {
  const waiting = open
    .filter((batch) => batch.model === model && !isTerminal(batch))
    .reduce((sum, batch) => sum + batch.enqueuedTokens, 0)
  if (waiting + tokens <= limit) return undefined
  return {
    code: 'token_limit_exceeded',
    message:
      `Enqueued token limit reached for ${model} in organization org-sim. Limit: ` +
      `${limit.toLocaleString('en-US')} enqueued tokens. Please try again once some in_progress ` +
      'batches have been completed.',
    line: null,
    param: null,
  }
}

function reportDuplicates(referee: Referee, batchId: string, input: BatchInput): void {
  for (const { code, line } of input.problems) {
    if (code !== 'duplicate_custom_id') continue
    const custom_id = input.rows.find((row) => row.line === line)?.customId ?? null
    referee.duplicate({ batch_id: batchId, custom_id })
  }
}

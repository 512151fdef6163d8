import type { Prompt } from './prompt.ts'
import { z } from 'zod'
import type { CoreConfig } from '../settings/core.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { TaskAccess } from '../queue/task-access.ts'
import { defineTask, type Release, type TaskType } from '../queue/task-type.ts'
import { deleteBatchRows } from './batches/store/ai-batches/batches.ts'
import type { BatchRequest } from './openai/batch-file.ts'
import type { Logger } from '../base/log/log.ts'

/** A row to ask about: of a task that waits for a batch, or of a direct call (`taskId` null). */
export type AiRow = {
  taskId: number | null
  /** Such as `blog:<id>`; null when it is gone. */
  subject: string | null
  payload: unknown
}

export type AiTaskRow = AiRow & { taskId: number }

export type AiRequest = Omit<BatchRequest, 'customId'> & { row: AiRow }

/** The origin of an answer. */
export type PromptBy = {
  /** Null for a direct call. */
  batchId: string | null
  /** World time. */
  requestedAt: Date | null
  model: string
  prompt: Prompt
}

export type TypicalRow = {
  inputTokens: number
  /** No request of the kind is smaller. */
  minInputTokens: number
  outputTokens: number
}

export const AnswerResult = z.object({
  /** Only a success has an answer that is stored. */
  outcome: z.enum(['success', 'refusal', 'content_filter']),
  /** Absent in results of old versions. */
  model: z.string().optional(),
  input_tokens: z.number().int().optional(),
  output_tokens: z.number().int().optional(),
  cost_usd: z.number().optional(),
})
export type AnswerResult = z.output<typeof AnswerResult>

export type StoredAnswer<Stored> = { row: AiRow; toStore: Stored }
/** The cost of the answer about a row, whatever its outcome. */
type SpentOn = { row: AiRow; costUsd: number }

type AnswerReader<Answer, Stored> = {
  /** Returns the part of an answer to store; null for nothing. */
  keep(row: AiRow, answer: Answer): Stored | null
}

type Declared<Services, Input, Answer, Stored, Report> = {
  name: string
  /** The payload of its tasks. */
  input: z.ZodType<Input, Input>
  /** The priority of its tasks, and of its batches among those of other kinds; 1 is most urgent. */
  priority: number
  typical: TypicalRow
  prompt(config: CoreConfig): Prompt
  /** Returns the requests for these rows; a row whose subject is gone has none. */
  requests(
    context: { services: Services; signal: AbortSignal },
    rows: readonly AiRow[],
    model: string,
  ): AsyncGenerator<AiRequest>
  schema(prompt: Prompt): z.ZodType<Answer>
  /**
   * Whether a row that the model refuses in a batch is asked again, as after a bad answer; else its
   * refusal is final.
   */
  repeatsRefusals?: boolean
  /** Locks what `store` will change, before the tasks of the rows end. */
  lock(tx: Tx, services: Services, rows: readonly AiRow[]): Promise<void>
  /** Reads the data with which answers about these few rows are compared. */
  reader(
    tx: Tx,
    services: Services,
    rows: readonly AiRow[],
    by: PromptBy,
  ): Promise<AnswerReader<Answer, Stored>>
  /**
   * Stores answers in the transaction that ends their tasks. `ended` are the rows whose tasks are
   * done now, answered or not; `spent` are those that were paid, each answer once. Returns a part
   * for `report`.
   */
  store(
    tx: Tx,
    services: Services,
    answers: readonly StoredAnswer<Stored>[],
    about: { by: PromptBy; ended: readonly AiRow[]; spent: readonly SpentOn[] },
  ): Promise<Report>
  /** Counts and logs what was stored, in parts; `batchId` is null for a direct call. */
  report?(
    context: { services: Services; log: Logger },
    batchId: string | null,
    parts: readonly Report[],
  ): void
  /**
   * A version of the subject, such as when it was last read: if it changes during a direct call,
   * the answer does not end the pending task. Null when the subject is gone.
   */
  revision(db: Db, row: AiRow): Promise<string | null>
}

export type AiKind<
  Services,
  Input = unknown,
  Answer = unknown,
  Stored = unknown,
  Report = unknown,
> = Declared<Services, Input, Answer, Stored, Report> & {
  /** Has no handler: it waits for a batch, and ends when the batch's results are read. */
  task: TaskType<Services, Input, AnswerResult>
}

/**
 * Declares a kind and its task type. Batches, calls, money, outages and refusals are the same for
 * all kinds. The hooks are methods, so that kinds of different inputs fit one list, as with task
 * types.
 */
export function defineAiKind<Services, Input, Answer, Stored, Report>({
  task,
  ...kind
}: Declared<Services, Input, Answer, Stored, Report> & {
  task: {
    name: string
    summary: string
    access: TaskAccess
    dedupeKey(input: Input): string
    subject(input: Input): string
    onRelease?(tx: Tx, releases: readonly Release[]): Promise<void>
  }
}): AiKind<Services, Input, Answer, Stored, Report> {
  return {
    ...kind,
    task: defineTask<Services, Input, AnswerResult>({
      ...task,
      payload: kind.input,
      result: AnswerResult,
      priority: kind.priority,
      resource: 'openai',
      onRetire: deleteBatchRows,
    }),
  }
}

/** Kinds in the order of their batches. */
export const byPriority = <Kind extends { priority: number }>(kinds: readonly Kind[]): Kind[] =>
  kinds.toSorted((a, b) => a.priority - b.priority)

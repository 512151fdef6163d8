import { z } from 'zod'
import type { CoreConfig } from '../settings/core.ts'
import type { Db, Tx } from '../db/database.ts'
import { defineTask, type Release, type TaskType } from '../queue/task-type.ts'
import { forgetBatchRows } from './batches/batch-store.ts'
import type { BatchRequest } from './openai/batch-file.ts'
import type { AiContext } from './services.ts'

/**
 * What a model is asked about: by a task that waits for a batch, or by a call of its own (`taskId`
 * null).
 */
export type AiRow = {
  taskId: number | null
  /** Such as `blog:<id>`; null when what it was about is gone. */
  subject: string | null
  payload: unknown
}

/** One that a task stands for. */
export type AiTaskRow = AiRow & { taskId: number }

/** The request for one row. `promptTokens` is what it will probably cost to read. */
export type AiRequest = Omit<BatchRequest, 'customId'> & { row: AiRow }

/**
 * What a question was: stored with a batch, so that its answers are read as they were asked for.
 */
export type Asked = { prompt_version: string } & Record<string, unknown>

/** By what an answer came. */
export type AskedBy = {
  /** Null for a call. */
  batchId: string | null
  /** When the model was told what it knows (world time). */
  askedAt: Date | null
  model: string
  asked: Asked
}

/** What is taken of a request before it is written. */
export type TypicalRow = {
  inputTokens: number
  /** No request of the kind is smaller. */
  leastInputTokens: number
  outputTokens: number
}

/** How a model ended, and what that took: the result of the tasks of every kind. */
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

/** An answer as it waits to be stored, and the row that it is for. */
export type KeptAnswer<Kept> = { row: AiRow; kept: Kept }

type AnswerReader<Answer, Kept> = {
  /** What is stored of an answer; null when it goes nowhere. */
  keep(row: AiRow, answer: Answer): Kept | null
}

type Declared<Services, Input, Answer, Kept, Report> = {
  name: string
  /** The payload of its tasks. */
  input: z.ZodType<Input, Input>
  /** 1 is most urgent: of its tasks, and of its batches among those of other kinds. */
  priority: number
  typical: TypicalRow
  /** What is asked today. */
  asked(config: CoreConfig): Asked
  /** The requests for these rows; a row whose subject is gone has none. */
  requests(
    context: Pick<AiContext<Services>, 'services' | 'signal'>,
    rows: readonly AiRow[],
    model: string,
  ): AsyncGenerator<AiRequest>
  /** Reads answers to what was asked then. */
  schema(asked: Asked): z.ZodType<Answer>
  /** Locks what storing answers about these rows will change, before their tasks are ended. */
  lock(tx: Tx, services: Services, rows: readonly AiRow[]): Promise<void>
  /** Reads whatever answers about these few rows are compared with. */
  reader(
    tx: Tx,
    services: Services,
    rows: readonly AiRow[],
    by: AskedBy,
  ): Promise<AnswerReader<Answer, Kept>>
  /**
   * Stores answers in the transaction that ends their tasks. `ended` are the rows whose tasks are
   * done now, answered or not. Gives what `report` is told when the transaction is over.
   */
  store(
    tx: Tx,
    services: Services,
    answers: readonly KeptAnswer<Kept>[],
    about: { by: AskedBy; ended: readonly AiRow[] },
  ): Promise<Report>
  /** Counts and logs what was stored of a batch (null: of a call), in parts. */
  report?(
    context: Pick<AiContext<Services>, 'services' | 'log'>,
    batchId: string | null,
    parts: readonly Report[],
  ): void
  /**
   * What an answer depends on, such as when its subject was last read: if it changes while a model
   * answers a call, the task that waits for a batch is not ended by that answer. Null when the
   * subject is gone.
   */
  revision(db: Db, row: AiRow): Promise<string | null>
}

/** A question that gramd asks a model about rows of its own. */
export type AiKind<
  Services,
  Input = unknown,
  Answer = unknown,
  Kept = unknown,
  Report = unknown,
> = Declared<Services, Input, Answer, Kept, Report> & {
  /** Waits without a handler until a batch takes it, and ends when the batch's results are read. */
  task: TaskType<Services, Input, AnswerResult>
}

/**
 * Declares a kind and the type of its tasks. Batches, calls, money, outages and refusals are the
 * same for all kinds. The hooks are methods, so that kinds of different inputs fit one list, as
 * with task types.
 */
export function defineAiKind<Services, Input, Answer, Kept, Report>({
  task,
  ...kind
}: Declared<Services, Input, Answer, Kept, Report> & {
  task: {
    name: string
    summary: string
    dedupeKey(input: Input): string
    subject(input: Input): string
    onRelease?(tx: Tx, releases: readonly Release[]): Promise<void>
  }
}): AiKind<Services, Input, Answer, Kept, Report> {
  return {
    ...kind,
    task: defineTask<Services, Input, AnswerResult>({
      ...task,
      payload: kind.input,
      result: AnswerResult,
      priority: kind.priority,
      attempts: 3,
      backoffMinutes: [5, 15, 45],
      leaseMs: 45_000,
      resource: 'openai',
      onRetire: forgetBatchRows,
    }),
  }
}

/** Kinds in the order in which their batches go. */
export const byPriority = <Kind extends { priority: number }>(kinds: readonly Kind[]): Kind[] =>
  kinds.toSorted((a, b) => a.priority - b.priority)

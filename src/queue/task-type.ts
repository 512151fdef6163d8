import type { z } from 'zod'
import type { Logger } from '../base/log.ts'
import type { Db, Tx } from '../db/database.ts'

/** How a handler ends what it expected; what it did not expect, it throws. */
export type Outcome<Result> =
  /**
   * `commit` holds the writes: they are made in the transaction that settles the task, if its lease still holds. It is
   * called again when that transaction is rolled back by a deadlock or a lost connection.
   */
  | { kind: 'done'; result: Result; commit?: (tx: Tx) => Promise<void> }
  /** Back to pending until `until` (world time), without counting an attempt. */
  | { kind: 'snooze'; until: Date; code: string; message: string }

/** A task in the hands of its handler. */
export type RunningTask<Payload> = {
  id: number
  /** What it is about, such as `blog:<id>`. */
  subject: string | null
  payload: Payload
  /** 1 for the first try. */
  attempt: number
  /** What an earlier run of this task stored, or null. */
  checkpoint: unknown
}

export type TaskContext<Services> = {
  services: Services
  /** Aborts when the lease is lost, the task is cancelled or the process stops for good. */
  signal: AbortSignal
  log: Logger
  /** Adds fields to the log line that ends this attempt, such as the account that was used. */
  note(fields: Record<string, unknown>): void
  /**
   * Stores what is finished so far, in one transaction with `writes`. Throws LeaseLostError, and writes nothing, when
   * the lease has ended.
   */
  checkpoint(value: unknown, writes?: (tx: Tx) => Promise<void>): Promise<void>
  /** Tells those who watch how far the task is. */
  progress(value: { done: number; total: number } & Record<string, unknown>): Promise<void>
}

/** How a worker or a batch let go of a task other than by having done it. */
export type Release = {
  taskId: number
  subject: string | null
  payload: unknown
  status: 'pending' | 'failed' | 'cancelled'
}

/** Everything gramd knows about one kind of task, in one place. `Asked` is a payload without its defaults. */
export type TaskType<Services, Payload = unknown, Result = unknown, Asked = Payload> = {
  name: string
  /** One sentence, for the API docs. */
  summary: string
  payload: z.ZodType<Payload, Asked>
  result: z.ZodType<Result>
  /** 1 is most urgent, 10 least; a caller may choose another. */
  priority: number
  /** Tries before the task fails, counting only failures that are the task's own. */
  attempts: number
  /** Minutes of world time to wait after the first, second, … failed attempt; the last repeats. */
  backoffMinutes: readonly [number, ...number[]]
  /** Real time after which a silent worker is taken for dead. */
  leaseMs: number
  /** The most of one key, such as a host or a hashtag, that all processes together run at once. Keys are not empty. */
  limit?: { max: number; key(payload: Payload): string }
  /** What it needs before it is worth claiming, by the name that a feature registers; 'none' for nothing. */
  resource: string
  /** Two open tasks of this type with one key are the same task. */
  dedupeKey(payload: Payload): string | null
  /** Whether `asked` wants more than an open task of the same key: one that still waits then gets it for its payload. */
  upgradesPayload?(asked: Payload, open: Payload): boolean
  /**
   * What the task is about, such as `blog:<id>`, for the column that people filter by. Its payload and result then name
   * nobody else: an erasure looks for others only in its checkpoint, progress and errors.
   */
  subject?(payload: Payload): string
  /** Without a handler the task is not claimed by workers: it waits for a batch. */
  handle?(task: RunningTask<Payload>, context: TaskContext<Services>): Promise<Outcome<Result>>
  /** Runs in the transaction that puts tasks back, fails or cancels them: the place to free what they held. */
  onRelease?(tx: Tx, releases: readonly Release[]): Promise<void>
  /** Runs in the transaction that forgets tasks long after their end: the place to delete what hangs on their ids. */
  onRetire?(tx: Tx, taskIds: readonly number[]): Promise<void>
}

/**
 * Gives a declaration its types: what the handler gets and gives follows from the schemas. The hooks are methods, which
 * TypeScript compares bivariantly, so that types of different payloads fit one list; the queue parses every payload
 * before a hook sees it.
 */
export function defineTask<Services, Payload, Result, Asked = Payload>(
  type: TaskType<Services, Payload, Result, Asked>,
): TaskType<Services, Payload, Result, Asked> {
  return type
}

/** Who may enqueue: the pool, or a transaction of the caller's. */
export type Enqueuer = Db | Tx

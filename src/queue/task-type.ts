import type { z } from 'zod'
import type { Logger } from '../base/log/log.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { TaskAccess } from './task-access.ts'

export type Outcome<Result> =
  /**
   * `commit` makes the writes in the transaction that settles the task, if its lease still holds.
   * It is called again after a deadlock or a lost connection.
   */
  | { kind: 'done'; result: Result; commit?: (tx: Tx) => Promise<void> }
  /** Back to pending until `until` (world time), without counting an attempt. */
  | { kind: 'snooze'; until: Date; code: string; message: string }

export type RunningTask<Payload> = {
  id: number
  /** The subject, such as `blog:<id>`. */
  subject: string | null
  payload: Payload
  /** Number of the attempt, from 1. */
  attempt: number
  /** The checkpoint of an earlier run, or null. */
  checkpoint: unknown
}

export type TaskContext<Services> = {
  services: Services
  taskId: number
  /** Aborts when the lease is lost, the task is cancelled or the process stops. */
  signal: AbortSignal
  log: Logger
  /** Adds fields, such as the account, to the log line that ends this attempt. */
  note(fields: Record<string, unknown>): void
  /**
   * Stores a checkpoint in one transaction with `writes`. When `writes` sets `corrected` to another
   * object, that is stored instead: the final state may be known only after the writes. Throws
   * LeaseLostError.
   */
  checkpoint(
    value: unknown,
    writes?: (tx: Tx) => Promise<void>,
    corrected?: () => unknown,
  ): Promise<void>
  /** Publishes progress to live streams. */
  progress(value: { done: number; total: number } & Record<string, unknown>): Promise<void>
}

/** A task that left its worker or batch without being done. */
export type Release = {
  taskId: number
  subject: string | null
  payload: unknown
  status: 'pending' | 'failed' | 'cancelled'
}

/**
 * The shares of a worker. Each has its own slots, so that slow uploads do not delay scrapes, and
 * neither delays the upkeep that both need.
 */
export const WORKER_SHARES = ['reading', 'publishing', 'upkeep'] as const
export type WorkerShare = (typeof WORKER_SHARES)[number]

/** The one declaration of a task type. `Asked` is a payload without its defaults. */
export type TaskType<Services, Payload = unknown, Result = unknown, Requested = Payload> = {
  name: string
  /** One sentence, for the API docs. */
  summary: string
  access: TaskAccess
  payload: z.ZodType<Payload, Requested>
  result: z.ZodType<Result>
  /** 1 (most urgent) to 10; callers may choose another. */
  priority: number
  /** Attempts before the task fails, counting only its own failures. */
  attempts: number
  /** Minutes (world time) after the first, second, … failed attempt; the last repeats. */
  backoffMinutes: readonly [number, ...number[]]
  /** Real time after which a silent worker counts as dead. */
  leaseMs: number
  /**
   * At most `max` tasks of one (non-empty) key run at once in all processes; a setting is read from
   * the services.
   */
  limit?: { max: number | { of(services: Services): number }; key(payload: Payload): string }
  /** The name of a registered resource that a claim needs; 'none' for nothing. */
  resource: string
  /** The share of a worker whose slots it takes. */
  share: WorkerShare
  /** There is at most one open task of this type and key. */
  dedupeKey(payload: Payload): string | null
  /** Whether a pending task of the same key gets the payload `asked` instead of its `open`. */
  upgradesPayload?(requested: Payload, open: Payload): boolean
  /**
   * The subject, such as `blog:<id>`, that people filter by. Payload and result of a task with a
   * subject must name no other creator: an erasure searches only its checkpoint, progress and
   * errors.
   */
  subject?(payload: Payload): string
  /** Tasks without a handler wait for a batch. */
  handle?(task: RunningTask<Payload>, context: TaskContext<Services>): Promise<Outcome<Result>>
  /**
   * Whether a run of upkeep found nothing to do, so that its end is logged at debug; by default
   * when all numbers of its result are 0.
   */
  didNothing?(result: Result): boolean
  /** Runs in the transaction that requeues, fails or cancels tasks, to release what they used. */
  onRelease?(tx: Tx, releases: readonly Release[]): Promise<void>
  /** Runs in the transaction of retention that deletes tasks, to delete rows with their ids. */
  onRetire?(tx: Tx, taskIds: readonly number[]): Promise<void>
}

/** How many tasks of one key of this type may run at once; undefined without such a limit. */
export function keyLimit<Services>(
  { limit }: Pick<TaskType<Services>, 'limit'>,
  services: Services,
): number | undefined {
  return typeof limit?.max === 'object' ? limit.max.of(services) : limit?.max
}

/** The types of a queue by their names, for code that calls no handler. */
export type TaskTypes = ReadonlyMap<string, TaskType<never>>

const DEFAULTS = {
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  share: 'reading',
} as const

/**
 * A declaration of a task type; `attempts`, `backoffMinutes`, `leaseMs` and `share` have defaults.
 */
type Declared<Type> = Omit<Type, keyof typeof DEFAULTS> &
  Partial<Pick<Type, keyof typeof DEFAULTS & keyof Type>>

/**
 * Infers the types of a declaration from its schemas. The hooks are methods, which TypeScript
 * compares bivariantly, so that types of different payloads fit one list; the queue parses every
 * payload first.
 */
export function defineTask<Services, Payload, Result, Requested = Payload>(
  declared: Declared<TaskType<Services, Payload, Result, Requested>>,
): TaskType<Services, Payload, Result, Requested> {
  return { ...DEFAULTS, ...declared }
}

/** The pool, or the caller's transaction. */
export type Enqueuer = Db | Tx

/**
 * The payload of a benchmark task. `n` identifies the task; `key` is what a limit per key counts
 * by.
 */
export type Task = { n: number; key?: string }

export type Worker = {
  /** Enqueues in the worker's process, with the system's shortcut for that if it has one. */
  enqueueHere(task: Task): Promise<void>
  /** Finishes running tasks, then ends. */
  stop(): Promise<void>
}

export type WorkerOptions = {
  /** Concurrent handlers; the configuration's own by default. */
  concurrency?: number
  /** Called first in the handler, which awaits its result. */
  onStart(task: Task): Promise<void> | void
}

/** One queue system in one configuration, on its own database. */
export type Driver = {
  /** System and configuration, as in the report. */
  readonly name: string
  readonly database: string
  /** Installs the system's schema and opens its clients. */
  setup(): Promise<void>
  /** One call of the system's bulk interface. */
  enqueueBulk(tasks: readonly Task[]): Promise<void>
  /** One call of the system's single interface, on another connection than the worker's. */
  enqueueOne(task: Task): Promise<void>
  /**
   * Inserts tasks in an open transaction; the returned function commits, which shows them all at
   * once.
   */
  insertHidden(tasks: readonly Task[]): Promise<() => Promise<void>>
  startWorker(options: WorkerOptions): Promise<Worker>
  /** Whether the database has no open task. */
  isDrained(): Promise<boolean>
  truncate(): Promise<void>
  close(): Promise<void>
}

/** Tasks per bulk call. */
export const BULK = 1_000

/** `count` tasks from number `first` on, in calls of `BULK`. */
export function bulks(count: number, first = 0): Task[][] {
  return chunk(Array.from({ length: count }, (_, index) => ({ n: first + index })))
}

/** The tasks in calls of `BULK`. */
export function chunk(tasks: readonly Task[]): Task[][] {
  const calls: Task[][] = []
  for (let from = 0; from < tasks.length; from += BULK) calls.push(tasks.slice(from, from + BULK))
  return calls
}

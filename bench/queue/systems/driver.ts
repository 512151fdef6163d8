/** What a benchmark task carries. `n` tells tasks apart; `key` is what a limit per key counts by. */
export type Task = { n: number; key?: string }

export type Worker = {
  /** Enqueues from the process of the worker, with the system's own shortcut for that where it has one. */
  enqueueHere(task: Task): Promise<void>
  /** Finishes what runs, then ends. */
  stop(): Promise<void>
}

export type WorkerOptions = {
  /** Handlers at once; the configuration's own by default. */
  concurrency?: number
  /** The handler's first line; what it returns is waited for inside the handler. */
  onStart(task: Task): Promise<void> | void
}

/** One queue system in one configuration, on a database of its own. */
export type Driver = {
  /** System and configuration, as the report prints it. */
  readonly name: string
  readonly database: string
  /** Installs the system's own schema and opens its clients. */
  setup(): Promise<void>
  /** One call of the system's bulk interface. */
  enqueueBulk(tasks: readonly Task[]): Promise<void>
  /** One call of the system's single interface, on a connection that the worker does not share. */
  enqueueOne(task: Task): Promise<void>
  /** Inserts tasks in an open transaction; what it returns commits them, and so shows them to the worker at once. */
  hold(tasks: readonly Task[]): Promise<() => Promise<void>>
  startWorker(options: WorkerOptions): Promise<Worker>
  /** Whether the database holds no task that is waiting or in hand. */
  isDrained(): Promise<boolean>
  truncate(): Promise<void>
  close(): Promise<void>
}

/** What bulk calls are cut into. */
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

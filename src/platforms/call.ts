/** The options of a feature's call to a reader. */
export type PlatformCall = {
  signal: AbortSignal
  /** The task that calls; its requests are stored under this id. */
  taskId?: number
  /** The last state passed to `save` for the same work; for anything else the work starts over. */
  resume?: unknown
  /** Receives the state so far, plain JSON, after each step. */
  save?: (state: unknown) => Promise<void>
  /** Called with the username of each account used. */
  onAccount?: (username: string) => void
  /** Called after each request, also a failed one, with the number of requests so far. */
  onRequest?: (requests: number) => void
}

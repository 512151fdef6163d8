/** How a feature calls a reader. */
export type PlatformCall = {
  signal: AbortSignal
  /** The task that asks, to be found by its requests. */
  taskId?: number
  /** The last state given to `save` for the same work; with anything else the work starts over. */
  resume?: unknown
  /** Receives the state so far, plain JSON, after each step. */
  save?: (state: unknown) => Promise<void>
  /** Called with the username of each account used. */
  onAccount?: (username: string) => void
  /** Called after each request, also a failed one, with the number of requests so far. */
  onRequest?: (requests: number) => void
}

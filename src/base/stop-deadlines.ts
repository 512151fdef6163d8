import type { Shutdown } from './shutdown.ts'

/** How long (real ms) the parts of a process may take to stop, counted from the signal. */
export type StopDeadlines = {
  /** Aborts when the grace period is over: nothing waits for a database or a client any longer. */
  readonly cut: AbortSignal
  /**
   * The time left for running tasks and downloads. The rest of the grace is for giving back
   * unfinished work.
   */
  leftMs(): number
  /** The time for each step of giving back. */
  readonly stepMs: number
}

/** Giving back takes three steps: ending handlers, storing results, and releasing tasks. */
const STEPS = 3
const LONGEST_STEP_MS = 1_000
/** The share of a short grace that is reserved for giving back. */
const SHARE = 0.4
/** Even without a grace, tasks are given back. */
const SHORTEST_MS = 1_000

export function createStopDeadlines(
  { stopped }: Shutdown,
  graceMs: number,
  nowMs: () => number = () => performance.now(),
): StopDeadlines {
  const wholeMs = Math.max(graceMs, SHORTEST_MS)
  const stepMs = Math.min(LONGEST_STEP_MS, (wholeMs * SHARE) / STEPS)
  const taskMs = Math.min(graceMs, wholeMs - STEPS * stepMs)
  const cut = new AbortController()
  let stoppedAt: number | undefined
  const begin = (): void => {
    stoppedAt = nowMs()
    setTimeout(() => cut.abort(), wholeMs).unref()
  }
  if (stopped.aborted) begin()
  else stopped.addEventListener('abort', begin, { once: true })
  return {
    cut: cut.signal,
    stepMs,
    leftMs: () => (stoppedAt === undefined ? taskMs : Math.max(0, stoppedAt + taskMs - nowMs())),
  }
}
